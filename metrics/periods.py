"""The spans of time that people compare: weeks from Monday, months, and any days, as the clocks of the brand's zone have them.

A week that holds a change of clocks is an hour shorter or longer than 168 hours: its days are whole all the same. Pure: time is
an argument.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["week", "month", "days"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The whole days from `first` to `last`, both included, by the clocks of `timezone`; which `kind` people call them."""

    first: date
    last: date
    timezone: str
    kind: Kind = "days"

    @property
    def since(self) -> datetime:
        """When the first day begins, UTC."""
        return _midnight(self.first, self.timezone)

    @property
    def until(self) -> datetime:
        """When the day after the last one begins, UTC: the first moment that is not in the period."""
        return _midnight(self.last + _DAY, self.timezone)

    @property
    def is_one_day(self) -> bool:
        """True when it is a single day."""
        return self.first == self.last

    @property
    def called(self) -> str:
        """What its sentences are named after: its kind, or `day` for a single day."""
        return "day" if self.is_one_day else self.kind

    def before(self) -> "Period":
        """The period to compare with: the week or month before, or as many days right before."""
        last = self.first - _DAY
        if self.kind == "month":
            return Period(last.replace(day=1), last, self.timezone, self.kind)
        return Period(last - (self.last - self.first), last, self.timezone, self.kind)

    def at_this_age(self, now: datetime) -> datetime:
        """The moment at which the period before was as old as this one is `now`, UTC: so much longer ago as it ended earlier,
        and the same time of day after its first day while this one is not over.

        Compared as they stand now, the older one would always look better: it has had more time.
        """
        zone = ZoneInfo(self.timezone)
        local, before = now.astimezone(zone), self.before()
        ours, theirs = (self.last, before.last) if now >= self.until else (self.first, before.first)
        day = theirs + (local.date() - ours)
        return datetime.combine(day, local.timetz().replace(tzinfo=None), zone).astimezone(UTC)


def last_week(now: datetime, timezone: str) -> Period:
    """The last week that is over, Monday to Sunday."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(monday, monday + 6 * _DAY, timezone, "week")


def last_month(now: datetime, timezone: str) -> Period:
    """The last month that is over."""
    last = now.astimezone(ZoneInfo(timezone)).date().replace(day=1) - _DAY
    return Period(last.replace(day=1), last, timezone, "month")


def due(period: Period, at: time) -> datetime:
    """When that time of day comes on the day after the period, UTC."""
    return datetime.combine(period.last + _DAY, at, ZoneInfo(period.timezone)).astimezone(UTC)


def _midnight(day: date, timezone: str) -> datetime:
    """Where clocks jump over midnight, the day begins when they jump."""
    return datetime.combine(day, time(0), ZoneInfo(timezone)).astimezone(UTC)
