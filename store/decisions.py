"""Past decisions, with what they were made on: to be made again by another charter."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, tuple_

from conversations.events import Decided as DecidedEvent
from conversations.events import Event
from conversations.versions import Decided
from store import tables as t
from store.documents import read_event
from store.engine import Database
from store.moments import UtcDateTime

_e = t.event.c
_MADE = _e.kind == "decided", _e.at >= bindparam("since", type_=UtcDateTime())
_COUNT = select(func.count()).where(*_MADE)
_FIRST = select(_e.conversation, _e.n, _e.data).where(*_MADE).order_by(_e.conversation, _e.n).limit(bindparam("limit"))
_NEXT = _FIRST.where(tuple_(_e.conversation, _e.n) > tuple_(bindparam("conversation"), bindparam("n")))
_TEXTS = select(t.message.c.id, t.message.c.text).where(t.message.c.id.in_(bindparam("ids", expanding=True)))
_BEFORE = select(_e.data).where(_e.conversation == bindparam("conversation"), _e.n < bindparam("n")).order_by(_e.n)


class Decisions:
    """The port `Decisions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def decisions(self, since: datetime, after: tuple[str, int] | None, limit: int) -> Sequence[Decided]:
        """Decisions made since then, by conversation and number, following `after`."""
        return await self._database.read(lambda connection: _page(connection, since, after, limit))

    async def count_decisions(self, since: datetime) -> int:
        """How many there are."""
        return await self._database.read(lambda connection: connection.execute(_COUNT, {"since": since}).scalar_one())

    async def events_before(self, conversation: str, n: int) -> Sequence[Event]:
        """The events of a conversation up to but not with number `n`."""
        asked = {"conversation": conversation, "n": n}
        return [read_event(data) for data in await self._database.read(lambda c: c.scalars(_BEFORE, asked).all())]


def _page(connection: Connection, since: datetime, after: tuple[str, int] | None, limit: int) -> list[Decided]:
    asked: dict[str, object] = {"since": since, "limit": limit}
    if after is None:
        rows = connection.execute(_FIRST, asked).all()
    else:
        rows = connection.execute(_NEXT, {**asked, "conversation": after[0], "n": after[1]}).all()
    made = [(row.conversation, row.n, event) for row in rows if isinstance(event := read_event(row.data), DecidedEvent)]
    texts = _texts(connection, [message for _, _, event in made for message in event.messages])
    return [Decided(id, n, event, tuple(texts[m] for m in event.messages if m in texts)) for id, n, event in made]


def _texts(connection: Connection, messages: Sequence[str]) -> Mapping[str, str]:
    if not messages:
        return {}
    return {row.id: row.text for row in connection.execute(_TEXTS, {"ids": list(messages)})}
