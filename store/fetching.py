"""Parcels of channels that fetch (web, API), page after page.

A client that has seen a parcel asks for those after it, so a parcel that commits later must never come before. A
sequence does not promise that across conversations: the first fetch that sees a row committed and due gives it its position.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import BindParameter, ColumnElement, Connection, and_, bindparam, func, select, update

from conversations.sending import Parcel
from store import tables as t
from store.engine import Database
from store.inserting import insert_once
from store.moments import UtcDateTime
from store.outbox import ALLOWED
from store.parcels import PARCEL, parcel

_ANY_TIME = datetime(9000, 1, 1, tzinfo=UTC)
_LIMIT: BindParameter[int] = bindparam("limit")
_OF_CHANNEL = and_(t.outgoing.c.channel == bindparam("channel"), t.outgoing.c.due.is_not(None))
_before = t.outgoing.alias("before")


def _following(place: str) -> ColumnElement[bool]:
    start = select(_before.c[place]).where(_before.c.id == bindparam("after")).scalar_subquery()
    return t.outgoing.c[place] > func.coalesce(start, 0)


_OF_ALL = PARCEL.where(_OF_CHANNEL, ALLOWED, _following("position")).order_by(t.outgoing.c.position).limit(_LIMIT)
# One conversation commits one change after the other: its rows are in order as they are.
_OF_ONE = (
    PARCEL.where(_OF_CHANNEL, ALLOWED, t.outgoing.c.conversation == bindparam("conversation"), _following("seq"))
    .order_by(t.outgoing.c.seq)
    .limit(_LIMIT)
)

_DUE = t.outgoing.c.due <= bindparam("by", type_=UtcDateTime())
_NEW = select(t.outgoing.c.id).where(_OF_CHANNEL, _DUE, t.outgoing.c.position.is_(None)).order_by(t.outgoing.c.seq)
_ANY_NEW = _NEW.limit(1)
_FIRST = insert_once(t.numbering, "channel")
_LAST = select(t.numbering.c.last).where(t.numbering.c.channel == bindparam("channel")).with_for_update()
_NUMBER = update(t.outgoing).where(t.outgoing.c.id == bindparam("id_")).values(position=bindparam("number"))
_MOVE = update(t.numbering).where(t.numbering.c.channel == bindparam("channel_")).values(last=bindparam("last"))


class Fetching:
    """The port `Outbox` for channels that fetch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(
        self, channel: str, after: str | None, limit: int, conversation: str | None = None, now: datetime | None = None
    ) -> Sequence[Parcel]:
        """Undelivered parcels of a channel that fetches, the oldest first, following the parcel `after`.

        None while sending is suspended. Without `now`, those not yet due are among them: see their `due`.
        """
        by = now or _ANY_TIME
        asked = {"channel": channel, "after": after, "limit": limit, "conversation": conversation, "by": by}
        if conversation is not None:
            rows = await self._database.read(lambda connection: connection.execute(_OF_ONE, asked).all())
            return [parcel(row) for row in rows]
        if await self._database.read(lambda connection: connection.scalar(_ANY_NEW, asked)):
            await self._database.write(lambda connection: _number(connection, channel, by))
        rows = await self._database.read(lambda connection: connection.execute(_OF_ALL, asked).all())
        return [parcel(row) for row in rows]


def _number(connection: Connection, channel: str, by: datetime) -> None:
    connection.execute(_FIRST.of(connection), {"channel": channel, "last": 0})
    last = connection.execute(_LAST, {"channel": channel}).scalar_one()
    ids = connection.scalars(_NEW, {"channel": channel, "by": by}).all()
    if ids:
        connection.execute(_NUMBER, [{"id_": id, "number": last + n} for n, id in enumerate(ids, start=1)])
        connection.execute(_MOVE, {"channel_": channel, "last": last + len(ids)})
