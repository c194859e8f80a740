"""The Kaplan–Meier estimate against a published table, and against what would flatter."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.survival import curve, quantile

HOUR = timedelta(hours=1)


def hours(*numbers: float) -> list[timedelta]:
    return [HOUR * number for number in numbers]


REMISSION = hours(6, 6, 6, 7, 10, 13, 16, 22, 23)
CENSORED = hours(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
"""Weeks of remission under 6-mercaptopurine (Freireich and others, Blood 21, 1963), the textbook's example of the estimate."""


@pytest.mark.parametrize(
    ("share", "hour"),
    [(0.10, 6), (0.15, 7), (0.20, 10), (0.25, 13), (0.35, 16), (0.40, 22), (0.50, 23), (0.55, 23)],
)
def test_the_textbook_example(share: float, hour: int) -> None:
    assert quantile(share, REMISSION, CENSORED) == HOUR * hour


def test_a_share_that_nobody_has_reached_is_not_made_up() -> None:
    assert quantile(0.6, REMISSION, CENSORED) is None
    assert quantile(0.9, []) is None
    assert quantile(0.9, [], hours(1, 2)) is None


def test_without_anybody_waiting_it_is_the_plain_quantile() -> None:
    assert quantile(0.9, hours(*range(1, 11))) == HOUR * 9
    assert quantile(0.5, hours(*range(1, 11))) == HOUR * 5
    assert quantile(0.9, hours(3)) == HOUR * 3


def test_those_who_still_wait_are_not_forgotten() -> None:
    answered = hours(*range(1, 31))
    waiting = hours(*([29] * 10))
    plain, honest = quantile(0.9, answered), quantile(0.9, answered, waiting)
    assert plain == HOUR * 27
    assert honest is not None
    assert honest > plain


def test_who_was_never_answered_counts_for_ever() -> None:
    answered = hours(*range(1, 91))
    assert quantile(0.9, answered, never=9) == HOUR * 90
    assert quantile(0.9, answered, never=11) is None
    assert quantile(0.9, answered, hours(*([1] * 11))) == HOUR * 82  # a wait that has only begun tells nothing yet


delays = st.lists(st.timedeltas(timedelta(0), timedelta(hours=50)), min_size=1, max_size=30)


@given(delays, delays, st.integers(0, 5), st.floats(0.05, 0.95))
def test_closing_without_an_answer_never_makes_it_shorter(
    answered: list[timedelta], waiting: list[timedelta], never: int, share: float
) -> None:
    over = timedelta.max
    before = quantile(share, answered, waiting, never) or over
    after = quantile(share, answered, waiting[1:], never + 1) or over
    assert after >= before


@given(delays, st.integers(0, 5), st.timedeltas(timedelta(0), timedelta(hours=60)), st.floats(0.05, 0.95))
def test_a_slower_answer_never_makes_it_shorter(answered: list[timedelta], never: int, more: timedelta, share: float) -> None:
    over = timedelta.max
    slower = [answered[0] + more, *answered[1:]]
    assert (quantile(share, slower, never=never) or over) >= (quantile(share, answered, never=never) or over)


few = st.lists(st.integers(0, 12).map(lambda n: HOUR * n), max_size=15)
"""Few different delays, so that some are alike, and some are those of others who still wait."""


def by_definition(answered: list[timedelta], waiting: list[timedelta], never: int) -> list[tuple[timedelta, Fraction]]:
    """The product over all delays of 1 - (answered then) / (at risk until then), each counted anew, in fractions."""
    unanswered, found = Fraction(1), []
    for delay in sorted(set(answered)):
        at_risk = sum(one >= delay for one in (*answered, *waiting)) + never
        unanswered *= 1 - Fraction(answered.count(delay), at_risk)
        found.append((delay, unanswered))
    return found


@given(few, few, st.integers(0, 5))
def test_the_curve_is_that_of_the_definition(answered: list[timedelta], waiting: list[timedelta], never: int) -> None:
    steps, defined = list(curve(answered, waiting, never)), by_definition(answered, waiting, never)
    assert [step.delay for step in steps] == [delay for delay, _ in defined]
    assert [step.unanswered for step in steps] == pytest.approx([float(share) for _, share in defined])


@given(few, few, st.integers(0, 5), st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), Fraction(1)]))
def test_a_quantile_is_where_the_curve_of_the_definition_has_fallen_to(
    answered: list[timedelta], waiting: list[timedelta], never: int, share: Fraction
) -> None:
    fallen = [delay for delay, unanswered in by_definition(answered, waiting, never) if unanswered <= 1 - share]
    assert quantile(float(share), answered, waiting, never) == min(fallen, default=None)


def test_the_curve_of_the_textbook() -> None:
    rounded = {step.delay // HOUR: round(step.unanswered, 3) for step in curve(REMISSION, CENSORED)}
    assert rounded == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
