"""The hours in which the bot may write first: the charter's courtesy hours, Monday to Saturday, never on a public holiday.

What it replies to a message just received knows no hours; this is for what nobody has asked for at that moment.
"""

from datetime import datetime, time
from functools import lru_cache

from charter.charter import Charter
from charter.hours import Holidays, OpeningHours, Range, Weekday, is_open, next_opening

DAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def may_begin(now: datetime, charter: Charter) -> bool:
    """True when the bot may write first at `now`."""
    return is_open(_hours(charter), now)


def next_moment(now: datetime, charter: Charter) -> datetime:
    """The first moment from `now` on at which the bot may write first (`now` itself when it may), UTC."""
    return next_opening(_hours(charter), now)


def _hours(charter: Charter) -> OpeningHours:
    """In the brand's time zone. A brand in France that opens on holidays still leaves its customers in peace on them."""
    kept = charter.hours.holidays
    holidays: Holidays = "FR" if kept == "none" and charter.brand.country == "FR" else kept
    return _week(charter.hours.timezone, holidays, charter.courtesy.start, charter.courtesy.end)


@lru_cache(maxsize=64)
def _week(timezone: str, holidays: Holidays, start: time, end: time) -> OpeningHours:
    daily = (Range(start=start, end=end),)
    return OpeningHours(timezone=timezone, week=dict.fromkeys(DAYS, daily), holidays=holidays, closed_days=())
