"""Opening hours: when people are there, and how much open time lies between two moments.

Moments are timezone-aware; results are UTC. A range belongs to the day on which it starts: a public holiday or a closed
day takes away the ranges that start on it, not the small hours of the night before. A closing time is not open any more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import islice
from typing import Annotated, Literal, NamedTuple, NoReturn, get_args
from zoneinfo import ZoneInfo

from holidays import country_holidays
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from charter.problems import refusal

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Holidays = Literal["FR", "FR-alsace-moselle", "none"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""In the order of `date.weekday()`."""

FARTHEST = 366
"""Days within which an opening is looked for."""

_WRITTEN = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?\s*[-–]\s*(\d{1,2})(?:[:h](\d{2})?)?")
_DAY = timedelta(days=1)


class NeverOpen(ValueError):
    """These hours are not open once within a year."""


def _naive(moment: time) -> time:
    if moment.tzinfo is not None:
        raise refusal("a time of day carries its own time zone", "write 09:00 and set `timezone:` once for the week")
    return moment


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise refusal(f"there is no time zone {name!r}", "write a name such as Europe/Paris") from error
    return name


TimeOfDay = Annotated[time, AfterValidator(_naive)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]


class Range(BaseModel):
    """A range of a day, local time, written `9:00-12:30`. An end that is not after the start lies on the next day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: TimeOfDay
    end: TimeOfDay

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: object) -> object:
        return _parse_range(written) if isinstance(written, str) else written

    @classmethod
    def __get_pydantic_json_schema__(cls, *_: object) -> dict[str, object]:
        return {"type": "string", "pattern": f"^{_WRITTEN.pattern}$", "examples": ["9:00-12:30"]}


class OpeningHours(BaseModel):
    """The weekly hours in a time zone, less public holidays and closed days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: TimeZone = "Europe/Paris"
    week: dict[Weekday, tuple[Range, ...]]
    holidays: Holidays = "FR"
    closed_days: Annotated[tuple[date, ...], Field(default=())]

    @cached_property
    def _calendar(self) -> "_Calendar":
        week = tuple(tuple(sorted((r.start, r.end) for r in self.week.get(day, ()))) for day in WEEKDAYS)
        return _Calendar(ZoneInfo(self.timezone), week, self.holidays, frozenset(self.closed_days))


def is_open(hours: OpeningHours, at: datetime) -> bool:
    """True when somebody is there at that moment."""
    return at >= next(_spans(hours, at)).start


def next_opening(hours: OpeningHours, at: datetime) -> datetime:
    """The first open moment from `at` on (`at` itself when open), UTC. Raises NeverOpen."""
    return max(at.astimezone(UTC), next(_spans(hours, at)).start)


def add_open_time(hours: OpeningHours, start: datetime, delay: timedelta) -> datetime:
    """The moment by which `delay` of open time has passed since `start`, UTC; it may be a closing time.

    A delay of nothing gives the next opening. Raises ValueError on a negative delay, NeverOpen.
    """
    if delay < timedelta(0):
        raise ValueError(f"a delay cannot be negative: {delay}")
    left = delay
    for span in _spans(hours, start):
        from_ = max(span.start, start)
        if left <= span.end - from_:
            return from_.astimezone(UTC) + left
        left -= span.end - from_
    raise NeverOpen("the hours end")  # pragma: no cover - spans never end


def add_open_days(hours: OpeningHours, start: datetime, days: int) -> datetime:
    """The same time of day as `start`, so many days of opening later, or the next opening after it, UTC. Raises NeverOpen."""
    local = start.astimezone(hours._calendar.zone)
    day = next(islice(_days(hours, local.date()), days - 1, None))
    return next_opening(hours, datetime.combine(day, local.time(), hours._calendar.zone))


def open_time_between(hours: OpeningHours, a: datetime, b: datetime) -> timedelta:
    """How much open time lies between two moments; nothing when `b` is not after `a`."""
    total = timedelta(0)
    if b <= a:
        return total
    day, last = _first_day(hours, a), b.astimezone(hours._calendar.zone).date()
    while day <= last:
        for span in _day_spans(hours._calendar, day):
            total += max(timedelta(0), min(span.end, b) - max(span.start, a))
        day += _DAY
    return total


def closing(hours: OpeningHours, at: datetime) -> datetime:
    """The end of the range that holds `at` or ends at it, UTC; of the next range when closed. Raises NeverOpen."""
    just_before = at - timedelta(microseconds=1)
    return next(_spans(hours, just_before)).end


class _Span(NamedTuple):
    start: datetime
    end: datetime


@dataclass(frozen=True, eq=False)
class _Calendar:
    """The hours in the form that is computed with. Hashed by identity, so that a cache look-up costs nothing."""

    zone: ZoneInfo
    week: tuple[tuple[tuple[time, time], ...], ...]
    holidays: Holidays
    closed_days: frozenset[date]


def _spans(hours: OpeningHours, at: datetime) -> Iterator[_Span]:
    """The open spans that end after `at`, in order, without end. Raises NeverOpen."""
    day, calendar, seen = _first_day(hours, at), hours._calendar, 0
    while seen <= FARTHEST:
        seen += 1
        for span in _day_spans(calendar, day):
            if span.end > at:
                seen = 0
                yield span
        day += _DAY
    raise NeverOpen(f"these opening hours hold no open moment within a year after {at:%Y-%m-%d}")


def _days(hours: OpeningHours, after: date) -> Iterator[date]:
    """The days after that one on which these hours open, without end. Raises NeverOpen."""
    evening = datetime.combine(after + _DAY, time(0), hours._calendar.zone)
    last = after
    for span in _spans(hours, evening):
        day = span.start.astimezone(hours._calendar.zone).date()
        if day > last:
            yield day
            last = day


def _first_day(hours: OpeningHours, at: datetime) -> date:
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(hours._calendar.zone).date() - _DAY


@lru_cache(maxsize=8192)
def _day_spans(calendar: _Calendar, day: date) -> tuple[_Span, ...]:
    """The spans that start on a day, without what the spans before them already cover."""
    edge = max((span.end for span in _raw_spans(calendar, day - _DAY)), default=datetime.min.replace(tzinfo=UTC))
    spans = []
    for start, end in _raw_spans(calendar, day):
        if max(start, edge) < end:
            spans.append(_Span(max(start, edge), end))
        edge = max(edge, end)
    return tuple(spans)


@lru_cache(maxsize=8192)
def _raw_spans(calendar: _Calendar, day: date) -> tuple[_Span, ...]:
    if day in calendar.closed_days or day in _public_holidays(calendar.holidays, day.year):
        return ()
    return tuple(_instants(calendar.zone, day, *range_) for range_ in calendar.week[day.weekday()])


def _instants(zone: ZoneInfo, day: date, start: time, end: time) -> _Span:
    last = day if end > start else day + _DAY
    begin = datetime.combine(day, start, zone).astimezone(UTC)
    finish = datetime.combine(last, end, zone).astimezone(UTC)
    return _Span(begin, max(begin, finish))


_COUNTRIES: dict[Holidays, tuple[str, str | None]] = {"FR": ("FR", None), "FR-alsace-moselle": ("FR", "57")}
"""Country and subdivision as the package `holidays` knows them."""


@lru_cache(maxsize=256)
def _public_holidays(kind: Holidays, year: int) -> frozenset[date]:
    if kind == "none":
        return frozenset()
    country, subdivision = _COUNTRIES[kind]
    return frozenset(country_holidays(country, subdiv=subdivision, years=year))


def _parse_range(written: str) -> dict[str, time]:
    found = _WRITTEN.fullmatch(written.strip())
    try:
        return _times(*(int(number or 0) for number in found.groups())) if found else _not_a_range(written)
    except ValueError:
        return _not_a_range(written)


def _times(first: int, first_minute: int, last: int, last_minute: int) -> dict[str, time]:
    midnight = last == 24 and last_minute == 0
    return {"start": time(first, first_minute), "end": time(0) if midnight else time(last, last_minute)}


def _not_a_range(written: str) -> NoReturn:
    raise refusal(f"{written!r} is not a range of hours", "write opening and closing: 9:00-12:30")
