"""The arithmetic of opening hours as a table: local times, to be checked with a calendar in the hand.

`summer` and `winter` tell apart the hour that comes twice. `never`: these hours do not open within a year.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from charter.duration import parse_duration
from charter.hours import NeverOpen, OpeningHours, add_open_time, closing, next_opening, open_time_between
from charter.promises import promise

WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
ALL_DAYS = (*WORKDAYS, "saturday", "sunday")


def hours(days: tuple[str, ...], *ranges: str, **more: object) -> OpeningHours:
    return OpeningHours.model_validate({"week": {day: list(ranges) for day in days}, **more})


WEEKS = {
    "office": hours(WORKDAYS, "9:00-12:30", "13:30-18:00"),
    "shop": OpeningHours.model_validate(
        {"week": {**{day: ["9:00-19:00"] for day in WORKDAYS}, "saturday": ["10:00-18:00"]}},
    ),
    "inventory": hours(WORKDAYS, "9:00-12:30", "13:30-18:00", closed_days=["2026-02-02", "2026-02-03"]),
    "alsace": hours(WORKDAYS, "9:00-18:00", holidays="FR-alsace-moselle"),
    "night": hours(("friday", "saturday"), "22:00-4:00", holidays="none"),
    "evening": hours(ALL_DAYS, "8:00-24:00", holidays="none"),
    "always": hours(ALL_DAYS, "0:00-24:00", holidays="none"),
    "mondays": hours(("monday",), "9:00-12:00"),
    "tokyo": hours(WORKDAYS, "9:00-17:00", timezone="Asia/Tokyo", holidays="none"),
    "new york": hours(WORKDAYS, "9:00-17:00", timezone="America/New_York", holidays="none"),
    "kathmandu": hours(WORKDAYS, "9:10-17:20", timezone="Asia/Kathmandu", holidays="none"),
    "closed": hours(()),
}

ADD = """
office    | Tue 2026-01-06 10:00 | 2h    | Tue 2026-01-06 12:00        | within a morning
office    | Tue 2026-01-06 06:00 | 30m   | Tue 2026-01-06 09:30        | before opening
office    | Tue 2026-01-06 11:30 | 1h    | Tue 2026-01-06 12:30        | ends as lunch begins
office    | Tue 2026-01-06 11:30 | 2h    | Tue 2026-01-06 14:30        | over lunch
office    | Tue 2026-01-06 12:30 | 1h    | Tue 2026-01-06 14:30        | begins as lunch begins
office    | Tue 2026-01-06 12:45 | 30m   | Tue 2026-01-06 14:00        | during lunch
office    | Tue 2026-01-06 17:00 | 1h    | Tue 2026-01-06 18:00        | ends at closing
office    | Tue 2026-01-06 17:50 | 15m   | Wed 2026-01-07 09:05        | over the night
office    | Tue 2026-01-06 18:00 | 15m   | Wed 2026-01-07 09:15        | begins at closing
office    | Tue 2026-01-06 10:00 | 0m    | Tue 2026-01-06 10:00        | no delay while open
office    | Sat 2026-01-10 15:00 | 0m    | Mon 2026-01-12 09:00        | no delay while closed
office    | Tue 2026-01-06 18:00 | 0m    | Wed 2026-01-07 09:00        | no delay at closing
office    | Fri 2026-01-09 17:00 | 2h    | Mon 2026-01-12 10:00        | over the weekend
office    | Sat 2026-01-10 15:00 | 1h    | Mon 2026-01-12 10:00        | on a Saturday
office    | Sun 2026-01-11 23:59 | 8h    | Mon 2026-01-12 18:00        | a whole day, from a Sunday
office    | Mon 2026-01-12 09:00 | 40h   | Fri 2026-01-16 18:00        | a whole week
office    | Mon 2026-01-12 09:00 | 80h   | Fri 2026-01-23 18:00        | two weeks
always    | Thu 2026-01-01 00:00 | 8760h | Fri 2027-01-01 00:00        | a year
shop      | Sat 2026-01-10 17:30 | 1h    | Mon 2026-01-12 09:30        | the shop's Saturday evening
office    | Fri 2026-01-30 17:30 | 1h    | Mon 2026-02-02 09:30        | over a month's end
inventory | Fri 2026-01-30 17:30 | 1h    | Wed 2026-02-04 09:30        | over closed days
office    | Wed 2024-02-28 17:30 | 1h    | Thu 2024-02-29 09:30        | into a leap day
office    | Thu 2024-02-29 17:30 | 1h    | Fri 2024-03-01 09:30        | out of a leap day
office    | Thu 2026-12-31 17:00 | 2h    | Mon 2027-01-04 10:00        | over New Year and a weekend
office    | Fri 2026-04-03 17:00 | 2h    | Tue 2026-04-07 10:00        | over Easter Monday
alsace    | Thu 2026-04-02 17:00 | 2h    | Tue 2026-04-07 10:00        | Good Friday in Alsace
office    | Thu 2026-04-30 17:00 | 2h    | Mon 2026-05-04 10:00        | over the first of May
office    | Thu 2026-05-07 17:30 | 1h    | Mon 2026-05-11 09:30        | over Victory Day
office    | Wed 2026-05-13 17:30 | 1h    | Fri 2026-05-15 09:30        | over Ascension Day
office    | Fri 2026-05-22 17:30 | 1h    | Tue 2026-05-26 09:30        | over Whit Monday
office    | Mon 2026-07-13 17:30 | 1h    | Wed 2026-07-15 09:30        | over the National Day
office    | Tue 2026-07-14 11:00 | 1h    | Wed 2026-07-15 10:00        | on the National Day
shop      | Fri 2026-08-14 18:30 | 1h    | Mon 2026-08-17 09:30        | Assumption, a Saturday
shop      | Sat 2026-10-31 17:30 | 1h    | Mon 2026-11-02 09:30        | All Saints, a Sunday
office    | Tue 2026-11-10 17:30 | 1h    | Thu 2026-11-12 09:30        | over Armistice Day
office    | Thu 2026-12-24 17:30 | 1h    | Mon 2026-12-28 09:30        | over Christmas and a weekend
shop      | Thu 2026-12-24 18:30 | 1h    | Sat 2026-12-26 10:30        | the shop after Christmas
alsace    | Wed 2025-12-24 17:30 | 1h    | Mon 2025-12-29 09:30        | Saint Stephen in Alsace
office    | Wed 2025-12-24 17:30 | 1h    | Fri 2025-12-26 09:30        | and not elsewhere
mondays   | Mon 2026-03-30 11:00 | 2h    | Mon 2026-04-13 10:00        | one morning a week, a holiday between
night     | Fri 2026-01-09 23:00 | 2h    | Sat 2026-01-10 01:00        | over midnight
night     | Sat 2026-01-10 03:30 | 1h    | Sat 2026-01-10 22:30        | from one night to the next
night     | Sun 2026-01-11 03:30 | 1h    | Fri 2026-01-16 22:30        | from one weekend to the next
evening   | Tue 2026-01-06 23:30 | 30m   | Wed 2026-01-07 00:00        | until midnight
evening   | Tue 2026-01-06 23:30 | 1h    | Wed 2026-01-07 08:30        | past midnight
office    | Fri 2026-03-27 17:30 | 1h    | Mon 2026-03-30 09:30        | a weekend that lost an hour
office    | Fri 2026-10-23 17:30 | 1h    | Mon 2026-10-26 09:30        | a weekend that won an hour
night     | Sat 2026-03-28 23:00 | 3h    | Sun 2026-03-29 03:00        | clock forward: 2 h is skipped
night     | Sat 2026-03-28 22:00 | 5h    | Sun 2026-03-29 04:00        | a night of five hours
night     | Sat 2026-10-24 23:00 | 3h    | Sun 2026-10-25 02:00 summer | clock back: 2 h the first time
night     | Sat 2026-10-24 23:00 | 4h    | Sun 2026-10-25 02:00 winter | and the second time
night     | Sat 2026-10-24 22:00 | 7h    | Sun 2026-10-25 04:00        | a night of seven hours
always    | Sat 2026-03-28 12:00 | 24h   | Sun 2026-03-29 13:00        | always open, clock forward
always    | Sat 2026-10-24 12:00 | 24h   | Sun 2026-10-25 11:00        | always open, clock back
tokyo     | Fri 2026-01-09 16:30 | 1h    | Mon 2026-01-12 09:30        | Tokyo
new york  | Fri 2026-03-06 16:00 | 2h    | Mon 2026-03-09 10:00        | New York, its own clock change
kathmandu | Tue 2026-01-06 17:00 | 30m   | Wed 2026-01-07 09:20        | a zone of 5 h 45
closed    | Tue 2026-01-06 10:00 | 1h    | never                       | a closed department
"""

OPENS = """
office    | Tue 2026-01-06 09:00 | Tue 2026-01-06 09:00 | at opening
office    | Tue 2026-01-06 12:30 | Tue 2026-01-06 13:30 | at lunch
office    | Tue 2026-01-06 18:00 | Wed 2026-01-07 09:00 | at closing
office    | Sat 2026-01-10 12:00 | Mon 2026-01-12 09:00 | on a Saturday
office    | Fri 2026-05-01 10:00 | Mon 2026-05-04 09:00 | on the first of May
office    | Thu 2026-12-31 18:00 | Mon 2027-01-04 09:00 | at the year's end
alsace    | Fri 2026-04-03 10:00 | Tue 2026-04-07 09:00 | on Good Friday in Alsace
inventory | Sat 2026-01-31 12:00 | Wed 2026-02-04 09:00 | before closed days
night     | Sun 2026-01-11 01:00 | Sun 2026-01-11 01:00 | Sunday's small hours are Saturday's night
night     | Sun 2026-01-11 04:00 | Fri 2026-01-16 22:00 | the night is over
night     | Sun 2026-03-29 03:30 | Sun 2026-03-29 03:30 | after the skipped hour
tokyo     | Sat 2026-01-10 10:00 | Mon 2026-01-12 09:00 | a weekend in Tokyo
closed    | Tue 2026-01-06 10:00 | never                | a closed department
"""

BETWEEN = """
office    | Tue 2026-01-06 09:00 | Tue 2026-01-06 18:00 | 8h   | a day
office    | Tue 2026-01-06 12:00 | Tue 2026-01-06 14:00 | 1h   | around lunch
office    | Fri 2026-01-09 17:00 | Mon 2026-01-12 10:00 | 2h   | around a weekend
office    | Sat 2026-01-10 08:00 | Sun 2026-01-11 22:00 | 0m   | on a weekend
office    | Tue 2026-01-06 12:00 | Tue 2026-01-06 10:00 | 0m   | backwards
office    | Mon 2026-05-11 09:00 | Mon 2026-05-18 09:00 | 32h  | Ascension's week
office    | Thu 2026-01-01 00:00 | Sun 2026-02-01 00:00 | 168h | a month of 21 working days
night     | Sat 2026-01-10 20:00 | Sun 2026-01-11 12:00 | 6h   | a night
night     | Sat 2026-03-28 20:00 | Sun 2026-03-29 12:00 | 5h   | a night that lost an hour
night     | Sat 2026-10-24 20:00 | Sun 2026-10-25 12:00 | 7h   | a night that won an hour
always    | Sun 2026-03-29 00:00 | Mon 2026-03-30 00:00 | 23h  | a day that lost an hour
always    | Sun 2026-10-25 00:00 | Mon 2026-10-26 00:00 | 25h  | a day that won an hour
closed    | Tue 2026-01-06 09:00 | Tue 2026-01-06 18:00 | 0m   | a closed department
"""

CLOSES = """
office    | Tue 2026-01-06 10:00 | Tue 2026-01-06 12:30 | in the morning
office    | Tue 2026-01-06 12:30 | Tue 2026-01-06 12:30 | at a closing time
office    | Tue 2026-01-06 12:45 | Tue 2026-01-06 18:00 | during lunch
office    | Tue 2026-01-06 18:00 | Tue 2026-01-06 18:00 | at the end of the day
office    | Fri 2026-01-09 18:01 | Mon 2026-01-12 12:30 | just after
office    | Tue 2026-07-14 10:00 | Wed 2026-07-15 12:30 | on a holiday
night     | Fri 2026-01-09 23:00 | Sat 2026-01-10 04:00 | in the night
night     | Sun 2026-03-29 01:00 | Sun 2026-03-29 04:00 | before the skipped hour
evening   | Tue 2026-01-06 10:00 | Wed 2026-01-07 00:00 | at midnight
closed    | Tue 2026-01-06 10:00 | never                | a closed department
"""

PROMISE = """
office    | Tue 2026-01-06 09:00 | 2h   | Tue 2026-01-06 11:00        | on the hour
office    | Tue 2026-01-06 09:10 | 2h   | Tue 2026-01-06 11:30        | rounded up to the half hour
office    | Tue 2026-01-06 12:10 | 15m  | Tue 2026-01-06 12:30        | rounded up to closing for lunch
office    | Tue 2026-01-06 12:20 | 15m  | Tue 2026-01-06 14:00        | after lunch
office    | Tue 2026-01-06 10:00 | 0m   | Tue 2026-01-06 10:30        | never immediately
office    | Tue 2026-01-06 18:00 | 0m   | Wed 2026-01-07 09:30        | nor at the opening's first minute
office    | Fri 2026-01-09 17:00 | 4h   | Mon 2026-01-12 12:00        | Monday before noon
office    | Thu 2026-04-30 16:20 | 4h   | Mon 2026-05-04 11:30        | over the first of May
office    | Thu 2026-12-31 17:10 | 2h   | Mon 2027-01-04 10:30        | over the year's end
office    | Mon 2026-01-12 09:00 | 24h  | Wed 2026-01-14 18:00        | three days
kathmandu | Tue 2026-01-06 16:40 | 30m  | Tue 2026-01-06 17:20        | closing comes before the half hour
night     | Sat 2026-03-28 23:10 | 2h40 | Sun 2026-03-29 03:00        | clock forward
night     | Sat 2026-10-24 23:10 | 3h   | Sun 2026-10-25 02:30 summer | clock back, the first time
night     | Sat 2026-10-24 23:10 | 4h   | Sun 2026-10-25 02:30 winter | and the second time
closed    | Tue 2026-01-06 10:00 | 1h   | never                       | a closed department
"""


def rows(table: str) -> list[Any]:
    found = []
    for line in table.strip().splitlines():
        *cells, why = (cell.strip() for cell in line.split("|"))
        found.append(pytest.param(*cells, id=f"{cells[0]}, {why}"))
    return found


def moment(written: str, week: str) -> datetime:
    """A local time as it stands in the table, whose weekday must be right."""
    weekday, day, clock, *season = written.split()
    local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(WEEKS[week].timezone), fold=season == ["winter"])
    assert f"{local:%a}" == weekday, f"{day} is no {weekday}"
    return local.astimezone(UTC)


def check(week: str, expected: str, computed: Callable[[OpeningHours], datetime]) -> None:
    if expected == "never":
        with pytest.raises(NeverOpen, match="within a year"):
            computed(WEEKS[week])
    else:
        assert computed(WEEKS[week]) == moment(expected, week)


def test_the_table_is_long_enough() -> None:
    tables = (ADD, OPENS, BETWEEN, CLOSES, PROMISE)
    assert sum(len(rows(table)) for table in tables) >= 100


@pytest.mark.parametrize(("week", "start", "delay", "end"), rows(ADD))
def test_add_open_time(week: str, start: str, delay: str, end: str) -> None:
    check(week, end, lambda hours: add_open_time(hours, moment(start, week), parse_duration(delay)))


@pytest.mark.parametrize(("week", "at", "opens"), rows(OPENS))
def test_next_opening(week: str, at: str, opens: str) -> None:
    check(week, opens, lambda hours: next_opening(hours, moment(at, week)))


@pytest.mark.parametrize(("week", "start", "end", "length"), rows(BETWEEN))
def test_open_time_between(week: str, start: str, end: str, length: str) -> None:
    found: timedelta = open_time_between(WEEKS[week], moment(start, week), moment(end, week))
    assert found == parse_duration(length)


@pytest.mark.parametrize(("week", "at", "closes"), rows(CLOSES))
def test_closing(week: str, at: str, closes: str) -> None:
    check(week, closes, lambda hours: closing(hours, moment(at, week)))


@pytest.mark.parametrize(("week", "now", "delay", "by"), rows(PROMISE))
def test_promise(week: str, now: str, delay: str, by: str) -> None:
    check(week, by, lambda hours: promise(moment(now, week), parse_duration(delay), hours))
