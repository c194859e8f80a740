"""All events, streamed conversation by conversation inside one snapshot: however many there are, few are in memory."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import TypeVar

from sqlalchemy import BindParameter, Connection, String, bindparam, func, select

from conversations.figures import Histories, History, Snapshot, TurnRow
from store import tables as t
from store.documents import read_event
from store.engine import Database
from store.figures import figures_at
from store.turns import ROW, turn_row

T = TypeVar("T")

AT_ONCE = 500
"""Rows of events that are fetched together."""
TOGETHER = 50
"""Conversations whose turns are."""

_EVENTS = (
    select(t.event.c.conversation, t.conversation.c.channel, t.event.c.data)
    .outerjoin(t.conversation, t.conversation.c.id == t.event.c.conversation)
    .order_by(t.event.c.conversation, t.event.c.n)
)
_TURNS = select(*ROW).where(t.turn.c.conversation.in_(bindparam("conversations", expanding=True))).order_by(t.turn.c.id)
_COUNT = select(func.count()).select_from(t.conversation)
_RELEASE: BindParameter[str] = bindparam("release", type_=String)
_BEGINS = func.substr(t.charter_version.c.digest, 1, func.length(_RELEASE)) == _RELEASE
_CHARTER = select(t.charter_version.c.text).where(_BEGINS).limit(1)


class Recounting:
    """What a recount reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recount(self, read: Callable[[Histories], T]) -> T:
        """What `read` makes of all histories and of what is exported, in one consistent read, in a thread of the store's own.
        After a lost connection it begins anew. Raises Unavailable."""
        return await self._database.snapshot(lambda connection: read(_Histories(connection)))


class _Histories:
    """The port `Histories`, over a connection that sees one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        """How many conversations there are."""
        return self._connection.execute(_COUNT).scalar_one()

    def each(self) -> Iterator[History]:
        """One conversation after the other; only a few of them are in memory at a time."""
        with self._connection.execute(_EVENTS, execution_options={"yield_per": AT_ONCE}) as rows:
            histories = (
                History(id, channel or "", tuple(read_event(row.data) for row in group))
                for (id, channel), group in groupby(rows, key=lambda row: (row.conversation, row.channel))
            )
            while together := tuple(islice(histories, TOGETHER)):
                yield from self._with_turns(together)

    def charter(self, release: str) -> str | None:
        """The text of the published charter with which that release decided; None when none was published under that id."""
        return self._connection.scalar(_CHARTER, {"release": release})

    def shown(self, now: datetime) -> Snapshot:
        """What is exported, as `Figures.snapshot` tells it."""
        return figures_at(self._connection, now)

    def _with_turns(self, histories: Sequence[History]) -> Iterator[History]:
        turns = defaultdict[str, list[TurnRow]](list)
        for row in self._connection.execute(_TURNS, {"conversations": [one.conversation for one in histories]}):
            turns[row.conversation].append(turn_row(row))
        for one in histories:
            yield History(one.conversation, one.channel, one.events, tuple(turns[one.conversation]))
