"""Opening hours and delays: somebody is there some day, and waits do not contradict each other."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from charter.charter import Settle
from charter.document import Document, Path
from charter.hours import NeverOpen, OpeningHours, Range, next_opening
from charter.problems import Problem

_DAY = timedelta(days=1)
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def check(document: Document) -> Iterator[Problem]:
    """Hours that never open, ranges of a day that overlap, a settle that ends before it begins, validity turned round."""
    places: list[Path] = [("hours",), *((*path, "hours") for path, _ in document.items("departments"))]
    for path in places:
        yield from _hours(document, path)
    yield from _settle(document)
    for path, item in document.items("faq"):
        if isinstance(item, Mapping):
            yield from _validity(document, path, item)


def _hours(document: Document, path: Path) -> Iterator[Problem]:
    if document.at(path) is None:
        return
    try:
        hours = OpeningHours.model_validate(document.at(path))
        next_opening(hours, _ANY_DAY)
        for moment in _closings(hours):
            next_opening(hours, moment)
    except NeverOpen as error:
        found = f"`{document.name(path)}` is never open: {error}"
        yield document.problem(path, found, "write at least one range: monday: [9:00-18:00], and close it for less than a year")
    except ValidationError:
        return  # said already by the check of shapes
    else:
        for day, ranges in hours.week.items():
            if overlap(ranges):
                yield document.problem((*path, "week", day), f"two ranges of {day} overlap", "write each open hour once")


def _closings(hours: OpeningHours) -> Iterator[datetime]:
    """The beginning of each run of closed days: a team that is closed for a year could promise nothing."""
    closed = frozenset(hours.closed_days)
    zone = ZoneInfo(hours.timezone)
    for day in closed:
        if date(2000, 1, 1) <= day < date(9000, 1, 1) and day - _DAY not in closed:
            yield datetime.combine(day, time(0), zone)


def overlap(ranges: tuple[Range, ...]) -> bool:
    """True when two ranges of a day share an hour."""
    spans = sorted((_minutes(r.start), _minutes(r.end) + (1440 if r.end <= r.start else 0)) for r in ranges)
    return any(later[0] < earlier[1] for earlier, later in pairwise(spans))


def _minutes(at: time) -> float:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) / timedelta(minutes=1)


def _settle(document: Document) -> Iterator[Problem]:
    try:
        settle = Settle.model_validate(document.mapping("settle"))
    except ValidationError:
        return
    if settle.quiet > settle.at_most:
        yield document.problem(("settle",), "`settle.quiet` is longer than `settle.at_most`", "make `at_most` the longer one")


def _validity(document: Document, path: Path, item: Mapping[str, object]) -> Iterator[Problem]:
    first, last = item.get("valid_from"), item.get("valid_until")
    if isinstance(first, str) and isinstance(last, str) and last < first:
        yield document.problem(
            (*path, "valid_until"), f"valid until {last}, before it begins on {first}", "correct one of the dates"
        )
