"""The Kaplan–Meier estimate against a published table, and against what would flatter."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.survival import quantile

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
