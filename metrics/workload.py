"""A department's usual delay and output over the last weeks, and what waits there: from its turns, without a database."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from charter.hours import OpeningHours, open_time_between
from conversations.workload import ENOUGH, Wait, Workload
from metrics.survival import quantile

WEEKS = timedelta(days=28)
"""How far back a department's turns are looked at."""


def workload(waits: Sequence[Wait], hours: OpeningHours, now: datetime) -> Workload:
    """How a department does that was given these turns, in open time of `hours`. The usual is known from `ENOUGH` answers."""
    known = [wait for wait in waits if wait.handed_over_at <= now]
    standing = [wait for wait in known if wait.answered_at is None and wait.ended_at is None]
    answered = [open_time_between(hours, wait.handed_over_at, wait.answered_at) for wait in known if wait.answered_at]
    enough = len(answered) >= ENOUGH
    waiting = [open_time_between(hours, wait.handed_over_at, now) for wait in standing] if enough else []
    p90 = quantile(0.9, answered, waiting, len(known) - len(answered) - len(standing)) if enough else None
    return Workload(
        p90=p90,
        over=max(answered) if enough and p90 is None else None,
        answers=len(answered),
        per_hour=_per_hour(known, hours, now) if enough else 0.0,
        waiting=len(standing),
        promised=tuple(sorted(wait.promised_by for wait in standing if wait.promised_by and wait.promised_by > now)),
    )


def _per_hour(waits: Sequence[Wait], hours: OpeningHours, now: datetime) -> float:
    """Answers in an open hour in which somebody waited: an empty queue tells nothing of how fast a team can be."""
    busy = sum((open_time_between(hours, start, end) for start, end in _busy(waits, now)), timedelta(0))
    answers = sum(wait.answered_at is not None for wait in waits)
    return answers / (busy / timedelta(hours=1)) if busy else 0.0


def _busy(waits: Sequence[Wait], now: datetime) -> Sequence[tuple[datetime, datetime]]:
    """The spans of time in which at least one turn waited, in order."""
    spans: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((wait.handed_over_at, wait.answered_at or wait.ended_at or now) for wait in waits):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((begin, end))
    return spans
