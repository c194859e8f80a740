"""A simulated history goes into a database, and its figures hour by hour into a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Protocol

from bot.simulation.copies import ENDED, WEEKS, Copies
from bot.simulation.run import Simulation, Wanted
from conversations.crisis import Crises, Crisis
from conversations.events import TurnOpened
from conversations.history import Copy, Histories, History
from conversations.ports import Refused
from conversations.users import Users
from metrics.board import Board
from metrics.exposition import exposition
from metrics.openmetrics import Dated

AT_ONCE = 2000
"""Conversations of one transaction."""
LIVED = WEEKS + ENDED
"""What is simulated when the rest is copied."""

Progress = Callable[[float, str], None]


class Keeps(Histories, Crises, Users, Protocol):
    """Where it goes."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: conversations and turns, and who answered."""

    conversations: int
    turns: int
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hourly:
    """Where the figures of each hour go, as `board` shows them."""

    board: Board
    dated: Dated

    def note(self, simulation: Simulation, at: datetime) -> None:
        """Those of this moment."""
        self.dated.add(at, exposition(simulation.snapshot(), self.board))


async def fill(store: Keeps, wanted: Wanted, progress: Progress, hourly: Hourly | None = None, bulk: bool = False) -> Filled:
    """Live the wanted history into `store`, its staff included, and its figures into `hourly`.

    With `bulk` the last weeks alone are lived, and four of them copied for all the time before. Raises Refused when the store
    holds conversations, Unavailable.
    """
    await refuse_used(store)
    since = wanted.until - timedelta(days=wanted.days)
    simulation = Simulation(replace(wanted, days=min(wanted.days, LIVED.days)) if bulk else wanted)
    for user in simulation.staff:
        await store.add_user(user)
    if hourly is not None:
        hourly.note(simulation, simulation.start)
    kept = _Batches(store, Copies(wanted.charter) if bulk else None, since, simulation.start)
    async for at in simulation.hours():
        progress((at - simulation.start) / (wanted.until - simulation.start), f"{at:%Y-%m-%d}, {kept.turns} turns")
        if hourly is not None:
            hourly.note(simulation, at)
        if at.astimezone(UTC).hour == 0:
            await kept.add(simulation.finished())
    await kept.add(await simulation.end())
    await kept.rest()
    await _keep_crises(store, simulation.crises)
    return Filled(kept.conversations, kept.turns, tuple(user.login for user in simulation.staff))


async def refuse_used(store: Histories) -> None:
    """Real customers never stand beside invented ones. Raises Refused, Unavailable."""
    if await store.holds_conversations():
        raise Refused(
            "This database holds conversations, and simulated ones among them could never be told apart. Point "
            "RECUL_DATABASE_URL at a new database (sqlite:////tmp/simulation.db, say) and simulate there."
        )


class _Batches:
    """Histories on their way into the store, with their copies before the simulated time, so many in one transaction."""

    def __init__(self, store: Histories, copies: Copies | None, since: datetime, start: datetime) -> None:
        self._store, self._copies, self._since, self._start = store, copies, since, start
        self._waiting: list[History] = []
        self.conversations = self.turns = 0

    async def add(self, histories: Sequence[History]) -> None:
        """Keep these, soon."""
        self._waiting += histories
        while len(self._waiting) >= AT_ONCE:
            await self._keep(self._waiting[:AT_ONCE])
            del self._waiting[:AT_ONCE]

    async def rest(self) -> None:
        """Keep what is left."""
        if self._waiting:
            await self._keep(self._waiting)

    async def _keep(self, histories: Sequence[History]) -> None:
        await self._store.fill(histories)
        self._count(histories, 1)
        if self._copies is None:
            return
        batch: list[tuple[History, Sequence[Copy]]] = []
        for history in histories:
            if self._copies.may_be_copied(history, self._start):
                batch.append((history, list(self._copies.of(history, self._since))))
            if sum(len(of) for _, of in batch) >= AT_ONCE:
                await self._multiply(batch)
                batch = []
        await self._multiply(batch)

    async def _multiply(self, batch: Sequence[tuple[History, Sequence[Copy]]]) -> None:
        await self._store.multiply(batch)
        for history, of in batch:
            self._count([history], len(of))

    def _count(self, histories: Sequence[History], times: int) -> None:
        self.conversations += times * len(histories)
        self.turns += times * sum(turns_in(history) for history in histories)


def turns_in(history: History) -> int:
    """How many turns were opened in it."""
    events = (event for save in history.saves for event in save.change.events)
    return sum(isinstance(event, TurnOpened) for event in events)


async def _keep_crises(store: Crises, crises: Sequence[Crisis]) -> None:
    if crises:
        await store.put_crisis(crises[0], None)
    for before, crisis in pairwise(crises):
        await store.put_crisis(crisis, before.state if crisis.id == before.id else None)


def last_hour(now: datetime) -> datetime:
    """The beginning of the present hour: a history ends on one, so that its samples do."""
    return now.replace(minute=0, second=0, microsecond=0)
