"""A simulated history goes into a database, and its figures hour by hour into a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Protocol

from bot.simulation.run import Simulation, Wanted
from conversations.crisis import Crises, Crisis
from conversations.history import Histories, History
from conversations.ports import Refused
from conversations.users import Users
from metrics.board import Board
from metrics.exposition import exposition
from metrics.openmetrics import Dated

AT_ONCE = 500
"""Conversations of one transaction."""

Progress = Callable[[float, str], None]


class Keeps(Histories, Crises, Users, Protocol):
    """Where it goes."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: conversations and turns, and who answered."""

    conversations: int
    turns: int
    logins: tuple[str, ...]


async def fill(
    store: Keeps, wanted: Wanted, progress: Progress, board: Board | None = None, dated: Dated | None = None
) -> Filled:
    """Live the wanted history into `store`, its staff included; its hourly figures, as `board` shows them, into `dated`.

    Raises Refused when the store holds conversations, Unavailable.
    """
    await refuse_used(store)
    simulation = Simulation(wanted)
    for user in simulation.staff:
        await store.add_user(user)
    kept, conversations = _Batches(store), 0
    if board is not None and dated is not None:
        dated.add(simulation.start, exposition(simulation.snapshot(), board))
    async for at in simulation.hours():
        lived = at - simulation.start
        progress(lived / (wanted.until - simulation.start), f"{lived.days} days, {simulation.turns} turns")
        if board is not None and dated is not None:
            dated.add(at, exposition(simulation.snapshot(), board))
        if at.astimezone(UTC).hour == 0:
            conversations += await kept.add(simulation.finished())
    conversations += await kept.add(await simulation.end())
    await kept.rest()
    await _keep_crises(store, simulation.crises)
    return Filled(conversations, simulation.turns, tuple(user.login for user in simulation.staff))


async def refuse_used(store: Histories) -> None:
    """Real customers never stand beside invented ones. Raises Refused, Unavailable."""
    if await store.holds_conversations():
        raise Refused(
            "This database holds conversations, and simulated ones among them could never be told apart. Point "
            "RECUL_DATABASE_URL at a new database (sqlite:////tmp/simulation.db, say) and simulate there."
        )


class _Batches:
    """Histories on their way into the store, so many in one transaction."""

    def __init__(self, store: Histories) -> None:
        self._store = store
        self._waiting: list[History] = []

    async def add(self, histories: Sequence[History]) -> int:
        """Keep these, soon; returns how many they are."""
        self._waiting += histories
        while len(self._waiting) >= AT_ONCE:
            await self._store.fill(self._waiting[:AT_ONCE])
            del self._waiting[:AT_ONCE]
        return len(histories)

    async def rest(self) -> None:
        """Keep what is left."""
        if self._waiting:
            await self._store.fill(self._waiting)


async def _keep_crises(store: Crises, crises: Sequence[Crisis]) -> None:
    if crises:
        await store.put_crisis(crises[0], None)
    for before, crisis in pairwise(crises):
        await store.put_crisis(crisis, before.state if crisis.id == before.id else None)


def last_hour(now: datetime) -> datetime:
    """The beginning of the present hour: a history ends on one, so that its samples do."""
    return now.replace(minute=0, second=0, microsecond=0)
