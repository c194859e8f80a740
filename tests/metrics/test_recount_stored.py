"""What a real store hands back is what was settled: the same recount, before and after folding, on both databases."""

import asyncio
import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, delete, select, update

from conversations import events as e
from conversations.figures import Kept
from conversations.message import Visibility
from metrics.cohort_gauges import LONGEST, gauges
from metrics.exposition import exposition
from metrics.recount import recount
from store import tables as t
from store.sql import SqlStore
from tests.metrics.history import T0, at
from tests.metrics.stored import BOARD, LATER, keep, keep_log, publish, recounted

HISTORIES = (
    [
        at(0, "open"),
        at(0.01, "acknowledge"),
        at(0.1, "hand_over"),
        at(0.1, "promise"),
        at(3, "tick"),
        at(23.4567, "staff_answer"),
    ],
    [at(0, "open"), at(0.3, "bot_answer"), at(1, "refuse"), at(2, "close"), at(3, "exclude"), at(9, "refuse")],
    [at(0, "open"), at(0, "hand_over_both"), at(5, "staff_answer"), at(5, "hand_on"), at(30, "staff_answer", "ra")],
    [at(0, "open"), at(0.7, "bot_answer"), at(0.8, "confirm"), at(5, "open", "b"), at(6, "exclude", "b")],
    [at(0, "open"), at(0.2, "mention"), at(1, "hand_over"), at(9, "queue")],
)
STANDING = (
    e.MessageReceived(T0, "m1", T0 + timedelta(minutes=5), Visibility.PUBLIC),
    e.DangerRaised(T0 + timedelta(minutes=1), "none", since=T0),
)
"""A message that nobody decides on, in a conversation in which a danger stands."""

NOT_LONG_AGO = [at(60 * 24, "open"), at(60 * 24 + 23.9, "tick")]
"""A turn in the window of a day, of which all has settled that must have."""

OTHER = {
    "channel": "telegram",
    "visibility": "public",
    "mention": True,
    "answered_by": "bot",
    "final": False,
    "excluded": True,
    "conversation": "c4",
}
"""Another value of those fields of the first turn; another word or time for the others."""


@pytest.fixture
async def kept(store: SqlStore) -> SqlStore:
    await publish(store)
    for n, steps in enumerate(HISTORIES):
        await keep(store, f"c{n}", steps)
    await keep_log(store, "standing", STANDING)
    return store


async def test_a_recount_of_what_was_stored_finds_no_difference(kept: SqlStore) -> None:
    before = exposition(await kept.snapshot(LATER), BOARD)
    for folds in (True, False):
        found = await recounted(kept)
        assert found.differences == ()
        assert (found.conversations, found.other_hours) == (len(HISTORIES) + 1, 0)
        assert found.settled > 5
        assert (await kept.fold(1000) > 0) is folds
    assert exposition(await kept.snapshot(LATER), BOARD) == before


async def test_every_field_of_a_turns_row_is_held_against_its_events(kept: SqlStore) -> None:
    (row,) = [row for row in await kept.turns_opened(T0, LATER) if row.id == "a-c0"]
    for name in row.__slots__:
        was = getattr(row, name)
        if name == "id":
            continue
        other = OTHER.get(name, T0 + timedelta(days=3) if name.endswith(("_at", "_by")) else "another")
        await _change(kept, "turn", "a-c0", **{name: other})
        found = await recounted(kept)
        assert any(d.family == "turn" and dict(d.labels)["turn"] == "a-c0" for d in found.differences), name
        await _change(kept, "turn", "a-c0", **{name: was})
    assert (await recounted(kept)).found == 0


async def test_a_row_that_is_missing_is_named(kept: SqlStore) -> None:
    await kept._database.write(lambda c: c.execute(delete(t.turn).where(t.turn.c.id == "a-c1")))
    (line,) = map(str, (await recounted(kept)).differences)
    assert line.startswith("turn{conversation=c1,turn=a-c1}: exported nothing, recounted id=a-c1 ")


@pytest.mark.parametrize(
    ("table", "id", "column", "value", "family"),
    [
        ("turn", "a-c4", "waiting_since", None, "waiting turns"),
        ("turn", "a-c4", "waiting_since", T0 + timedelta(days=1), "waiting turns"),
        ("conversation", "standing", "danger_at", None, "standing dangers"),
        ("conversation", "standing", "danger_at", T0 + timedelta(minutes=2), "standing dangers"),
        ("conversation", "standing", "undecided_since", None, "undecided conversations"),
        ("conversation", "standing", "undecided_since", T0, "undecided conversations"),
        ("outgoing", "c4-o4", "due", None, "outbox"),
    ],
)
async def test_what_waits_is_held_against_the_events(
    kept: SqlStore, table: str, id: str, column: str, value: datetime | None, family: str
) -> None:
    await _change(kept, table, id, **{column: value})
    assert {d.family for d in (await recounted(kept)).differences} == {family}


@pytest.mark.parametrize(
    "family",
    [
        "recul_turns_due_total",
        "recul_answer_delay_seconds_sum",
        "recul_acknowledgement_delay_seconds_bucket",
        "recul_turns_open",
        "recul_turns_open_oldest_timestamp_seconds",
        "recul_turns_overdue",
        "recul_dangers_open",
        "recul_undecided_conversations",
        "recul_outbox_depth",
        "recul_cohort_turns",
    ],
)
async def test_a_page_that_says_something_else_than_the_numbers_is_named(
    kept: SqlStore, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    def flattering(*of: object) -> str:
        lines = exposition(*of).splitlines()  # type: ignore[arg-type]
        return "\n".join(_nothing(line) if line.startswith(f"{family}{{") else line for line in lines) + "\n"

    await keep(kept, "lately", NOT_LONG_AGO, drain=False)
    await kept.keep_gauges(Kept(LATER, gauges(await kept.turns_opened(LATER - LONGEST, LATER), LATER)))
    assert (await recounted(kept)).found == 0
    monkeypatch.setattr("metrics.recount.exposition", flattering)
    assert {d.family for d in (await recounted(kept)).differences} == {f"/metrics {family}"}


async def test_a_deadline_that_passed_while_the_program_was_down_is_missing(store: SqlStore) -> None:
    await keep(store, "c1", [at(0, "open"), at(0.1, "hand_over")], drain=False)
    assert (await recounted(store, T0 + timedelta(hours=3))).found == 0
    found = await recounted(store, T0 + timedelta(hours=12))
    assert [dict(d.labels)["measure"] for d in found.differences] == ["expected", "target"]


def _nothing(line: str) -> str:
    return f"{line.rpartition(' ')[0]} 0"


async def test_a_recount_that_nobody_waits_for_ends(kept: SqlStore) -> None:
    heard: list[int] = []
    began, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def progress(done: int, of: int) -> None:
        heard.append(done)
        loop.call_soon_threadsafe(began.set)
        assert go_on.wait(30)

    task = asyncio.create_task(recount(kept, BOARD, LATER, progress))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await kept.close()
    assert heard == [0]


async def _change(store: SqlStore, table: str, id: str, **values: object) -> None:
    of = {"turn": t.turn, "conversation": t.conversation, "outgoing": t.outgoing}[table]
    await store._database.write(lambda c: c.execute(update(of).where(of.c.id == bindparam("id_")), {"id_": id, **values}))
    assert await store._database.read(lambda c: c.execute(select(of).where(of.c.id == id)).one_or_none())
