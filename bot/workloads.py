"""How the departments are doing, for the promises: their usual is looked up once a minute, what has come since each time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.release import Release
from conversations.ports import Store, Wait
from conversations.workload import Workload
from metrics.workload import WEEKS, workload

KEPT = timedelta(seconds=60)
"""How long a department's usual is kept."""

_SETTLED = timedelta(seconds=10)
"""A turn handed over longer ago than this is surely saved."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """What followed, at `at`, from the turns handed over before `until`."""

    release: str
    at: datetime
    until: datetime
    load: Workload


class Workloads:
    """The workloads of all departments of a release, by its opening hours."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._usual: dict[str, _Usual] = {}

    async def at(self, release: Release, now: datetime) -> Mapping[str, Workload]:
        """How each department does at `now`. Raises Unavailable."""
        ids = [department.id for department in release.charter.departments]
        return dict(zip(ids, await asyncio.gather(*(self._of(id, release, now) for id in ids)), strict=True))

    async def _of(self, department: str, release: Release, now: datetime) -> Workload:
        usual = self._usual.get(department)
        if usual is not None and usual.release == release.id and timedelta(0) <= now - usual.at < KEPT:
            # The promises of this minute count already: forty messages at once must not all hear the same half hour.
            return _with(usual.load, await self._store.staff_waits(department, usual.until), now)
        waits = await self._store.staff_waits(department, now - WEEKS)
        until = now - _SETTLED
        before = [wait for wait in waits if wait.handed_over_at < until]
        load = workload(before, release.charter.hours_of(department), now)
        self._usual[department] = _Usual(release.id, now, until, load)
        return _with(load, waits[len(before) :], now)


def _with(load: Workload, since: Sequence[Wait], now: datetime) -> Workload:
    """The workload with the turns that were handed over since."""
    standing = [wait for wait in since if wait.answered_at is None and wait.ended_at is None]
    promised = (wait.promised_by for wait in standing if wait.promised_by is not None and wait.promised_by > now)
    return replace(load, waiting=load.waiting + len(standing), promised=(*load.promised, *promised))
