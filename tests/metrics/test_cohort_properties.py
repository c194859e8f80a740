"""Nothing that is done to a request makes its cohort look better than an answer would; and mutants that must be found out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conversations.figures import TurnRow
from conversations.turn import AnsweredBy
from metrics import cohorts as c
from metrics.cohorts import State, Within
from tests.metrics.cohort_histories import Cohort, cohorts

Check = Callable[[Cohort], None]
Mutant = Callable[[pytest.MonkeyPatch], None]

BY = (None, *AnsweredBy)
SHARES = (0.5, 0.9)


def within(cohort: Cohort) -> list[Within | None]:
    """The quantiles of all, of the bot's and of the staff's turns."""
    return [c.delays(cohort.rows, cohort.now, by).within(share) for by in BY for share in SHARES]


def looks_no_better(after: Cohort, before: Cohort) -> None:
    """No greater share is answered, and no quantile is shorter: one that is not reached is longer than any that is."""
    was, now_is = c.ever_answered(before.rows), c.ever_answered(after.rows)
    assert (now_is.share or 0) <= (was.share or 0)
    for shorter, longer in zip(within(before), within(after), strict=True):
        if shorter is not None:
            assert longer is not None
            assert (not shorter.reached, shorter.delay) <= (not longer.reached, longer.delay)


def every_turn_is_in_one_state(cohort: Cohort) -> None:
    """The states add up to the turns, and ratios and delays are over the same of them."""
    rows, counts = cohort.rows, c.counts(cohort.rows)
    assert sum(counts.values()) == len(rows)
    answered = c.ever_answered(rows)
    found = c.delays(rows, cohort.now)
    assert (len(found.answered), found.n) == (answered.part, answered.of)
    left_out = (State.NO_ANSWER_NEEDED, State.WITHDRAWN, State.EXCLUDED)
    assert answered.of == len(rows) - sum(counts[state] for state in left_out)
    assert all(row.withdrawn_at is not None for row in rows if c.state(row) in left_out)


def closing_improves_nothing(cohort: Cohort) -> None:
    """Neither now nor at any time before."""
    looks_no_better(cohort.then("close"), cohort)
    closed, left = c.ever_answered(cohort.rows), c.ever_answered(cohort.without("close").rows)
    assert (closed.share or 0) <= (left.share or 0)


def closed_is_never_answered(cohort: Cohort) -> None:
    """Once all is closed and settled, a share is reached if so many were answered, and not otherwise."""
    over = cohort.then("close").later(timedelta(days=2))
    found = c.delays(over.rows, over.now)
    for share in SHARES:
        reached = found.within(share)
        if reached is not None:
            assert reached.reached == (len(found.answered) >= share * found.n)


def excluding_too_late_improves_nothing(cohort: Cohort) -> None:
    """By a person or a rule: what customers could expect by then is owed for ever."""
    looks_no_better(cohort.then("exclude"), cohort)


def acknowledging_changes_nothing(cohort: Cohort) -> None:
    """Nor does holding."""
    without = cohort.without("acknowledge", "hold")
    assert c.counts(cohort.rows) == c.counts(without.rows)
    assert within(cohort) == within(without)


def refusing_improves_nothing(cohort: Cohort) -> None:
    """Nor does it make worse what could be refused: that was not counted as answered yet."""
    refused = cohort.then("refuse")
    looks_no_better(refused, cohort)
    assert c.ever_answered(refused.rows) == c.ever_answered(cohort.rows)


def waiting_on_improves_nothing(cohort: Cohort) -> None:
    """Time without an answer makes no share greater, once nothing can be refused any more."""
    settled = cohort.later(timedelta(days=2))
    looks_no_better(settled.later(timedelta(days=1)), settled)


PROPERTIES: dict[Check, st.SearchStrategy[Cohort]] = {
    every_turn_is_in_one_state: cohorts(),
    closing_improves_nothing: cohorts(),
    closed_is_never_answered: cohorts(),
    excluding_too_late_improves_nothing: cohorts(),
    acknowledging_changes_nothing: cohorts(),
    refusing_improves_nothing: cohorts(),
    waiting_on_improves_nothing: cohorts(),
}


def search(check: Check, examples: int = 60, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    """Hold a property against random cohorts. Raises AssertionError with the one that breaks it."""
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
def test_of_every_cohort(check: Check) -> None:
    search(check)


def unanswered_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(c, "OWED", tuple(state for state in c.OWED if state is not State.UNANSWERED))


def pending_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(c, "OWED", tuple(state for state in c.OWED if state is not State.PENDING))


def bot_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _state = c.state
    monkeypatch.setattr(c, "state", lambda row: _state(replace(row, final=True)))


def closed_is_censored(monkeypatch: pytest.MonkeyPatch) -> None:
    def delays(rows: list[TurnRow], now: datetime, by: AnsweredBy | None = None) -> c.Delays:
        closed = [row.closed_at - row.opened_at for row in rows if row.closed_at and c.state(row) is State.UNANSWERED]
        found = _delays(rows, now, by)
        return c.Delays(found.answered, [*found.waiting, *closed], found.never[len(closed) :])

    _delays = c.delays
    monkeypatch.setattr(c, "delays", delays)


def exclusion_forgives(monkeypatch: pytest.MonkeyPatch) -> None:
    _state = c.state
    monkeypatch.setattr(c, "state", lambda row: _state(replace(row, withdrawn_at=row.withdrawn_at and row.opened_at)))


def refused_was_never_the_bots(monkeypatch: pytest.MonkeyPatch) -> None:
    _of = c._of
    monkeypatch.setattr(c, "_of", lambda by, row: _of(by, replace(row, bot_answered_at=None)))


def acknowledged_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    _state = c.state
    monkeypatch.setattr(c, "state", lambda row: State.ANSWERED_STAFF if row.acknowledged_at else _state(row))


MUTANTS: dict[Mutant, Check] = {
    unanswered_dropped: closing_improves_nothing,
    pending_dropped: refusing_improves_nothing,
    bot_counts_at_once: refusing_improves_nothing,
    closed_is_censored: closed_is_never_answered,
    exclusion_forgives: excluding_too_late_improves_nothing,
    refused_was_never_the_bots: refusing_improves_nothing,
    acknowledged_is_answered: acknowledging_changes_nothing,
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_mutant_is_found_out(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        search(MUTANTS[mutant], examples=300, phases=(Phase.generate,))
