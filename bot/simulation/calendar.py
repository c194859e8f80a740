"""When customers write: office hours and evenings, weekends, a bad day, an hour in which many are upset at once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

BY_HOUR = (2, 1, 1, 0.5, 0.5, 1, 3, 8, 22, 42, 48, 44, 36, 34, 40, 42, 40, 38, 36, 34, 30, 22, 12, 5)
"""How many of a weekday's messages come in each hour, in proportion."""
BY_DAY = (1.15, 1.05, 1.0, 1.0, 1.05, 0.75, 0.5)
"""How much more or less comes on each day of the week, Monday first."""
BAD = 2.2
"""How much more comes on the bad day."""
UPSET_PEOPLE = 26
UPSET_WITHIN = timedelta(minutes=70)


@dataclass(frozen=True, slots=True)
class Days:
    """The special days of a history of some weeks: `bad` (a carrier fails), `crisis`, and the days on which somebody is ill."""

    first: date
    bad: date
    crisis: date
    ill_from: date
    ill_until: date

    @classmethod
    def of(cls, first: date, days: int) -> "Days":
        """Those of a history of that length; each on a working day."""
        at = {share: _weekday(first + timedelta(days=int(days * share))) for share in (0.3, 0.55, 0.75)}
        return cls(first, at[0.55], at[0.75], at[0.3], at[0.3] + timedelta(days=5))

    def ill(self, day: date) -> bool:
        """True while a colleague is ill."""
        return self.ill_from <= day < self.ill_until


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def arrivals(day: date, per_day: float, days: Days, zone: ZoneInfo, random: Random) -> list[datetime]:
    """The moments, UTC, at which somebody writes of their own accord on that day, in order; the crowd of a crisis apart."""
    expected = per_day * BY_DAY[day.weekday()] * (BAD if day == days.bad else 1.0)
    number = max(0, round(random.gauss(expected, expected**0.5)))
    hours = random.choices(range(24), BY_HOUR, k=number)
    return sorted(_moment(day, hour * 3600 + random.uniform(0, 3600), zone) for hour in hours)


def upset_crowd(day: date, days: Days, zone: ZoneInfo, random: Random) -> list[datetime]:
    """The moments at which many different people complain in public, on the day of the crisis."""
    if day != days.crisis:
        return []
    begin = _moment(day, 10.5 * 3600, zone)
    return sorted(begin + random.random() * UPSET_WITHIN for _ in range(UPSET_PEOPLE))


def _moment(day: date, seconds: float, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    return midnight + timedelta(microseconds=round(seconds * 1_000_000))
