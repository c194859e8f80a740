"""A week's opening hours as people write them: "lun–ven 9 h–19 h, sam 10 h–18 h"."""

from datetime import time
from itertools import groupby

from charter.hours import WEEKDAYS, OpeningHours, Range

_SHORT = {
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_NEVER = {"fr": "jamais", "en": "never"}


def in_words(hours: OpeningHours, language: str) -> str:
    """The week, days with the same hours together; closed days left out. `language`: `fr` or `en`."""
    days = [(name, hours.week.get(day, ())) for name, day in zip(_SHORT[language], WEEKDAYS, strict=True)]
    runs = [(ranges, [name for name, _ in run]) for ranges, run in groupby(days, key=lambda day: day[1])]
    said = [f"{_days(names)} {_ranges(ranges, language)}" for ranges, names in runs if ranges]
    return ", ".join(said) or _NEVER[language]


def _days(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def _ranges(ranges: tuple[Range, ...], language: str) -> str:
    return {"fr": " et ", "en": " and "}[language].join(f"{clock(r.start)}–{clock(r.end)}" for r in ranges)


def clock(at: time) -> str:
    """A time of day: `9 h`, `12 h 30`."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"
