"""What a charter should mend although it can be used: answers to read again, promises that its hours cannot keep."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from charter import promises
from charter.charter import Charter
from charter.checks.tone import texts_of
from charter.document import Document, Path
from charter.hours import NeverOpen, OpeningHours
from charter.problems import Problem

LONG_WAIT = timedelta(days=7)
"""A promise that lies further ahead than this, whenever a customer writes, deserves a word."""

LOOKED_AT = timedelta(days=35)
"""How far ahead promises are tried: month ends, most holidays nearby, a clock change."""

CONFUSED = 0.15
"""From this share of unseen examples taken for another intent, an entry is called confused."""

SHORTEST_WINDOW = timedelta(hours=1)
"""How long customers must have to refuse the bot's answer, for its figures to say something."""
LONGEST_EXPECTED = timedelta(hours=8)
"""No survey finds customers who expect an answer later than within a working day."""

_STEP = timedelta(hours=1)
_LITERAL = re.compile(
    r"\b(?:sous|en moins de|dans les|d'ici|within|in less than|in under)\s+(?P<number>\d{1,3})\s*"
    r"(?P<unit>h\b|heures?|hours?|min(?:ute)?s?\b|jours?|days?)",
    re.IGNORECASE,
)
_OF_AN_ANSWER = re.compile(r"répon|revenons|revient|answer|repl(?:y|ies)|back to you", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "j": timedelta(days=1), "d": timedelta(days=1)}


Wait = tuple[timedelta, datetime]
"""How long an answer may take, for a message of that moment."""


class Confused(Protocol):
    """Of `of` unseen examples of `intent`, `times` were taken for another: what training tells."""

    @property
    def intent(self) -> str:
        """The id of a FAQ entry, a department, or another intent."""
        ...

    @property
    def taken_for(self) -> str:
        """The id that they were taken for."""
        ...

    @property
    def times(self) -> int:
        """How many."""
        ...

    @property
    def of(self) -> int:
        """Of how many."""
        ...


def advise(document: Document, charter: Charter, today: date) -> Iterator[Problem]:
    """Entries past their review, entries that have run out, figures that would flatter, waits of more than a week, times that
    the hours cannot keep."""
    for place, entry in zip((path for path, _ in document.items("faq")), charter.faq, strict=False):
        if entry.review_by is not None and entry.review_by < today:
            found = f"`{entry.id}` was to be read again by {entry.review_by}"
            yield document.problem((*place, "review_by"), found, "read the answer, then write the next date")
        if entry.valid_until is not None and entry.valid_until < today:
            found = f"`{entry.id}` is not used any more: it was valid until {entry.valid_until}"
            yield document.problem((*place, "valid_until"), found, "remove the entry or give it a new date")
    yield from _flattering(document, charter)
    worst = yield from _waits(document, charter, today)
    yield from _literal_times(document, worst)


def _flattering(document: Document, charter: Charter) -> Iterator[Problem]:
    """Figures that look well whatever customers live through."""
    if charter.refusal_window < SHORTEST_WINDOW:
        found = (
            f"{_minutes(charter.refusal_window)} after the bot's answer it counts as given, before most customers have read it"
        )
        yield document.problem(("refusal_window",), found, "leave them a day (24h), an hour at the least")
    if charter.expected_delay > LONGEST_EXPECTED:
        found = f"customers are said to expect an answer within {_days(charter.expected_delay)}: nearly all will be in time"
        write = "write what customers of such brands expect (2h); the team's own aim is in `delays`"
        yield document.problem(("expected_delay",), found, write)


def confused(document: Document, confusions: Sequence[Confused]) -> Iterator[Problem]:
    """FAQ entries whose examples the engine takes for something else."""
    found = {c.intent: c for c in confusions if c.times >= 2 and c.times >= CONFUSED * c.of}
    for place, item in document.items("faq"):
        id = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(id, str) and id in found:
            c = found[id]
            says = f"{c.times} of {c.of} examples of `{id}` are taken for `{c.taken_for}`"
            yield document.problem((*place, "id"), says, "reword or move those that fit both, or make one entry of the two")


def _waits(document: Document, charter: Charter, today: date) -> Generator[Problem, None, Wait | None]:
    """Warns of departments that make customers wait more than a week; returns the longest wait of each."""
    worst: dict[str, Wait] = {}
    for place, department in zip((path for path, _ in document.items("departments")), charter.departments, strict=False):
        hours, delay = charter.hours_of(department.id), max(department.delays.public, department.delays.private)
        try:
            worst[department.id] = _worst(hours, delay, today)
        except NeverOpen:
            continue  # refused by the check of hours, or closed all through the year
        wait, written = worst[department.id]
        if wait > LONG_WAIT:
            said = promises.say_moment(written, written, hours.timezone, "en").removeprefix("today ")
            found = (
                f"a message to `{department.id}` of {written.astimezone(ZoneInfo(hours.timezone)):%A %d %B}, {said}, "
                f"gets an answer {wait.days} days later"
            )
            yield document.problem((*place, "delays"), found, "shorten the delay, or open on more days")
    return max(worst.values(), default=None)


def _worst(hours: OpeningHours, delay: timedelta, today: date) -> Wait:
    start = datetime.combine(today, time(0), UTC)
    moments = (start + n * _STEP for n in range(LOOKED_AT // _STEP))
    return max((promises.promise(moment, delay, hours) - moment, moment) for moment in moments)


def _literal_times(document: Document, worst: Wait | None) -> Iterator[Problem]:
    """Texts that promise an answer "within 2 hours", written out: no opening hours are counted in them."""
    for part in ("wordings", "faq"):
        for path, text in texts_of(document.at((part,)), (part,)):
            for match in _LITERAL.finditer(text):
                yield from _literal(document, path, text, match, worst)


def _literal(document: Document, path: Path, text: str, match: re.Match[str], worst: Wait | None) -> Iterator[Problem]:
    sentence = text[max(0, text.rfind(".", 0, match.start())) : match.end() + 40]
    promised = int(match["number"]) * _UNITS[match["unit"][0].lower()]
    if worst is not None and promised < worst[0] and _OF_AN_ANSWER.search(sentence):
        found = f"a text promises an answer « {match.group()} », but the hours may make it {_days(worst[0])}"
        yield document.problem(path, found, "leave the time to {{ promise }}, or say during which hours it runs")


def _minutes(time: timedelta) -> str:
    return f"{round(time / timedelta(minutes=1))} min"


def _days(wait: timedelta) -> str:
    hours = round(wait / timedelta(hours=1))
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"
