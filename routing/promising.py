"""No over-promising (M3): the latest of what the charter wants, what the team is used to, and what waits there already.

Promises are spread, so that not all of a weekend fall at the same minute of Monday, and capped by the charter.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from charter import hours as opening_hours
from charter import promises
from charter.hours import OpeningHours
from charter.keeping_word import Promising
from conversations.events import Reason
from conversations.workload import ENOUGH, Workload

_HOUR = timedelta(hours=1)
_HALF_HOUR = timedelta(minutes=30)
_LONGEST = 10_000
"""Hours of backlog that are counted: beyond, it makes no difference."""


class Policy(NamedTuple):
    """What the charter says of one department's promises: its delay (open time), its hours, and the bounds."""

    delay: timedelta
    hours: OpeningHours
    bounds: Promising = Promising()


class Promise(NamedTuple):
    """By when (UTC), why then, and `wanted`: the open time that would be honest, when the cap has cut it; else None."""

    by: datetime
    reasons: tuple[Reason, ...]
    wanted: timedelta | None = None

    @property
    def capped(self) -> bool:
        """True when the charter's cap made it earlier than is honest."""
        return self.wanted is not None


def promise(now: datetime, policy: Policy, load: Workload, word: datetime | None = None) -> Promise:
    """The time to promise at `now`, after `word`, the time that the customer was told before. Raises NeverOpen.

    A half hour or a closing time of the department, never before `charter.promises.promise(now, delay)`, and never after
    `charter.promises.promise(now, cap * delay)`, unless the first such time after `word` is later.
    """
    need, decided = _need(policy, load)
    most = policy.delay * policy.bounds.cap
    after_word = promises.later(word, policy.hours) if word is not None and word > now else now
    # Beyond the cap by an hour is beyond it, however far: no need to count through years of opening hours.
    wanted = max(after_word, promises.promise(now, min(need, most + _HOUR), policy.hours))
    last = max(after_word, promises.promise(now, most, policy.hours))
    free, steps = _first_free(wanted, policy, load)
    reasons = [decided]
    if wanted == after_word:
        reasons.append(Reason("promise_renewed"))
    if free > last:
        # What was cut stands at the cap itself, more than can be kept there: all of it has to be counted.
        ahead = _HALF_HOUR * len(load.promised) / _at_once(policy, load)
        honest = max(need, opening_hours.open_time_between(policy.hours, now, free), ahead)
        capped = Reason("promise_capped", {"hours": _hours(most), "wanted_hours": _hours(honest)})
        return Promise(last, (*reasons, capped), honest)
    if steps:
        reasons.append(Reason("promise_spread", {"steps": steps}))
    return Promise(free, tuple(reasons))


def _need(policy: Policy, load: Workload) -> tuple[timedelta, Reason]:
    """The longest of the three delays, and the rule that decided; the charter's when they are equal."""
    return max(_needs(policy, load), key=lambda need: need[0])


def _needs(policy: Policy, load: Workload) -> Iterator[tuple[timedelta, Reason]]:
    yield policy.delay, Reason("promise_charter", {"hours": _hours(policy.delay)})
    usual = load.p90 or load.over
    if usual is not None and load.answers >= ENOUGH:
        yield usual, Reason("promise_usual", {"hours": _hours(usual), "answers": load.answers})
    if load.per_hour > 0:
        backlog = load.waiting / load.per_hour
        time = _HOUR * min(backlog, _LONGEST)
        figures = {"hours": _hours(time), "waiting": load.waiting, "per_hour": round(load.per_hour, 2)}
        yield time, Reason("promise_backlog", dict(figures))


def _first_free(wanted: datetime, policy: Policy, load: Workload) -> tuple[datetime, int]:
    """The first time from `wanted` on at which one more promise can be kept, and how many half hours were full before it."""
    zone = policy.hours.timezone
    taken = Counter(promises.half_hour(by, zone) for by in load.promised)
    at_once, steps = _at_once(policy, load), 0
    while taken[promises.half_hour(wanted, zone)] >= at_once:
        wanted, steps = promises.later(wanted, policy.hours), steps + 1
    return wanted, steps


def _at_once(policy: Policy, load: Workload) -> int:
    """How many promises may fall at the same half hour: what the team usually answers in one."""
    return max(1, int(load.per_hour / 2)) if load.per_hour > 0 else policy.bounds.per_half_hour


def _hours(time: timedelta) -> float:
    return round(time / _HOUR, 2)
