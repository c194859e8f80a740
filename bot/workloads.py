"""How the departments are doing, for the promises: their usual is looked up once a minute, what has come since each time."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.release import Release
from conversations import events as e
from conversations.conversation import Conversation
from conversations.ports import Store
from conversations.workload import Wait, Workload
from metrics.workload import WEEKS, workload

KEPT = timedelta(seconds=60)
"""How long the usual of the departments is kept."""

A_MOMENT = timedelta(seconds=1)
"""How long what has come since is kept."""

_SAVED = timedelta(seconds=10)
"""A turn handed over longer ago than this is surely saved."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """What followed, at `at`, from the turns handed over before `until`."""

    release: str
    at: datetime
    until: datetime
    loads: Mapping[str, Workload]

    def holds(self, release: Release, now: datetime, kept: timedelta) -> bool:
        return self.release == release.id and abs(now - self.at) < kept


@dataclass(frozen=True, slots=True)
class _Seen:
    """The workloads as they were read at `at`."""

    release: str
    at: datetime
    loads: Mapping[str, Workload]

    def holds(self, release: Release, now: datetime) -> bool:
        return self.release == release.id and abs(now - self.at) < A_MOMENT


@dataclass(frozen=True, slots=True)
class _Made:
    """A promise that this process has made."""

    department: str
    turn: str
    by: datetime


class Workloads:
    """The workloads of all departments of a release, by its opening hours. Their usual is looked up again after `kept`.

    The store is read once a second at most. What this process has promised since the reading began counts beside it: forty
    messages at once must not all hear the same half hour. A promise that is in both counts twice, which errs on the safe side.
    """

    def __init__(self, store: Store, kept: timedelta = KEPT) -> None:
        self._store = store
        self._kept = kept
        self._usual: _Usual | None = None
        self._reading = asyncio.Lock()
        self._seen: _Seen | None = None
        self._unsaved: set[_Made] = set()
        self._made: set[_Made] = set()

    async def at(self, release: Release, now: datetime) -> Mapping[str, Workload]:
        """How each department does at `now`. Raises Unavailable."""
        async with self._reading:
            if self._seen is None or not self._seen.holds(release, now):
                self._seen = await self._see(release, now)
        made = self._made | self._unsaved
        return {id: _with_made(load, id, made) for id, load in self._seen.loads.items()}

    async def _see(self, release: Release, now: datetime) -> _Seen:
        ids = [department.id for department in release.charter.departments]
        usual = await self._usual_at(release, ids, now)
        self._made = set(self._unsaved)
        since = await self._store.staff_waits(ids, usual.until)
        return _Seen(release.id, now, {id: _with(usual.loads[id], since[id], now) for id in ids})

    async def _usual_at(self, release: Release, ids: Sequence[str], now: datetime) -> _Usual:
        if self._usual is None or not self._usual.holds(release, now, self._kept):
            self._usual = _usual(release, now, await self._store.staff_waits(ids, now - WEEKS))
        return self._usual

    @contextmanager
    def saving(self, state: Conversation, events: Sequence[e.Event]) -> Iterator[None]:
        """While `events`, which lead to `state`, are being saved, decisions made meanwhile know of their promises."""
        made = {
            _Made(turn.department, turn.id, event.by)
            for event in events
            if isinstance(event, e.Promised) and (turn := state.turn(event.turn)) is not None and turn.department
        }
        self._unsaved |= made
        try:
            yield
            self._made |= made
        finally:
            self._unsaved -= made


def _usual(release: Release, now: datetime, waits: Mapping[str, Sequence[Wait]]) -> _Usual:
    until = now - _SAVED
    loads = {
        id: workload([wait for wait in given if wait.handed_over_at < until], release.charter.hours_of(id), now)
        for id, given in waits.items()
    }
    return _Usual(release.id, now, until, loads)


def _with(load: Workload, since: Sequence[Wait], now: datetime) -> Workload:
    """The workload with the turns that were handed over since."""
    standing = [wait for wait in since if wait.answered_at is None and wait.ended_at is None]
    if not standing:
        return load
    promised = (wait.promised_by for wait in standing if wait.promised_by is not None and wait.promised_by > now)
    return replace(load, waiting=load.waiting + len(standing), promised=(*load.promised, *promised))


def _with_made(load: Workload, department: str, all_made: Iterable[_Made]) -> Workload:
    promised = tuple(made.by for made in all_made if made.department == department)
    if not promised:
        return load
    return replace(load, waiting=load.waiting + len(promised), promised=(*load.promised, *promised))
