"""Promises: late enough to be kept, early enough to be worth something, and said without a lie."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charter.hours import OpeningHours, add_open_time, closing, is_open
from charter.promises import promise, say, say_moment, say_on_record, say_opening
from tests.fakes.heard_times import heard

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekly(ranges: list[str], days: int = 5, **more: object) -> OpeningHours:
    return OpeningHours.model_validate({"week": dict.fromkeys(DAYS[:days], ranges), **more})


OFFICE = weekly(["9:00-12:30", "13:30-17:45"])
NIGHT = weekly(["22:00-2:50"], days=7, holidays="none")
ALWAYS = weekly(["0:00-24:00"], days=7, holidays="none")
KATHMANDU = weekly(["9:10-17:20"], timezone="Asia/Kathmandu", holidays="none")
LONDON = weekly(["8:00-24:00"], days=7, timezone="Europe/London", holidays="none")


def paris(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "delay", "french", "english"),
    [
        ("2026-01-06T09:10", 120, "aujourd'hui avant 11 h 30", "by 11:30 am today"),
        ("2026-01-06T15:00", 120, "aujourd'hui avant 17 h", "by 5 pm today"),
        ("2026-01-06T15:40", 120, "aujourd'hui avant 17 h 45", "by 5:45 pm today"),
        ("2026-01-06T17:00", 120, "demain avant 10 h 30", "by 10:30 am tomorrow"),
        ("2026-01-06T17:45", 120, "demain avant 11 h", "by 11 am tomorrow"),
        ("2026-01-09T16:45", 240, "lundi avant midi", "by noon on Monday"),
        ("2025-12-31T17:45", 105, "vendredi avant 11 h", "by 11 am on Friday"),
        ("2025-12-24T12:00", 8 * 60 * 6, "lundi 5 janvier avant 14 h 30", "by 2:30 pm on Monday 5 January"),
        ("2026-06-23T17:00", 8 * 60 * 5, "mercredi 1er juillet avant 9 h 30", "by 9:30 am on Wednesday 1 July"),
    ],
)
def test_a_promise_as_people_say_it(now: str, delay: int, french: str, english: str) -> None:
    at = paris(now)
    by = promise(at, timedelta(minutes=delay), OFFICE)
    assert (say(by, at, "Europe/Paris", "fr"), say(by, at, "Europe/Paris", "en")) == (french, english)


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        ("2026-01-12T09:00", "lundi à 9 h", "on Monday at 9 am"),
        ("2026-01-10T09:30", "demain à 9 h 30", "tomorrow at 9:30 am"),
        ("2026-01-09T13:30", "aujourd'hui à 13 h 30", "today at 1:30 pm"),
        ("2026-01-15T12:00", "jeudi à midi", "on Thursday at noon"),
        ("2026-01-16T09:00", "vendredi 16 janvier à 9 h", "on Friday 16 January at 9 am"),
        ("2026-01-08T17:42", "hier à 17 h 42", "yesterday at 5:42 pm"),
        ("2026-01-05T00:00", "lundi 5 janvier à 0 h", "on Monday 5 January at 00:00"),
        ("2027-01-08T09:00", "vendredi 8 janvier 2027 à 9 h", "on Friday 8 January 2027 at 9 am"),
    ],
)
def test_moments_as_people_say_them(when: str, french: str, english: str) -> None:
    now = paris("2026-01-09T12:45")
    assert (say_opening(paris(when), now, "Europe/Paris", "fr"), say_moment(paris(when), now, "Europe/Paris", "en")) == (
        french,
        english,
    )


@pytest.mark.parametrize(
    ("week", "now", "delay", "french", "english"),
    [
        pytest.param(OFFICE, "2026-01-06T12:10", 60, "aujourd'hui avant 14 h 30", "by 2:30 pm today", id="over lunch"),
        pytest.param(OFFICE, "2026-01-06T10:00", 120, "aujourd'hui avant midi", "by noon today", id="noon"),
        pytest.param(OFFICE, "2026-01-09T17:30", 105, "lundi avant 10 h 30", "by 10:30 am on Monday", id="a weekend"),
        pytest.param(OFFICE, "2026-01-10T15:00", 180, "lundi avant midi", "by noon on Monday", id="said on a Saturday"),
        pytest.param(OFFICE, "2026-01-11T15:00", 120, "demain avant 11 h", "by 11 am tomorrow", id="said on a Sunday"),
        pytest.param(OFFICE, "2026-04-03T17:00", 120, "mardi avant 10 h 30", "by 10:30 am on Tuesday", id="over Easter Monday"),
        pytest.param(OFFICE, "2026-04-30T17:00", 165, "lundi avant 11 h", "by 11 am on Monday", id="over the first of May"),
        pytest.param(OFFICE, "2026-05-01T11:00", 120, "lundi avant 11 h", "by 11 am on Monday", id="on the first of May"),
        pytest.param(OFFICE, "2026-05-13T17:00", 105, "vendredi avant 10 h", "by 10 am on Friday", id="over Ascension Day"),
        pytest.param(
            OFFICE, "2026-07-13T17:45", 60, "mercredi avant 10 h", "by 10 am on Wednesday", id="over the National Day"
        ),
        pytest.param(OFFICE, "2026-11-10T17:45", 90, "jeudi avant 10 h 30", "by 10:30 am on Thursday", id="over Armistice Day"),
        pytest.param(OFFICE, "2026-12-24T17:45", 60, "lundi avant 10 h", "by 10 am on Monday", id="over Christmas"),
        pytest.param(OFFICE, "2026-12-31T17:45", 60, "lundi avant 10 h", "by 10 am on Monday", id="over New Year"),
        pytest.param(
            OFFICE, "2026-03-27T17:45", 60, "lundi avant 10 h", "by 10 am on Monday", id="a weekend that lost an hour"
        ),
        pytest.param(OFFICE, "2026-10-23T17:45", 60, "lundi avant 10 h", "by 10 am on Monday", id="that won an hour"),
        pytest.param(
            ALWAYS, "2026-03-28T22:10", 240, "demain avant 3 h 30", "by 3:30 am tomorrow", id="the night that lost one"
        ),
        pytest.param(
            ALWAYS, "2026-10-24T22:10", 360, "demain avant 3 h 30", "by 3:30 am tomorrow", id="the night that won one"
        ),
        pytest.param(
            ALWAYS,
            "2026-10-24T22:10",
            240,
            "demain avant 2 h 30 (heure d'été)",
            "by 2:30 am (summer time) tomorrow",
            id="the hour that comes twice, first",
        ),
        pytest.param(
            ALWAYS,
            "2026-10-24T22:10",
            300,
            "demain avant 2 h 30 (heure d'hiver)",
            "by 2:30 am (winter time) tomorrow",
            id="and the second time",
        ),
        pytest.param(ALWAYS, "2026-03-28T23:10", 30, "aujourd'hui avant minuit", "by midnight today", id="midnight"),
    ],
)
def test_promises_across_holidays_and_clock_changes(
    week: OpeningHours, now: str, delay: int, french: str, english: str
) -> None:
    at = paris(now)
    by = promise(at, timedelta(minutes=delay), week)
    assert (say(by, at, "Europe/Paris", "fr"), say(by, at, "Europe/Paris", "en")) == (french, english)


def test_the_end_of_a_day_is_midnight_of_that_day() -> None:
    now, midnight = paris("2026-01-06T21:00"), paris("2026-01-07T00:00")
    assert say(midnight, now, "Europe/Paris", "fr") == "aujourd'hui avant minuit"
    assert say(midnight, now, "Europe/Paris", "en") == "by midnight today"


def test_the_hour_that_comes_twice_says_which() -> None:
    now = paris("2026-10-24T23:00")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert say(first, now, "Europe/Paris", "fr") == "demain avant 2 h 30 (heure d'été)"
    assert say(first + timedelta(hours=1), now, "Europe/Paris", "en") == "by 2:30 am (winter time) tomorrow"


def test_times_need_a_zone_and_a_language_that_is_spoken() -> None:
    now = paris("2026-01-06T12:00")
    with pytest.raises(ValueError, match="time zone"):
        say(datetime(2026, 1, 7), now, "Europe/Paris", "fr")  # noqa: DTZ001
    with pytest.raises(KeyError):
        say(now, now, "Europe/Paris", "xx")


weeks = st.sampled_from([OFFICE, NIGHT, ALWAYS, KATHMANDU, LONDON])
moments = st.integers(0, 3 * 366 * 86400).map(lambda second: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
delays = st.timedeltas(timedelta(0), timedelta(hours=60))


@given(weeks, moments, delays)
@example(NIGHT, datetime(2026, 10, 24, 22, 40, tzinfo=UTC), timedelta(hours=2))
@example(NIGHT, datetime(2026, 3, 28, 23, 40, tzinfo=UTC), timedelta(hours=1))
@example(OFFICE, datetime(2026, 3, 27, 16, 30, tzinfo=UTC), timedelta(hours=2))
@example(OFFICE, datetime(2026, 4, 30, 15, 30, tzinfo=UTC), timedelta(hours=4))
@example(ALWAYS, datetime(2026, 1, 1, 23, 0, tzinfo=UTC), timedelta(0))
def test_a_promise_can_be_kept(week: OpeningHours, now: datetime, delay: timedelta) -> None:
    by = promise(now, delay, week)
    due = add_open_time(week, now, delay)
    assert by > now
    assert by >= due
    assert is_open(week, by) or closing(week, by) == by
    assert by.astimezone(ZoneInfo(week.timezone)).minute % 30 == 0 or closing(week, by) == by
    assert by - max(due, now) <= timedelta(minutes=31) or not is_open(week, due)


@given(weeks, moments, delays, st.timedeltas(timedelta(0), timedelta(hours=5)))
def test_a_longer_delay_is_never_promised_earlier(week: OpeningHours, now: datetime, delay: timedelta, more: timedelta) -> None:
    assert promise(now, delay + more, week) >= promise(now, delay, week)


@given(moments, st.timedeltas(timedelta(days=-250), timedelta(days=500)), st.sampled_from(["Europe/Paris", "America/New_York"]))
@example(datetime(2026, 10, 24, 12, tzinfo=UTC), timedelta(hours=12, minutes=30), "Europe/Paris")
@example(datetime(2026, 10, 24, 12, tzinfo=UTC), timedelta(hours=13, minutes=30), "Europe/Paris")
@example(datetime(2026, 3, 28, 12, tzinfo=UTC), timedelta(hours=13), "Europe/Paris")
@example(datetime(2026, 1, 6, 12, tzinfo=UTC), timedelta(hours=11), "Europe/Paris")
def test_what_is_said_is_the_instant_that_is_meant(now: datetime, ahead: timedelta, zone: str) -> None:
    when = (now + ahead).replace(second=0, microsecond=0)
    for language in ("fr", "en"):
        assert heard(say(when, now, zone, language), now, ZoneInfo(zone), language) == when
        assert heard(say_moment(when, now, zone, language), now, ZoneInfo(zone), language) == when


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        ("2026-03-02T08:42Z", "le lundi 2 mars 2026 à 9 h 42", "on Monday 2 March 2026 at 9:42 am"),
        ("2026-12-31T23:30Z", "le vendredi 1er janvier 2027 à 0 h 30", "on Friday 1 January 2027 at 12:30 am"),
        (
            "2026-10-25T00:30Z",
            "le dimanche 25 octobre 2026 à 2 h 30 (heure d'été)",
            "on Sunday 25 October 2026 at 2:30 am (summer time)",
        ),
    ],
)
def test_a_receipt_says_the_whole_date_whenever_it_is_read(when: str, french: str, english: str) -> None:
    moment = datetime.fromisoformat(when)
    assert say_on_record(moment, "Europe/Paris", "fr") == french
    assert say_on_record(moment, "Europe/Paris", "en") == english
