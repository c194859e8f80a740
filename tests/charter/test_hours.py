"""Opening-hours arithmetic, as a table that can be checked with a calendar in the hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from charter.hours import NeverOpen, OpeningHours, add_open_time, closing, is_open, next_opening, open_time_between

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def hours(week: dict[str, list[str]], **more: object) -> OpeningHours:
    return OpeningHours.model_validate({"week": week, **more})


def every(days: Sequence[str], ranges: list[str]) -> dict[str, list[str]]:
    return dict.fromkeys(days, ranges)


SHOP = hours({**every(WEEKDAYS, ["9:00-19:00"]), "saturday": ["10:00-18:00"]}, closed_days=["2026-02-02"])
OFFICE = hours(every(WEEKDAYS, ["9:00-12:30", "13:30-18:00"]))
NIGHT = hours({"friday": ["22:00-4:00"], "saturday": ["22:00-4:00"]}, holidays="none")
ALWAYS = hours(every((*WEEKDAYS, "saturday", "sunday"), ["0:00-24:00"]), holidays="none")
ALSACE = hours(every(WEEKDAYS, ["9:00-18:00"]), holidays="FR-alsace-moselle")
TOKYO = hours(every(WEEKDAYS, ["9:00-17:00"]), timezone="Asia/Tokyo", holidays="none")
NEW_YORK = hours(every(WEEKDAYS, ["9:00-17:00"]), timezone="America/New_York", holidays="none")
MONDAYS = hours({"monday": ["9:00-12:00"]})
ZONES = {id(TOKYO): ZoneInfo("Asia/Tokyo"), id(NEW_YORK): ZoneInfo("America/New_York")}


def local(written: str, week: OpeningHours) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONES.get(id(week), PARIS)).astimezone(UTC)


@pytest.mark.parametrize(
    ("week", "start", "delay", "end"),
    [
        pytest.param(SHOP, "2026-01-06T10:00", "2h", "2026-01-06T12:00", id="within a day"),
        pytest.param(SHOP, "2026-01-06T07:00", "2h", "2026-01-06T11:00", id="before opening"),
        pytest.param(SHOP, "2026-01-06T17:00", "2h", "2026-01-06T19:00", id="ends exactly at closing"),
        pytest.param(SHOP, "2026-01-06T18:00", "2h", "2026-01-07T10:00", id="over the night"),
        pytest.param(SHOP, "2026-01-06T19:00", "1h", "2026-01-07T10:00", id="starts at closing"),
        pytest.param(SHOP, "2026-01-10T17:00", "2h", "2026-01-12T10:00", id="over the weekend"),
        pytest.param(SHOP, "2026-01-11T12:00", "30m", "2026-01-12T09:30", id="on a Sunday"),
        pytest.param(OFFICE, "2026-01-06T12:00", "1h", "2026-01-06T14:00", id="over lunch"),
        pytest.param(OFFICE, "2026-01-06T12:45", "1h", "2026-01-06T14:30", id="during lunch"),
        pytest.param(OFFICE, "2026-01-06T12:00", "30m", "2026-01-06T12:30", id="ends as lunch begins"),
        pytest.param(OFFICE, "2026-01-06T09:00", "24h", "2026-01-08T18:00", id="three office days"),
        pytest.param(OFFICE, "2026-01-30T17:00", "2h", "2026-02-02T10:00", id="over a month's end"),
        pytest.param(OFFICE, "2026-12-31T17:00", "2h", "2027-01-04T10:00", id="over New Year and a weekend"),
        pytest.param(SHOP, "2026-01-31T17:30", "1h", "2026-02-03T09:30", id="over a closed day of the brand"),
        pytest.param(SHOP, "2026-04-04T17:30", "1h", "2026-04-07T09:30", id="over Easter Monday"),
        pytest.param(SHOP, "2026-05-13T18:00", "2h", "2026-05-15T10:00", id="over Ascension Day"),
        pytest.param(SHOP, "2026-05-01T11:00", "1h", "2026-05-02T11:00", id="on the first of May"),
        pytest.param(ALSACE, "2026-04-02T17:00", "2h", "2026-04-07T10:00", id="Good Friday in Alsace"),
        pytest.param(ALSACE, "2025-12-24T17:00", "2h", "2025-12-29T10:00", id="Saint Stephen in Alsace"),
        pytest.param(OFFICE, "2025-12-24T17:00", "2h", "2025-12-26T10:00", id="no Saint Stephen elsewhere"),
        pytest.param(NIGHT, "2026-01-09T23:00", "2h", "2026-01-10T01:00", id="over midnight"),
        pytest.param(NIGHT, "2026-01-10T03:00", "2h", "2026-01-10T23:00", id="from one night to the next"),
        pytest.param(NIGHT, "2026-01-11T03:30", "1h", "2026-01-16T22:30", id="from one weekend to the next"),
        pytest.param(NIGHT, "2026-03-28T23:00", "3h", "2026-03-29T03:00", id="clock forward: 2 h is skipped"),
        pytest.param(NIGHT, "2026-10-24T23:00", "4h", "2026-10-25T02:00+01:00", id="clock back: 2 h comes twice"),
        pytest.param(SHOP, "2026-03-28T17:00", "2h", "2026-03-30T10:00", id="a weekend that lost an hour"),
        pytest.param(SHOP, "2026-10-24T17:00", "2h", "2026-10-26T10:00", id="a weekend that won an hour"),
        pytest.param(ALWAYS, "2026-03-28T12:00", "24h", "2026-03-29T13:00", id="always open, clock forward"),
        pytest.param(ALWAYS, "2026-10-24T12:00", "24h", "2026-10-25T11:00", id="always open, clock back"),
        pytest.param(TOKYO, "2026-01-06T16:00", "2h", "2026-01-07T10:00", id="Tokyo"),
        pytest.param(NEW_YORK, "2026-03-06T16:00", "2h", "2026-03-09T10:00", id="New York, its own clock change"),
        pytest.param(MONDAYS, "2026-04-01T12:00", "4h", "2026-04-20T10:00", id="one morning a week, a holiday between"),
        pytest.param(SHOP, "2024-02-28T18:30", "1h", "2024-02-29T09:30", id="a leap day"),
    ],
)
def test_a_delay_runs_over_opening_hours(week: OpeningHours, start: str, delay: str, end: str) -> None:
    number, unit = int(delay[:-1]), delay[-1]
    wait = timedelta(hours=number) if unit == "h" else timedelta(minutes=number)
    expected = datetime.fromisoformat(end) if "+" in end else local(end, week)
    begun = local(start, week)
    reached = add_open_time(week, begun, wait)
    assert reached == expected
    assert reached.tzinfo is UTC
    assert open_time_between(week, begun, reached) == wait


@pytest.mark.parametrize(
    ("week", "at", "open_", "opens"),
    [
        pytest.param(SHOP, "2026-01-06T09:00", True, "2026-01-06T09:00", id="at opening"),
        pytest.param(SHOP, "2026-01-06T19:00", False, "2026-01-07T09:00", id="at closing"),
        pytest.param(OFFICE, "2026-01-06T12:30", False, "2026-01-06T13:30", id="lunch"),
        pytest.param(OFFICE, "2026-07-14T10:00", False, "2026-07-15T09:00", id="national day"),
        pytest.param(NIGHT, "2026-01-11T01:00", True, "2026-01-11T01:00", id="Sunday belongs to Saturday's night"),
        pytest.param(NIGHT, "2026-01-11T04:00", False, "2026-01-16T22:00", id="the night is over"),
        pytest.param(ALWAYS, "2026-10-25T02:30", True, "2026-10-25T02:30", id="an hour that comes twice"),
        pytest.param(TOKYO, "2026-01-10T10:00", False, "2026-01-12T09:00", id="a weekend in Tokyo"),
    ],
)
def test_open_or_not_and_when_next(week: OpeningHours, at: str, open_: bool, opens: str) -> None:
    moment = local(at, week)
    assert is_open(week, moment) is open_
    assert next_opening(week, moment) == local(opens, week)


def test_the_night_before_a_holiday_keeps_its_small_hours() -> None:
    new_year = hours({"wednesday": ["20:00-2:00"], "thursday": ["10:00-12:00"]})
    assert is_open(new_year, local("2026-01-01T01:00", new_year))
    assert not is_open(new_year, local("2026-01-01T11:00", new_year))


def test_ranges_that_overlap_are_counted_once() -> None:
    twice = hours({"monday": ["9:00-12:00", "11:00-14:00", "10:00-11:00"]})
    assert open_time_between(twice, local("2026-01-05T00:00", twice), local("2026-01-06T00:00", twice)) == timedelta(hours=5)


def test_no_time_lies_between_a_moment_and_an_earlier_one() -> None:
    assert open_time_between(SHOP, local("2026-01-06T12:00", SHOP), local("2026-01-06T10:00", SHOP)) == timedelta(0)


def test_closing_is_the_end_of_the_range_that_one_is_in() -> None:
    assert closing(OFFICE, local("2026-01-06T10:00", OFFICE)) == local("2026-01-06T12:30", OFFICE)
    assert closing(OFFICE, local("2026-01-06T12:30", OFFICE)) == local("2026-01-06T12:30", OFFICE)


def test_hours_that_never_open_say_so() -> None:
    for never in (hours({}), hours({"monday": []})):
        with pytest.raises(NeverOpen, match="within a year"):
            add_open_time(never, local("2026-01-06T12:00", never), timedelta(hours=1))
        with pytest.raises(NeverOpen):
            next_opening(never, local("2026-01-06T12:00", never))


def test_a_negative_delay_and_a_moment_without_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_open_time(SHOP, local("2026-01-06T12:00", SHOP), timedelta(hours=-1))
    with pytest.raises(ValueError, match="time zone"):
        is_open(SHOP, datetime(2026, 1, 6))  # noqa: DTZ001


@pytest.mark.parametrize("written", ["9h-12h30", "9:00 - 12:30", "09:00-12:30", "9h00–12h30"])
def test_a_range_is_read_as_people_write_it(written: str) -> None:
    assert hours({"monday": [written]}) == hours({"monday": ["9:00-12:30"]})


@pytest.mark.parametrize("written", ["9", "9:00", "25:00-26:00", "9:75-10:00", "nine to five", ""])
def test_what_is_no_range_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a range of hours"):
        hours({"monday": [written]})


moments = st.integers(0, 3 * 366 * 86400).map(lambda second: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
weeks = st.sampled_from([SHOP, OFFICE, NIGHT, ALWAYS, ALSACE, TOKYO, NEW_YORK, MONDAYS])
delays = st.timedeltas(timedelta(seconds=1), timedelta(hours=40))


@given(weeks, moments, delays)
def test_adding_and_measuring_agree(week: OpeningHours, start: datetime, delay: timedelta) -> None:
    assert open_time_between(week, start, add_open_time(week, start, delay)) == delay


@given(weeks, moments, delays, delays)
def test_two_delays_one_after_the_other_are_their_sum(week: OpeningHours, at: datetime, a: timedelta, b: timedelta) -> None:
    assert add_open_time(week, add_open_time(week, at, a), b) == add_open_time(week, at, a + b)


@given(weeks, moments)
def test_the_next_opening_is_open_and_nothing_before_it(week: OpeningHours, at: datetime) -> None:
    opens = next_opening(week, at)
    assert is_open(week, opens)
    assert open_time_between(week, at, opens) == timedelta(0)


def test_a_night_that_runs_into_the_next_morning_is_counted_once() -> None:
    bakery = hours({"monday": ["20:00-4:00"], "tuesday": ["2:00-6:00"]})
    noon, next_noon = local("2026-01-05T12:00", bakery), local("2026-01-06T12:00", bakery)
    assert open_time_between(bakery, noon, next_noon) == timedelta(hours=10)
