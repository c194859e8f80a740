"""Durations as people write them in a charter: `2h`, `90m`, `1h30`, `24h`, `4s`."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from charter.problems import refusal

LONGEST = timedelta(days=366)
"""No delay of a charter is longer than a year: beyond, a unit was mistaken."""

_WRITTEN = re.compile(
    r"(?:(?P<hours>\d{1,5})\s*h)?\s*(?:(?P<minutes>\d{1,6})\s*(?:min|mn|m)?)?\s*(?:(?P<seconds>\d{1,8})\s*s)?"
)


def parse_duration(written: object) -> timedelta:
    """The duration that `written` says, at most a year. A timedelta is taken as it is.

    Raises the refusal of `charter.problems` for anything else (a bare number has no unit).
    """
    duration = written if isinstance(written, timedelta) else _parse(written)
    if duration is None:
        raise refusal(f"{written!r} is not a duration", "write hours, minutes or seconds: 2h, 90m, 1h30, 4s")
    if not timedelta(0) <= duration <= LONGEST:
        raise refusal(f"a duration of {written} is out of bounds", "write at most a year")
    return duration


def _parse(written: object) -> timedelta | None:
    if not isinstance(written, str):
        return None
    text = written.strip().lower()
    found = _WRITTEN.fullmatch(text)
    if not found or text.isdigit() or not text:
        return None
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})


def _some(duration: timedelta) -> timedelta:
    if not duration:
        raise refusal("a delay of nothing", "write how long it may take: 2h, 90m, 1h30")
    return duration


WRITTEN = r"^\s*(\d{1,5}\s*[hH])?\s*(\d{1,6}\s*([mM]|[mM][iI][nN]|[mM][nN])?)?\s*(\d{1,8}\s*[sS])?\s*$"
"""What editors hold a duration to; `parse_duration` alone decides."""

Pause = Annotated[timedelta, BeforeValidator(parse_duration), WithJsonSchema({"type": "string", "pattern": WRITTEN})]
"""A duration that may be nothing."""

Delay = Annotated[Pause, AfterValidator(_some)]
"""A duration that is more than nothing."""
