"""A simulated history is one that the line could have lived: recounted, repeatable, with all that happens in a shop."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.simulation.filling import Hourly, fill
from charter.hours import is_open
from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.crisis import CrisisState
from conversations.history import History
from conversations.ports import Refused
from conversations.turn import AnsweredBy, Reply
from metrics.board import Board
from metrics.exposition import exposition
from metrics.openmetrics import Dated
from metrics.recount import recount
from store.sql import SqlStore
from store.standing import rank, standing
from tests.fakes.lived import UNTIL, contents, lived, wanted

QUIET = lambda *_: None  # noqa: E731


@pytest.fixture(scope="module")
def weeks() -> list[History]:
    """Three weeks."""
    return asyncio.run(lived(wanted(days=21, per_day=70)))[1]


def events(histories: list[History]) -> Iterator[e.Event]:
    return (event for history in histories for save in history.saves for event in save.change.events)


async def test_the_same_seed_lives_the_same_history() -> None:
    first, second, other = [(await lived(wanted(seed=seed)))[1] for seed in (1, 1, 2)]
    assert first == second
    assert first != other


async def test_the_same_seed_fills_the_same_database(sqlite_store: SqlStore, postgresql_store: SqlStore) -> None:
    for store in (sqlite_store, postgresql_store):
        await fill(store, wanted(), QUIET)
    assert await contents(sqlite_store) == await contents(postgresql_store)


async def test_every_number_is_what_the_events_say(sqlite_store: SqlStore) -> None:
    filled = await fill(sqlite_store, wanted(days=6, per_day=60), QUIET)
    found = await recount(sqlite_store, Board("0.1.0", "r1", wanted().charter), UNTIL, QUIET)
    assert (found.differences, found.other_hours) == ((), 0)
    assert found.settled > filled.turns > 100
    assert found.conversations == filled.conversations


async def test_what_waits_is_what_the_database_says_waits(sqlite_store: SqlStore) -> None:
    simulation, histories = await lived(wanted(days=6, per_day=60))
    await sqlite_store.fill(histories)
    expected, found = await sqlite_store.snapshot(UNTIL), simulation.snapshot()
    assert expected.waiting.turns
    assert (found.tallies, found.waiting.turns) == (expected.tallies, expected.waiting.turns)
    assert (found.waiting.outbox, found.waiting.dangers) == (expected.waiting.outbox, expected.waiting.dangers)
    assert found.waiting.undecided == expected.waiting.undecided


def test_every_kind_of_thing_happens(weeks: list[History]) -> None:
    happened = Counter(event.kind for event in events(weeks))
    for kind in (
        "answer_confirmed", "answer_refused", "no_answer_needed", "moved_to_private", "clarification_asked", "danger_raised",
        "danger_acknowledged", "transferred", "noted", "delay_noticed", "rated", "closed", "approved", "excluded",
    ):  # fmt: skip
        assert happened[kind], kind
    by_bot = [x for x in events(weeks) if isinstance(x, e.Settled) and x.answered_by is AnsweredBy.BOT]
    assert len(by_bot) > happened["answer_confirmed"]  # the others were accepted in silence
    assert {x.result for x in events(weeks) if isinstance(x, e.Settled)} == {None, "met", "missed"}
    assert Counter(x.reply for x in events(weeks) if isinstance(x, e.Replied))[Reply.HOLDING]


def test_some_wait_in_vain(weeks: list[History]) -> None:
    turns = {turn.id: turn for history in weeks for save in history.saves for turn in save.turns}
    in_vain = [turn for turn in turns.values() if turn.closed_at is not None and turn.answered_at is None]
    assert 0.002 < len(in_vain) / len(turns) < 0.1


def test_staff_answer_in_opening_hours(weeks: list[History]) -> None:
    charter = wanted().charter
    said = [x for x in events(weeks) if isinstance(x, e.Replied) and x.by is AnsweredBy.STAFF and x.reply is Reply.ANSWER]
    assert len(said) > 100
    assert all(is_open(charter.hours, x.at) for x in said)


async def test_one_crisis_is_declared_and_ends() -> None:
    simulation, _ = await lived(wanted(days=9, per_day=60))
    assert [crisis.state for crisis in simulation.crises] == [CrisisState.PROPOSED, CrisisState.DECLARED, CrisisState.ENDED]


async def test_the_hours_in_the_file_end_with_what_the_database_shows(sqlite_store: SqlStore) -> None:
    of = wanted(days=2)
    board, dated = Board("0.1.0", "r1", of.charter), Dated()
    await fill(sqlite_store, of, QUIET, Hourly(board, dated))
    lines = list("".join(dated.lines()).splitlines())
    at = f" {int(UNTIL.timestamp())}"
    last = {line.removesuffix(at) for line in lines if line.endswith(at)}
    now = exposition(await sqlite_store.snapshot(UNTIL), board)
    shown = {line for line in now.splitlines() if line and not line.startswith("#") and "cohort" not in line}
    assert len({line.split()[-1] for line in lines if line.startswith("recul_build_info")}) == 2 * 24 + 1
    assert shown - last == {line for line in shown if "recul_figures_timestamp" in line}


async def test_copied_weeks_are_counted_as_if_they_had_been_lived(store: SqlStore) -> None:
    of = wanted(days=100, per_day=12)
    filled = await fill(store, of, QUIET, bulk=True)
    found = await recount(store, Board("0.1.0", "r1", of.charter), UNTIL, QUIET)
    assert (found.differences, found.other_hours) == ((), 0)
    assert found.conversations == filled.conversations
    turns = await store.turns_opened(UNTIL - timedelta(days=101), UNTIL)
    assert len(turns) == filled.turns
    by_week = Counter((UNTIL - turn.opened_at).days // 7 for turn in turns)
    assert min(by_week[week] for week in range(14)) > 20
    assert not any(turn.unanswered for turn in turns if turn.opened_at < UNTIL - timedelta(days=36))


async def test_a_copy_is_as_it_would_have_been_saved(sqlite_store: SqlStore) -> None:
    await fill(sqlite_store, wanted(days=70, per_day=10), QUIET, bulk=True)
    rows = await contents(sqlite_store)
    for row in rows["conversation"]:
        of = [event for _, event in await sqlite_store.events(row["id"])]
        state = await sqlite_store.load(row["id"])
        assert state is not None
        assert state == after(Conversation(state.id, state.key), of)
        assert (row["standing"], row["rank"]) == (standing(state), rank(state))
    ids = [row["id"] for row in rows["message"]]
    assert len(ids) == len(set(ids)) > 800


async def test_a_database_with_conversations_is_refused(sqlite_store: SqlStore) -> None:
    await sqlite_store.fill((await lived(wanted(days=1)))[1][:1])
    before = await contents(sqlite_store)
    with pytest.raises(Refused, match="RECUL_DATABASE_URL"):
        await fill(sqlite_store, wanted(), QUIET)
    assert await contents(sqlite_store) == before


def test_the_command_fills_a_database_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUL_DATABASE_URL", f"sqlite:///{tmp_path / 'demo.db'}")
    monkeypatch.setenv("RECUL_CHARTER", "charter/example/charter.yaml")
    file = tmp_path / "figures.txt"
    command = ["simulate", "--days", "1", "--messages-per-day", "20", "--until", "2026-03-20T15:00:00"]
    done = CliRunner().invoke(app, [*command, "--openmetrics", str(file)])
    assert done.exit_code == 0, done.output
    assert "until 2026-03-20 15:00 UTC" in done.output
    assert file.read_text("utf-8").endswith("# EOF\n")
    assert isinstance(CliRunner().invoke(app, command).exception, Refused)
