"""Times as people say them: how long is left, how late we are, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from desk.words import Words

SOON = timedelta(minutes=30)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Left:
    """What remains until a deadline: a level for the eye, and a sentence that says the same in words."""

    level: Literal["late", "soon", "calm", "none"]
    sentence: str


def left(deadline: datetime | None, now: datetime, words: Words) -> Left:
    """How much time is left until `deadline`, or how late it is."""
    if deadline is None:
        return Left("none", words("time.none"))
    remains = deadline - now
    if remains < timedelta(0):
        return Left("late", words("time.late", duration=duration(-remains, words)))
    level: Literal["soon", "calm"] = "soon" if remains <= SOON else "calm"
    return Left(level, words("time.left", duration=duration(remains, words)))


def duration(length: timedelta, words: Words) -> str:
    """A length in the two largest units that matter: `35 min`, `2 h 10`, `3 j 4 h`."""
    seconds = int(length.total_seconds())
    if seconds < _MINUTE:
        return words("time.under_a_minute")
    if seconds < _HOUR:
        return words("time.minutes", minutes=seconds // _MINUTE)
    if seconds < _DAY:
        hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
        key = "time.hours_minutes" if minutes else "time.hours"
        return words(key, hours=hours, minutes=f"{minutes:02}")
    days, hours = seconds // _DAY, seconds % _DAY // _HOUR
    return words("time.days_hours" if hours else "time.days", days=days, hours=hours)


def open_hours(hours: float, words: Words) -> str:
    """An amount of opening time, never in days, whose length nobody knows: `30 min`, `7 h 30`, `24 h`."""
    whole, minutes = divmod(round(hours * 60), 60)
    if not whole:
        return words("time.minutes", minutes=minutes)
    return words("time.hours_minutes" if minutes else "time.hours", hours=whole, minutes=f"{minutes:02}")


def moment(at: datetime, now: datetime, zone: ZoneInfo, words: Words) -> str:
    """When something is: `14 h 30` today, `demain 9 h`, `mardi 9 h` this week, `3 mars 9 h` further away."""
    local, here = at.astimezone(zone), now.astimezone(zone)
    clock = clock_time(local, words)
    days = (local.date() - here.date()).days
    if days == 0:
        return clock
    if days in (-1, 1):
        return words("time.tomorrow" if days == 1 else "time.yesterday", clock=clock)
    if 1 < days < 7:
        return words("time.weekday", day=words(f"time.day.{local.weekday()}"), clock=clock)
    return words("time.date", day=local.day, month=words(f"time.month.{local.month}"), clock=clock)


def clock_time(local: datetime, words: Words) -> str:
    """The time of day of a local moment: `9 h`, `14 h 30`; in English `9:00`, `14:30`."""
    if local.minute == 0 and words.language == "fr":
        return f"{local.hour} h"
    return words("time.clock", hour=local.hour, minute=f"{local.minute:02}")
