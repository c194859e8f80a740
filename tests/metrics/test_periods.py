"""Weeks, months and days by the clocks of a zone, across changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import Period, due, last_month, last_week

PARIS = "Europe/Paris"
ZONES = (PARIS, "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Auckland", "UTC")
NOWS = st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
HOUR = timedelta(hours=1)


def paris(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


@pytest.mark.parametrize(
    ("monday", "hours"),
    [(date(2026, 3, 23), 167), (date(2026, 10, 19), 169), (date(2026, 6, 1), 168)],
    ids=["spring", "autumn", "summer"],
)
def test_a_week_with_a_change_of_clocks_is_an_hour_shorter_or_longer(monday: date, hours: int) -> None:
    week = last_week(paris(monday + timedelta(days=9), 8), PARIS)
    assert (week.first, week.last, week.kind) == (monday, monday + timedelta(days=6), "week")
    assert week.until - week.since == hours * HOUR


def test_a_week_is_over_at_the_midnight_of_its_zone() -> None:
    monday = date(2026, 11, 16)
    over = paris(monday + timedelta(days=7))
    assert last_week(over, PARIS).first == monday
    assert last_week(over - timedelta(seconds=1), PARIS).first == monday - timedelta(days=7)


def test_months_have_the_days_they_have_and_so_has_the_month_before() -> None:
    march = last_month(paris(date(2028, 4, 1)), PARIS)
    assert (march.first, march.last) == (date(2028, 3, 1), date(2028, 3, 31))
    assert (march.before().first, march.before().last) == (date(2028, 2, 1), date(2028, 2, 29))


def test_any_days_are_compared_with_as_many_right_before() -> None:
    days = Period(date(2026, 11, 3), date(2026, 11, 5), PARIS)
    assert (days.before().first, days.before().last) == (date(2026, 10, 31), date(2026, 11, 2))


def test_where_clocks_jump_over_midnight_the_day_begins_when_they_jump() -> None:
    day = date(2026, 3, 29)
    assert Period(day, day, "Asia/Beirut").since == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_the_letter_of_a_week_is_due_at_eight_by_the_clocks_of_the_zone() -> None:
    autumn = last_week(paris(date(2026, 10, 26), 12), PARIS)
    assert due(autumn, time(8)) == datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert due(autumn.before(), time(8)) == datetime(2026, 10, 19, 6, tzinfo=UTC)


def test_the_period_before_is_looked_at_at_the_same_age() -> None:
    now = paris(date(2026, 10, 26), 8)
    assert last_week(now, PARIS).at_this_age(now) == paris(date(2026, 10, 19), 8)
    april = paris(date(2026, 4, 2), 10)
    assert last_month(april, PARIS).at_this_age(april) == paris(date(2026, 3, 2), 10)


def test_a_period_that_is_not_over_is_compared_at_the_same_day_and_time_of_it() -> None:
    now = paris(date(2026, 11, 18), 15, 30)
    this_week = Period(date(2026, 11, 16), date(2026, 11, 22), PARIS, "week")
    assert this_week.at_this_age(now) == paris(date(2026, 11, 11), 15, 30)


@given(NOWS, st.sampled_from(ZONES), st.sampled_from([last_week, last_month]))
def test_periods_follow_each_other_without_gap_and_end_before_now(now: datetime, zone: str, last: object) -> None:
    period = last(now, zone)  # type: ignore[operator]
    before = period.before()
    assert before.until == period.since < period.until <= now
    assert period.since.astimezone(ZoneInfo(zone)).date() == period.first
    assert period.kind == before.kind
    assert before.since < period.at_this_age(now) < now


@given(NOWS, st.sampled_from(ZONES))
def test_a_week_begins_on_a_monday_and_the_present_week_is_the_next(now: datetime, zone: str) -> None:
    week = last_week(now, zone)
    assert week.first.weekday() == 0
    assert now - week.until < timedelta(days=7, hours=2)
    assert last_week(week.until, zone) == week
