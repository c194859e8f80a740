"""What a person understands of a time that we say: written apart from the code under test."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_NAMES = {
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lun mar mer jeu ven sam dim",
    ),
    "en": (
        "january february march april may june july august september october november december",
        "mon tue wed thu fri sat sun",
    ),
}
MONTHS = {language: months.split() for language, (months, _) in _NAMES.items()}
WEEK = {language: days.split() for language, (_, days) in _NAMES.items()}
NEAR = {"hier": -1, "yesterday": -1, "aujourd'hui": 0, "today": 0, "demain": 1, "tomorrow": 1}


def heard(said: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """What somebody understands who hears `said` at `now`, UTC."""
    said = said.lower()
    season = re.search(r" \((?:heure d')?(été|hiver|summer|winter)(?: time)?\)", said)
    said = said.replace(season[0], "") if season else said
    if language == "fr":
        day_said, clock_said = re.split(r" avant | à ", said)
    elif said.startswith("by "):
        found = re.fullmatch(r"by (midnight|noon|\S+ [ap]m) (?:on )?(.*)", said)
        assert found is not None
        clock_said, day_said = found.groups()
    else:
        day_said, clock_said = said.removeprefix("on ").split(" at ")
    day = heard_day(day_said, now.astimezone(zone).date(), language)
    if clock_said in ("minuit", "midnight"):
        return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
    at = datetime.combine(day, heard_clock(clock_said), zone)
    if season and bool(at.dst()) != (season[1] in ("été", "summer")):
        at = at.replace(fold=1)
    return at.astimezone(UTC)


def heard_day(said: str, today: date, language: str) -> date:
    if said in NEAR:
        return today + timedelta(days=NEAR[said])
    name, *rest = said.split()
    weekday = WEEK[language].index(name[:3])
    if not rest:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    number, month = int(rest[0].removesuffix("er")), MONTHS[language].index(rest[1]) + 1
    years = [int(rest[2])] if len(rest) > 2 else [today.year - 1, today.year, today.year + 1]
    dates = [date(year, month, number) for year in years if (month, number) != (2, 29) or year % 4 == 0]
    found = min(dates, key=lambda day: abs((day - today).days))
    assert found.weekday() == weekday
    return found


def heard_clock(said: str) -> time:
    if said in ("midi", "noon"):
        return time(12)
    if " h" in said:
        hour, _, minute = said.partition(" h")
        return time(int(hour), int(minute or 0))
    clock, _, half = said.partition(" ")
    hour, _, minute = clock.partition(":")
    return time(int(hour) % 12 + (12 if half == "pm" else 0), int(minute or 0))
