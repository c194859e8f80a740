"""By when a customer hears from us, and how a person would say it.

What is said reads after a verb: "vous aurez une réponse *demain avant 11 h*", "you will have an answer *by 11 am tomorrow*".
A sentence holds for the day on which it is said (`now`): the same instant is "demain" today and "aujourd'hui" tomorrow.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from charter.hours import OpeningHours, add_open_time, closing

LANGUAGES = ("fr", "en")
"""The languages in which times can be said."""

SHORTEST = timedelta(minutes=1)
"""The least open time that a promise leaves: it is never "immediately"."""

_STEP = timedelta(minutes=30)
WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTH_NAMES = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
MONTHS = {language: names.split() for language, names in _MONTH_NAMES.items()}
_FAR = 180
"""From this many days on a date is said with its year."""


def promise(now: datetime, delay: timedelta, hours: OpeningHours) -> datetime:
    """When `delay` of open time after `now` has passed, rounded up to a time that people say. UTC.

    The next half or full hour, or the closing time when that comes first. Raises NeverOpen.
    """
    due = add_open_time(hours, now, max(delay, SHORTEST))
    return min(_rounded_up(due.astimezone(ZoneInfo(hours.timezone))), closing(hours, due))


def later(when: datetime, hours: OpeningHours) -> datetime:
    """The first time after `when` that people say, in opening time: a half hour, or the closing time. Raises NeverOpen."""
    return promise(when, SHORTEST, hours)


def half_hour(when: datetime, timezone: str) -> datetime:
    """The end of the half hour in which `when` lies, by the clocks of that zone: `when` itself on a half hour. UTC."""
    return _rounded_up(when.astimezone(ZoneInfo(timezone)))


def say(when: datetime, now: datetime, timezone: str, language: str) -> str:
    """A deadline: "aujourd'hui avant 17 h", "lundi avant midi", "by noon on Monday". Raises KeyError on another language."""
    local, today = _local(when, now, timezone)
    day, at_midnight = local.date(), local.time() == time(0)
    if at_midnight:
        day -= timedelta(days=1)
    if language == "fr":
        return f"{_day(day, today, 'fr')} avant {'minuit' if at_midnight else _clock(local, 'fr')}"
    return f"by {'midnight' if at_midnight else _clock(local, language)} {_day(day, today, language)}"


def say_opening(when: datetime, now: datetime, timezone: str, language: str) -> str:
    """When a team is back: "lundi à 9 h", "demain à 9 h", "on Monday at 9 am". Raises KeyError on another language."""
    return say_moment(when, now, timezone, language)


def say_moment(when: datetime, now: datetime, timezone: str, language: str) -> str:
    """A moment, past or future, to the minute: "hier à 17 h 42", "today at 9 am". Raises KeyError on another language."""
    local, today = _local(when, now, timezone)
    return f"{_day(local.date(), today, language)} {'à' if language == 'fr' else 'at'} {_clock(local, language)}"


def say_on_record(when: datetime, timezone: str, language: str) -> str:
    """A moment as a receipt says it, whole whenever it is read: "le lundi 2 mars 2026 à 9 h 42", "on Monday 2 March 2026 at
    9:42 am". Raises KeyError on another language."""
    local, _ = _local(when, when, timezone)
    day = f"{WEEKDAYS[language][local.weekday()]} {_date(local.date(), True, language)}"
    return f"{'le' if language == 'fr' else 'on'} {day} {'à' if language == 'fr' else 'at'} {_clock(local, language)}"


def _local(when: datetime, now: datetime, timezone: str) -> tuple[datetime, date]:
    if when.tzinfo is None or now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    zone = ZoneInfo(timezone)
    return when.astimezone(zone), now.astimezone(zone).date()


def _rounded_up(local: datetime) -> datetime:
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % _STEP
    return local.astimezone(UTC) + (_STEP - past if past else past)


def _day(day: date, today: date, language: str) -> str:
    ahead = (day - today).days
    near = {
        "fr": {-1: "hier", 0: "aujourd'hui", 1: "demain"},
        "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    }[language]
    if ahead in near:
        return near[ahead]
    weekday = WEEKDAYS[language][day.weekday()]
    said = weekday if 0 < ahead <= 6 else f"{weekday} {_date(day, abs(ahead) >= _FAR, language)}"
    return said if language == "fr" else f"on {said}"


def _date(day: date, with_year: bool, language: str) -> str:
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    year = f" {day.year}" if with_year else ""
    return f"{number} {MONTHS[language][day.month - 1]}{year}"


def _clock(local: datetime, language: str) -> str:
    said = _clock_fr(local.time()) if language == "fr" else _clock_en(local.time())
    return said + (_season(local, language) if _ambiguous(local) else "")


def _clock_fr(at: time) -> str:
    if at == time(12):
        return "midi"
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


def _clock_en(at: time) -> str:
    if at in (time(0), time(12)):
        return "noon" if at.hour else "00:00"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def _ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _season(local: datetime, language: str) -> str:
    names = {"fr": (" (heure d'hiver)", " (heure d'été)"), "en": (" (winter time)", " (summer time)")}
    return names[language][bool(local.dst())]
