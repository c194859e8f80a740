"""What customers asked and the charter could not answer, whoever has answered or not; masked, and kept nowhere."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import nlu_report
from bot.nlu_report import unanswered as module
from bot.nlu_report.unanswered import unanswered
from conversations import events as e
from conversations.learning import Origin, Review
from conversations.message import Sender, Visibility
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import NOT_UNDERSTOOD
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, incoming, minutes, place

LATER = minutes(60)


async def asks(
    store: SqlStore,
    text: str,
    rule: str = "nothing_recognised",
    verdict: str = "route:sav",
    *,
    at: datetime = NOW,
    who: str = "ada",
) -> Dossier:
    """Somebody called Ada Lovelace writes, and it is decided by that rule."""
    one = Dossier(store, place(who))
    said = replace(incoming(one.key, text), sender=Sender(who, "Ada Lovelace"), sent_at=at)
    message = await one.receive(said)
    turn = None if verdict == "hors_sujet" else f"{one.id}-t1"
    if turn:
        await one.event(e.TurnOpened(at, turn, Visibility.PRIVATE, True, at, "telegram"))
    await one.event(e.Decided(at, (message,), verdict, "fr", "calm", "r1", "embedded", (e.Reason(rule),), turn=turn))
    return one


async def test_what_nobody_has_answered_yet_is_asked_too_and_so_is_what_was_left_alone(sqlite_store: SqlStore) -> None:
    await asks(sqlite_store, "ici lovelace, vous affûtez les ciseaux ?", who="a")
    await asks(sqlite_store, "qui joue au stade ce soir ?", "out_of_scope", "hors_sujet", at=minutes(1), who="b")
    await asks(sqlite_store, "vous aimez le tricot ?", "intent", "hors_sujet", at=minutes(2), who="c")
    await asks(sqlite_store, "où est mon colis ?", "intent", "route:livraison", who="d")
    await asks(sqlite_store, "06 12 34 56 78", who="e")
    found = await unanswered(sqlite_store, LATER)
    assert [one.text for one in found] == [
        "vous aimez le tricot ?",
        "qui joue au stade ce soir ?",
        "ici [nom], vous affûtez les ciseaux ?",
    ]
    assert await sqlite_store.suggestions(Review.OPEN, 9) == []
    assert await unanswered(sqlite_store, NOW + timedelta(days=40)) == []


async def test_what_staff_have_answered_is_collected_first_and_asked_once(sqlite_store: SqlStore) -> None:
    one = await asks(sqlite_store, "vous affûtez les ciseaux ?")
    await one.event(e.Delivered(NOW, "o1", Reply.ANSWER, AnsweredBy.STAFF, f"{one.id}-t1", None))
    [found] = await unanswered(sqlite_store, LATER)
    assert [kept.id for kept in await sqlite_store.suggestions(Review.OPEN, 9)] == [found.id]
    # Whoever reviews it has seen to it.
    await sqlite_store.review(replace(found, review=Review.REJECTED))
    assert await unanswered(sqlite_store, LATER) == []


async def test_the_newest_are_looked_at(sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ASKED", 2)
    for minute, thing in enumerate(("ciseaux", "haches", "rasoirs")):
        await asks(sqlite_store, f"vous affûtez les {thing} ?", at=minutes(minute), who=thing)
    refused = await asks(sqlite_store, "vous affûtez les sabres ?", "intent", "faq:horaires", at=minutes(-9), who="s")
    await refused.event(e.AnswerRefused(minutes(9), f"{refused.id}-t1"))
    found = await unanswered(sqlite_store, LATER)
    assert [(one.text.split()[-2], one.origin) for one in found] == [
        ("sabres", Origin.REFUSED),
        ("rasoirs", Origin.UNRECOGNISED),
    ]


@pytest.mark.parametrize(("engine", "told"), [("embedded", False), ("rasa", True)])
def test_where_rasa_understands_the_command_says_whom_it_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, told: bool
) -> None:
    monkeypatch.setattr(nlu_report, "cross_validated", lambda *_, **__: [("vous ouvrez ?", "horaires", NOT_UNDERSTOOD)])
    database = f"sqlite:///{tmp_path}/none.db"
    env = {"RECUL_NLU": engine, "RECUL_ENCODER": "none", "RECUL_RASA_TOKEN": "secret", "RECUL_DATABASE_URL": database}
    ran = CliRunner().invoke(app, ["nlu", "report", "--out", str(tmp_path / "page.html")], env=env)
    assert ran.exit_code == 0, ran.output
    assert ("judges the embedded engine" in ran.output) is told
    assert ("moteur intégré qui est jugé" in (tmp_path / "page.html").read_text("utf-8")) is told
