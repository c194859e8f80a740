"""`recul customers loyal` lists who thanked often by the charter's criterion, and says that it is for a person's hand."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from conversations import events as e
from conversations.change import Change
from conversations.message import Visibility
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, fresh, incoming, place

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on a database in which Zoé has thanked twice lately, and Max once."""
    asyncio.run(_filled(sqlite_url))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECUL_DATABASE_URL", sqlite_url)
    return lambda *more: CliRunner().invoke(app, ["customers", "loyal", *more], catch_exceptions=False).output


async def _filled(url: str) -> None:
    store = SqlStore.open(url)
    for thanks in (2, 1):
        dossier = Dossier(store, place(fresh("someone")))
        await dossier.receive(incoming(dossier.key))
        for number in range(thanks):
            await dossier.happens(_thanked(f"t{number}", datetime.now(UTC) - timedelta(days=number + 1)))
    await store.close()


def _thanked(turn: str, at: datetime) -> Change:
    opened = e.TurnOpened(at, turn, Visibility.PRIVATE, False, at, "web")
    return Change((opened, e.NoAnswerNeeded(at, turn, "light:remerciement")))


def test_it_names_the_criterion_the_customers_and_the_use(run: Run) -> None:
    said = run()
    assert "at least 2 times in the last 365 days" in said
    assert "by hand" in said
    assert len([line for line in said.splitlines() if "│ 2" in line]) == 1


def test_for_programs(run: Run) -> None:
    said = json.loads(run("--json"))
    assert said["criterion"] == {"praises": 2, "within_days": 365}
    assert [customer["praises"] for customer in said["customers"]] == [2]
