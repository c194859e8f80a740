"""How amounts are said: delays, shares, differences, days; in French and in English. Pure.

Another language is written as English is.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from charter.promises import LANGUAGES, MONTHS, WEEKDAYS, say_on_record
from metrics.periods import Period

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_NBSP = "\N{NO-BREAK SPACE}"


def known(language: str) -> str:
    """The language in which amounts are said for somebody who reads that one."""
    return language if language in LANGUAGES else "en"


def delay(seconds: float, language: str) -> str:
    """A length in the two largest units that matter, to the nearest minute: `35 min`, `2 h 05`, `3 j 4 h`."""
    if seconds < _MINUTE / 2:
        return f"<{_NBSP}1{_NBSP}min"
    minutes = round(seconds / _MINUTE)
    if minutes < 60:
        return f"{minutes}{_NBSP}min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}{_NBSP}h{_NBSP}{minutes:02}" if minutes else f"{hours}{_NBSP}h"
    days, hours = divmod(round(seconds / _HOUR), 24)
    day = "j" if language == "fr" else "d"
    return f"{days}{_NBSP}{day}{_NBSP}{hours}{_NBSP}h" if hours else f"{days}{_NBSP}{day}"


def share(part: float, language: str) -> str:
    """A share (0..1) in per cent. Never rounded up to all, nor down to nothing: `99,6 %` is not `100 %`."""
    percent = part * 100
    near_an_end = 0 < percent < 1 or 99 < percent < 100
    written = f"{min(max(percent, 0.1), 99.9):.1f}" if near_an_end else f"{percent:.0f}"
    return f"{written.replace('.', ',')}{_NBSP}%" if language == "fr" else f"{written}%"


def score(mean: float, language: str) -> str:
    """A mean score, one digit after the point."""
    return f"{mean:.1f}".replace(".", ",") if language == "fr" else f"{mean:.1f}"


def points(difference: float) -> str:
    """How many points a share (0..1) has risen or fallen, without its sign, alike in both languages: `4 points`."""
    whole = round(abs(difference) * 100)
    if not whole:
        return f"<{_NBSP}1{_NBSP}point"
    return f"{whole}{_NBSP}point" + ("s" if whole > 1 else "")


def span(period: Period, language: str) -> str:
    """The days of a period: `du lundi 16 au dimanche 22 novembre 2026`, `from Monday 16 to Sunday 22 November 2026`."""
    first, last, said = period.first, period.last, known(language)
    if period.is_one_day:
        return f"{'le' if said == 'fr' else 'on'} {_day(first, said, True, True)}"
    same_year = first.year == last.year
    begins = _day(first, said, first.month != last.month or not same_year, not same_year)
    ends = _day(last, said, True, True)
    return f"du {begins} au {ends}" if said == "fr" else f"from {begins} to {ends}"


def short_span(period: Period, language: str) -> str:
    """The same in few words: `du 16 au 22 novembre`, `16 to 22 November`; a month is named: `novembre 2026`, a
    single day too: `le 16 novembre`."""
    first, last, said = period.first, period.last, known(language)
    if period.kind == "month":
        return f"{MONTHS[said][first.month - 1]} {first.year}"
    begins = _number(first, said) if first.month == last.month else f"{_number(first, said)} {MONTHS[said][first.month - 1]}"
    ends = f"{_number(last, said)} {MONTHS[said][last.month - 1]}"
    if period.is_one_day:
        return f"le {ends}" if said == "fr" else ends
    return f"du {begins} au {ends}" if said == "fr" else f"{begins} to {ends}"


def moment(at: datetime, timezone: str, language: str) -> str:
    """A moment as it is read weeks later: `le lundi 23 novembre 2026 à 8 h`."""
    return say_on_record(at, timezone, known(language))


def clock(at: datetime, timezone: str) -> str:
    """A moment in a table: `2026-11-16 09:42`."""
    return at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")


def weekdays(language: str) -> tuple[str, ...]:
    """The days of a week from Monday, in three letters and a point, or three."""
    said = known(language)
    return tuple(f"{day[:3]}." if said == "fr" else day[:3] for day in WEEKDAYS[said])


def _day(day: date, language: str, with_month: bool, with_year: bool) -> str:
    month = f" {MONTHS[language][day.month - 1]}" if with_month else ""
    year = f" {day.year}" if with_year else ""
    return f"{WEEKDAYS[language][day.weekday()]} {_number(day, language)}{month}{year}"


def _number(day: date, language: str) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)
