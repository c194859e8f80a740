"""`recul crisis` and `recul pause`: who may, what is kept, what is said."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.cli import app
from conversations.crisis import Crisis, CrisisState
from conversations.ports import Refused
from conversations.turn import AnsweredBy, Reply
from conversations.users import Role, User
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, reply

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database with a supervisor (claude) and an agent (lea); its words, or its value with --json."""
    asyncio.run(_staffed(sqlite_url))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_DATABASE_URL", sqlite_url)

    def run(*words: str) -> Any:
        said = CliRunner().invoke(app, words, catch_exceptions=False).output
        return json.loads(said) if "--json" in words else said

    return run


async def _staffed(url: str) -> None:
    store = SqlStore.open(url)
    for login, role in (("claude", Role.SUPERVISOR), ("lea", Role.AGENT)):
        await store.add_user(User(f"id-{login}", login, login.title(), role, "x"))
    await store.close()


def propose(url: str, state: CrisisState = CrisisState.PROPOSED, ends_at: datetime | None = None) -> None:
    now = datetime.now(UTC)

    async def put() -> None:
        store = SqlStore.open(url)
        await store.put_crisis(Crisis("k", state, now, now, "rule", ends_at=ends_at, figures={"contacts": 12.0}), None)
        await store.close()

    asyncio.run(put())


def test_there_never_was_one(run: Run) -> None:
    assert run("crisis", "status", "--json") == {"state": "none"}
    assert "never was" in run("crisis", "status")


def test_it_is_declared_without_a_proposal_with_subjects_and_an_end(run: Run, sqlite_url: str) -> None:
    said = run("crisis", "declare", "--as", "claude", "--subject", "livraison", "--hours", "12", "--json")
    assert (said["state"], said["subjects"], said["by"]) == ("declared", ["livraison"], "id-claude")
    assert datetime.fromisoformat(said["ends_at"]) - datetime.fromisoformat(said["changed_at"]) == timedelta(hours=12)
    assert run("crisis", "status", "--json") == said
    assert run("crisis", "end", "--as", "claude", "--json")["state"] == "ended"
    with create_engine(sqlite_url).connect() as connection:
        trace = connection.execute(text("SELECT by, what FROM audit ORDER BY seq")).all()
    assert [tuple(row) for row in trace] == [("id-claude", "crisis declared"), ("id-claude", "crisis ended")]


def test_a_proposal_is_declined_or_becomes_the_crisis(run: Run, sqlite_url: str) -> None:
    propose(sqlite_url)
    declared = run("crisis", "declare", "--as", "claude", "--json")
    assert (declared["id"], declared["figures"], declared["subjects"]) == ("k", {"contacts": 12.0}, "all")
    longer = run("crisis", "declare", "--as", "claude", "--hours", "48", "--json")
    assert (longer["id"], longer["changed_at"]) == ("k", declared["changed_at"])
    assert longer["ends_at"] > declared["ends_at"]
    run("crisis", "end", "--as", "claude")
    with pytest.raises(Refused, match="no crisis to decide"):
        run("crisis", "decline", "--as", "claude")


def test_declared_again_after_its_end_it_is_stated_anew(run: Run, sqlite_url: str) -> None:
    """Nothing ran that would have noted the end."""
    propose(sqlite_url, CrisisState.DECLARED, ends_at=datetime(2026, 3, 2, tzinfo=UTC))
    before = run("crisis", "status", "--json")
    again = run("crisis", "declare", "--as", "claude", "--json")
    assert again["changed_at"] > before["changed_at"]


def test_a_precaution_is_declined(run: Run, sqlite_url: str) -> None:
    propose(sqlite_url, CrisisState.PRECAUTION)
    assert run("crisis", "decline", "--as", "claude", "--json")["state"] == "declined"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("declare", "--as", "lea"), "may not decide"),
        (("declare", "--as", "nobody"), "no user"),
        (("declare", "--as", "claude", "--subject", "nothing"), "no FAQ entry or department"),
        (("end", "--as", "claude"), "no crisis to decide"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(Refused, match=why):
        run("crisis", *words)


def waiting(url: str) -> None:
    """An answer of the bot, a safety wording and a user's reply wait."""

    async def send() -> None:
        store = SqlStore.open(url)
        dossier = Dossier(store)
        await dossier.receive()
        await dossier.sends(
            reply("Bien reçu"),
            reply("Appelez le 112", Reply.SAFETY),
            reply("Bonjour", Reply.ANSWER, by=AnsweredBy.STAFF, user="id-lea"),
        )
        await store.close()

    asyncio.run(send())


def test_what_is_suspended_and_what_waits_is_told(run: Run, sqlite_url: str) -> None:
    waiting(sqlite_url)
    assert "Nothing is suspended" in run("pause", "--status")
    run("pause", "wrong price", "--bot")
    run("pause", "account taken over", "--user", "lea")
    said = run("pause", "--status", "--json")
    assert said["suspended"] == {"bot": "wrong price", "lea": "account taken over"}
    assert said["waiting"] == {"acknowledgement": 1, "safety": 1, "answer": 1}
    assert (said["safety_wording_held"], said["safety_waiting"]) == (True, 1)
    assert "Safety wording is held, 1 waiting" in run("pause", "--status")
    run("resume", "--bot")
    said = run("pause", "--status", "--json")
    assert (said["waiting"], said["safety_wording_held"]) == ({"answer": 1}, False)
    run("resume")
    assert "Nothing is suspended" in run("pause", "--status")


def test_doctor_says_what_is_suspended(run: Run, sqlite_url: str) -> None:
    waiting(sqlite_url)
    run("pause", "wrong price")
    assert "Safety wording is held, 1 waiting" in run("doctor")


def test_only_one_scope_at_a_time(run: Run) -> None:
    assert "give one of" in run("pause", "--bot", "--staff")
