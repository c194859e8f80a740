"""What the line loads: conversations, texts, timers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from conversations.change import Timer
from conversations.conversation import Conversation
from conversations.message import Direction, Message, PlaceKey, Visibility
from conversations.ports import Ripe
from conversations.sending import ParcelState
from conversations.turn import Reply
from store import tables as t
from store.engine import Database
from store.finding import BY_ID, BY_KEY, one
from store.messages import message

_MESSAGES = select(t.message)
_TEXTS = _MESSAGES.where(
    t.message.c.id.in_(bindparam("ids", expanding=True)),
    t.message.c.conversation == bindparam("conversation"),
    t.message.c.direction == Direction.INBOUND.value,
)

_TIMERS = select(t.timer.c.kind, t.timer.c.due).where(t.timer.c.conversation == bindparam("conversation"))
_DUE = (
    select(t.timer.c.conversation)
    .where(t.timer.c.due <= bindparam("now", type_=t.timer.c.due.type))
    .group_by(t.timer.c.conversation)
    .order_by(func.min(t.timer.c.due), t.timer.c.conversation)
    .limit(bindparam("limit"))
)
_ACTED = select(t.act_key.c.key).where(t.act_key.c.key == bindparam("key"))
_NEXT_DUE = select(func.min(t.timer.c.due))

_PUBLIC_ACKNOWLEDGEMENTS = (
    select(t.outgoing.c.department)
    .distinct()
    .join(t.conversation, t.conversation.c.id == t.outgoing.c.conversation)
    .join(t.contact, t.contact.c.id == t.conversation.c.contact)
    .where(
        t.contact.c.channel == bindparam("channel"),
        t.contact.c.platform_id == bindparam("contact"),
        t.outgoing.c.reply == Reply.ACKNOWLEDGEMENT.value,
        t.outgoing.c.visibility == Visibility.PUBLIC.value,
        t.outgoing.c.state.not_in((ParcelState.FAILED.value, ParcelState.CANCELLED.value)),
        t.outgoing.c.department.is_not(None),
        t.outgoing.c.created_at >= bindparam("since", type_=t.outgoing.c.created_at.type),
    )
)


class Loading:
    """The reading half of the port `Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key: PlaceKey) -> Conversation | None:
        """The conversation of that contact in that place: the one that a link has led there, else the one that lives there."""
        place = {"channel": key.channel, "account": key.account, "place": key.place, "contact": key.contact}
        return await self._database.read(lambda connection: one(connection, BY_KEY, place))

    async def load(self, id: str) -> Conversation | None:
        """The conversation of that id."""
        return await self._database.read(lambda connection: one(connection, BY_ID, {"id": id}))

    async def acted(self, key: str) -> bool:
        """True when an act with that key was saved before."""
        return await self._database.read(lambda c: c.scalar(_ACTED, {"key": key})) is not None

    async def texts(self, conversation: str, messages: Sequence[str]) -> tuple[Message, ...]:
        """These inbound messages, in the order of `messages`."""
        return await self._database.read(lambda connection: _texts(connection, conversation, messages))

    async def ripe(self, id: str) -> Ripe | None:
        """A conversation with all that a decision on it reads, in one transaction."""
        return await self._database.read(lambda connection: _ripe(connection, id))

    async def timers(self, conversation: str) -> Mapping[Timer, datetime]:
        """The timers of a conversation."""
        return await self._database.read(lambda connection: _timers(connection, conversation))

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Conversations with a timer due at `now`, the most overdue first."""
        return await self._database.read(lambda c: c.scalars(_DUE, {"now": now, "limit": limit}).all())

    async def next_due(self) -> datetime | None:
        """When the next timer of any conversation is due."""
        return await self._database.read(lambda c: c.scalar(_NEXT_DUE))

    async def public_acknowledgements(self, contact: str, channel: str, since: datetime) -> frozenset[str]:
        """Departments for which this contact (platform id) was acknowledged in public since then, in any place."""
        asked = {"contact": contact, "channel": channel, "since": since}
        return frozenset(await self._database.read(lambda c: c.scalars(_PUBLIC_ACKNOWLEDGEMENTS, asked).all()))


def _ripe(connection: Connection, id: str) -> Ripe | None:
    conversation = one(connection, BY_ID, {"id": id})
    if conversation is None:
        return None
    undecided = [one.id for one in conversation.undecided]
    return Ripe(conversation, _timers(connection, id), _texts(connection, id, undecided))


def _timers(connection: Connection, conversation: str) -> Mapping[Timer, datetime]:
    return {Timer(row.kind): row.due for row in connection.execute(_TIMERS, {"conversation": conversation})}


def _texts(connection: Connection, conversation: str, messages: Sequence[str]) -> tuple[Message, ...]:
    if not messages:
        return ()
    rows = connection.execute(_TEXTS, {"ids": list(messages), "conversation": conversation})
    found = {row.id: message(row) for row in rows}
    return tuple(found[id] for id in messages if id in found)
