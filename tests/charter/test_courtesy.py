"""When the bot may write first."""

from datetime import UTC, datetime, time

import pytest

from charter.charter import Brand, Charter
from charter.courtesy import may_begin, next_moment
from charter.hours import OpeningHours, add_open_days
from charter.keeping_word import Courtesy
from tests.fakes.small_charter import HOURS, small_charter

CHARTER = small_charter()


def paris(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026 in Paris in winter (until 28 March) or summer time, as UTC."""
    offset = 2 if month in (4, 5, 6, 7, 8, 9) else 1
    return datetime(2026, month, day, hour - offset, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (paris(2, 7, 59), False),
        (paris(2, 8), True),
        (paris(2, 19, 59), True),
        (paris(2, 20), False),
        (paris(7, 12), True),  # Saturday
        (paris(8, 12), False),  # Sunday
        (paris(6, 12, month=4), False),  # Easter Monday
        (paris(14, 12, month=7), False),
        (paris(13, 12, month=7), True),
    ],
)
def test_from_eight_to_twenty_monday_to_saturday_but_on_holidays(now: datetime, may: bool) -> None:
    assert may_begin(now, CHARTER) is may


@pytest.mark.parametrize(
    ("now", "next_"),
    [
        (paris(2, 12), paris(2, 12)),
        (paris(2, 20), paris(3, 8)),
        (paris(7, 21), paris(9, 8)),
        (paris(4, 20, month=4), paris(7, 8, month=4)),  # the Saturday before Easter
        (paris(30, 20, month=4), paris(2, 8, month=5)),
    ],
)
def test_the_next_moment(now: datetime, next_: datetime) -> None:
    assert next_moment(now, CHARTER) == next_


def _open_on_holidays(country: str) -> Charter:
    hours = OpeningHours.model_validate(HOURS | {"holidays": "none"})
    return small_charter(hours=hours, brand=Brand(name="Colibri", country=country))


def test_a_french_brand_that_opens_on_holidays_leaves_its_customers_in_peace_on_them() -> None:
    assert not may_begin(paris(14, 12, month=7), _open_on_holidays("FR"))
    assert may_begin(paris(14, 12, month=7), _open_on_holidays("BE"))


def test_the_hours_are_the_charters() -> None:
    charter = small_charter(courtesy=Courtesy(start=time(10), end=time(12)))
    assert next_moment(paris(2, 9), charter) == paris(2, 10)
    assert not may_begin(paris(2, 12), charter)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (paris(2, 10), 3, paris(5, 10)),
        (paris(6, 10), 3, paris(11, 10)),  # Friday: Monday, Tuesday, Wednesday
        (paris(7, 10), 3, paris(11, 10)),  # Saturday too
        (paris(2, 20), 1, paris(4, 9)),  # in the evening: at the opening after the next evening
        (paris(2, 13), 1, paris(3, 13, 30)),  # at lunch
        (paris(3, 10, month=4), 1, paris(7, 10, month=4)),  # over Easter
        (paris(27, 10), 1, paris(30, 9, 0).replace(hour=8)),  # over the change to summer time: 10 h again
    ],
)
def test_open_days_are_days_of_opening(start: datetime, days: int, end: datetime) -> None:
    assert add_open_days(CHARTER.hours, start, days) == end
