"""The hours of answering as a FAQ answer says them: "du lundi au vendredi de 9 h à 18 h, et le samedi de 10 h à 17 h"."""

from collections.abc import Sequence
from datetime import time

from charter.hours import Range
from charter.week import clock

_DAYS = {
    "fr": ("du lundi au vendredi", "et le samedi"),
    "en": ("Monday to Friday,", "and Saturday,"),
}
_NIGHT_AND_NOON = {"fr": ("minuit", "midi"), "en": ("midnight", "noon")}


def hours(weekdays: Sequence[Range], saturday: Sequence[Range], language: str) -> str:
    """The week of a starter charter. `language`: `fr` or `en`."""
    week, last = _DAYS[language]
    said = f"{week} {_ranges(weekdays, language)}"
    return f"{said}, {last} {_ranges(saturday, language)}" if saturday else said


def _ranges(ranges: Sequence[Range], language: str) -> str:
    from_, to, and_ = ("de ", " à ", " et ") if language == "fr" else ("", " to ", " and ")
    return and_.join(f"{from_}{_clock(one.start, language)}{to}{_clock(one.end, language)}" for one in ranges)


def _clock(at: time, language: str) -> str:
    if at in (time(0), time(12)):
        return _NIGHT_AND_NOON[language][bool(at.hour)]
    if language == "fr":
        return clock(at)
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"
