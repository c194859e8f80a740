"""The properties of the delays over random histories, and mutants of the fold that each must find out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations import turn_fold
from conversations.turn import Clock, Reply, Turn
from metrics import turns
from tests.metrics import history
from tests.metrics import properties as p
from tests.metrics.history import Step, histories

Check = Callable[[list[Step]], None]
Mutant = Callable[[pytest.MonkeyPatch], None]

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


def acknowledgement_as_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def delivered(turn: Turn, event: e.Delivered) -> Turn:
        return _delivered(turn, replace(event, reply=Reply.ANSWER) if event.reply is Reply.ACKNOWLEDGEMENT else event)

    _delivered = turn_fold._delivered
    monkeypatch.setattr(turn_fold, "_delivered", delivered)


def unanswered_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    _finished = turn_fold.finished
    monkeypatch.setattr(turn_fold, "finished", lambda turn: turn.closed_at is not None or _finished(turn))


def unanswered_not_due(monkeypatch: pytest.MonkeyPatch) -> None:
    _result = turns._result
    monkeypatch.setattr(turns, "_result", lambda turn, *rest: _result(turn, *rest) if turn.answered_at else None)


def clock_restarted(monkeypatch: pytest.MonkeyPatch) -> None:
    _refused = turn_fold._refused
    monkeypatch.setattr(turn_fold, "_refused", lambda turn, event: replace(_refused(turn, event), opened_at=event.at))


def exclusion_forgives(monkeypatch: pytest.MonkeyPatch) -> None:
    def due(turn: Turn, clock: Clock) -> bool:
        return turn.deadline(clock) is not None and turn.withdrawn_at is None

    monkeypatch.setattr(Turn, "due", due)


def refusal_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_fold, "_refused", lambda turn, event: turn)


def closing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def result(turn: Turn, clock: Clock, now: datetime, read_until: datetime) -> str | None:
        found = _result(turn, clock, now, read_until)
        return "met" if found and turn.closed_at is not None else found

    _result = turns._result
    monkeypatch.setattr(turns, "_result", result)


def counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turn, "with_measure", lambda turn, measure: turn)


def window_by_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turn, "stands", lambda turn, at: turn.answered_at is not None and "answered" in turn.settled)


def window_by_our_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    _settlements = turns.settlements
    monkeypatch.setattr(history, "settlements", lambda c, now, heard, hours: _settlements(c, now, now, hours))


def first_recorded_acknowledges(monkeypatch: pytest.MonkeyPatch) -> None:
    def delivered(turn: Turn, event: e.Delivered) -> Turn:
        found = _delivered(turn, event)
        return replace(found, acknowledged_at=turn.acknowledged_at or found.acknowledged_at)

    _delivered = turn_fold._delivered
    monkeypatch.setattr(turn_fold, "_delivered", delivered)


def mention_of_the_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    _decided = turn_fold._decided
    monkeypatch.setattr(turn_fold, "_decided", lambda turn, event: _decided(turn, replace(event, mention=False)))


def hours_of_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    _transferred = turn_fold._transferred
    monkeypatch.setattr(
        turn_fold, "_transferred", lambda turn, event: replace(_transferred(turn, event), first_holder=event.department)
    )


def outage_hides_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    def result(turn: Turn, clock: Clock, now: datetime, read_until: datetime) -> str | None:
        return _result(turn, clock, now, read_until) if read_until > now - turns.ON_ITS_WAY else None

    _result = turns._result
    monkeypatch.setattr(turns, "_result", result)


MUTANTS: dict[Mutant, Check] = {
    acknowledgement_as_answer: p.soothing_answers_nothing,
    unanswered_dropped: p.never_answered_is_missed,
    unanswered_not_due: p.never_answered_is_missed,
    clock_restarted: p.refused_is_unanswered,
    refusal_ignored: p.refused_is_unanswered,
    exclusion_forgives: p.withdrawing_undoes_no_miss,
    closing_answers: p.closing_improves_nothing,
    counted_again: p.settles_once,
    window_by_the_look: p.ticks_change_nothing,
    window_by_our_clock: p.heard_late_is_heard,
    first_recorded_acknowledges: p.recorded_late_is_the_same,
    mention_of_the_opening: p.a_mention_stays,
    hours_of_the_last: p.late_answers_lower_no_mean,
    outage_hides_misses: p.no_outage_hides_a_miss,
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_mutant_is_found_out(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        search(MUTANTS[mutant], examples=300, phases=(Phase.generate,))
