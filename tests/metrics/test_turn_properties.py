"""The properties of the delays over random histories, and mutants of the fold that each must find out."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.metrics import mutants as m
from tests.metrics import properties as p
from tests.metrics.history import Step, histories

Check = Callable[[list[Step]], None]

PROPERTIES: dict[Check, st.SearchStrategy[list[Step]]] = {
    p.settles_once: histories(),
    p.soothing_answers_nothing: histories(),
    p.closing_improves_nothing: histories("promise", "hand_over"),
    p.never_answered_is_missed: histories(),
    p.refused_is_unanswered: histories("exclude", "no_answer_needed"),
    p.withdrawing_undoes_no_miss: histories("queue"),
    p.ticks_change_nothing: histories(),
    p.heard_late_is_heard: histories("close", "confirm", "queue", ticks=False),
    p.no_outage_hides_a_miss: histories(),
    p.recorded_late_is_the_same: histories("exclude", "no_answer_needed", ticks=False),
    p.in_any_order_the_same: histories(ticks=False),
    p.delays_count_from_the_opening: histories(),
    p.credited_to_its_author: histories(also=("assign",)),
    p.a_mention_stays: histories(),
    p.late_answers_lower_no_mean: histories("close", "exclude", "no_answer_needed", "ask", "mention", "promise"),
    p.settled_never_changes: histories(),
    p.twice_is_once: histories(),
    p.histograms_hold_all: histories(),
}


def search(check: Check, examples: int = 60, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    """Hold a property against random histories. Raises AssertionError with the history that breaks it."""
    unhurried = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=[HealthCheck.too_slow],
    )
    unhurried(given(PROPERTIES[check])(check))()


@pytest.mark.parametrize("check", PROPERTIES, ids=lambda check: check.__name__)
def test_of_every_history(check: Check) -> None:
    search(check)


MUTANTS: dict[m.Mutant, Check] = {
    m.acknowledgement_as_answer: p.soothing_answers_nothing,
    m.unanswered_dropped: p.never_answered_is_missed,
    m.unanswered_not_due: p.never_answered_is_missed,
    m.clock_restarted: p.refused_is_unanswered,
    m.clock_restarted_by_an_edit: p.delays_count_from_the_opening,
    m.refusal_ignored: p.refused_is_unanswered,
    m.exclusion_forgives: p.withdrawing_undoes_no_miss,
    m.closing_answers: p.closing_improves_nothing,
    m.counted_again: p.settles_once,
    m.window_by_the_look: p.ticks_change_nothing,
    m.window_by_our_clock: p.heard_late_is_heard,
    m.first_recorded_acknowledges: p.recorded_late_is_the_same,
    m.last_recorded_answers: p.in_any_order_the_same,
    m.mention_of_the_opening: p.a_mention_stays,
    m.hours_of_the_last: p.late_answers_lower_no_mean,
    m.outage_hides_misses: p.no_outage_hides_a_miss,
    m.assignee_credited: p.credited_to_its_author,
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_mutant_is_found_out(mutant: m.Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        search(MUTANTS[mutant], examples=1000, phases=(Phase.generate,))
