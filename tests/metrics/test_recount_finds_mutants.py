"""A program that flatters writes into its own database what a recount by an honest one does not find in the events."""

from datetime import datetime, timedelta

import pytest

from store.sql import SqlStore
from tests.metrics import mutants as m
from tests.metrics.history import T0, Step, at
from tests.metrics.stored import LATER, keep, publish, recounted

WINDOW_AND_A_MINUTE = 0.1 + 24 + 1 / 60
TOLD_LATE = [at(0, "open"), at(2, "hold"), at(1, "acknowledge")]

FLATTERED: dict[m.Mutant, list[Step]] = {
    m.acknowledgement_as_answer: [at(0, "open"), at(0.1, "acknowledge")],
    m.unanswered_dropped: [at(0, "open"), at(0.1, "close")],
    m.unanswered_not_due: [at(0, "open")],
    m.clock_restarted: [at(0, "open"), at(0.1, "bot_answer"), at(3, "refuse"), at(4, "staff_answer")],
    m.clock_restarted_by_an_edit: [at(0, "open"), at(3, "mention"), at(4, "staff_answer")],
    m.refusal_ignored: [at(0, "open"), at(0.1, "bot_answer"), at(3, "refuse")],
    m.exclusion_forgives: [at(0, "open"), at(5, "exclude")],
    m.closing_answers: [at(0, "open"), at(0.1, "close")],
    m.counted_again: [at(0, "open"), at(0.1, "acknowledge"), at(3, "tick")],
    m.window_by_the_look: [at(0, "open"), at(0.1, "bot_answer"), at(30, "refuse")],
    m.window_by_our_clock: [at(0, "open"), at(0.1, "bot_answer"), at(WINDOW_AND_A_MINUTE, "tick")],
    m.first_recorded_acknowledges: TOLD_LATE,
    m.last_recorded_answers: [at(0, "open"), at(0.1, "bot_answer"), at(0.2, "bot_answer")],
    m.mention_of_the_opening: [at(0, "open"), at(0.1, "mention")],
    m.hours_of_the_last: [at(0, "open"), at(0.1, "hand_over"), at(0.2, "transfer"), at(30, "staff_answer")],
    m.outage_hides_misses: [at(0, "open"), at(6, "tick", caught_up=False)],
    m.assignee_credited: [at(0, "open"), at(0.1, "assign"), at(0.2, "staff_answer")],
}
NEVER_HEARD: dict[m.Mutant, datetime] = {m.outage_hides_misses: T0 + timedelta(hours=9)}
"""When to recount, where customers are never heard of again; long after it all for the others."""


@pytest.mark.parametrize("mutant", FLATTERED, ids=lambda mutant: mutant.__name__)
async def test_a_recount_finds(mutant: m.Mutant, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    await publish(store)
    steps, until = FLATTERED[mutant], NEVER_HEARD.get(mutant)
    await keep(store, "honest", steps, drain=until is None)
    assert (await recounted(store, until or LATER)).differences == ()
    with monkeypatch.context() as flattering:
        mutant(flattering)
        await keep(store, "flattered", steps, drain=until is None)
    found = await recounted(store, until or LATER)
    assert found.found > 0
    assert all("honest" not in str(difference) for difference in found.differences)


def test_every_mutant_is_tried() -> None:
    named = {value for name, value in vars(m).items() if getattr(value, "__module__", "") == m.__name__}
    assert named == set(FLATTERED)
