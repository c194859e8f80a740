"""What a real store hands back is what was settled: the same recount, before and after folding, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.change import Change, Save
from conversations.conversation import after, touched
from conversations.message import PlaceKey
from metrics.counting import tallies
from metrics.exposition import exposition
from metrics.recount import recount
from store.sql import SqlStore
from tests.metrics.figures import board
from tests.metrics.history import EMPTY, T0, Step, at, hours, run

LATER = T0 + timedelta(days=61)
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
)


async def keep(store: SqlStore, n: int, steps: list[Step]) -> None:
    """Save a history event by event, as conversation `n`, with turns of its own."""
    state = replace(EMPTY, id=f"c{n}", key=PlaceKey("web", "shop", f"p{n}", "x1"))
    for event in run([replace(step, turn=f"{step.turn}{n}") for step in steps]):
        was, state = state, after(state, (event,))
        change = Change((event,))
        await store.save(Save(was.version, state, change, tallies(was, (event,)), touched(was, (event,)), LATER))


@pytest.fixture
async def kept(store: SqlStore) -> SqlStore:
    for n, steps in enumerate(HISTORIES):
        await keep(store, n, steps)
    return store


async def test_a_recount_of_what_was_stored_finds_no_difference(kept: SqlStore) -> None:
    before = exposition(await kept.snapshot(LATER), board())
    for folds in (True, False):
        found = await recount(kept, hours, lambda done, of: None)
        assert found.differences == ()
        assert (found.conversations, found.other_hours) == (len(HISTORIES), 0)
        assert found.settled > 5
        assert (await kept.fold(1000) > 0) is folds
    assert exposition(await kept.snapshot(LATER), board()) == before
