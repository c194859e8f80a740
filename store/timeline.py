"""One conversation, or one public place, to read."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from conversations.conversation import Conversation
from conversations.events import Event
from conversations.message import Direction, Message, PlaceKey, Visibility
from conversations.sending import Parcel, ParcelState
from store import tables as t
from store.documents import read_event
from store.engine import Database
from store.finding import OF_PERSON
from store.loading import Loading
from store.messages import message
from store.outbox import ALLOWED
from store.parcels import PARCEL, parcel

_m, _o = t.message.c, t.outgoing.c
_OF_CONVERSATION: BindParameter[str] = bindparam("conversation")
_MESSAGES = select(t.message).where(_m.conversation == _OF_CONVERSATION).order_by(_m.at, _m.seq)
_EVENTS = select(t.event.c.n, t.event.c.data).where(t.event.c.conversation == _OF_CONVERSATION).order_by(t.event.c.n)
_NAME = (
    select(t.contact.c.name)
    .join(t.conversation, t.conversation.c.contact == t.contact.c.id)
    .where(t.conversation.c.id == _OF_CONVERSATION)
)
_c = t.conversation.c
_CONTACT = select(_c.contact).where(_c.id == _OF_CONVERSATION).scalar_subquery()
_ALL_WITH = t.conversation.alias("all_with")
_EXCHANGED = (
    select(t.message)
    .join(_ALL_WITH, _ALL_WITH.c.id == _m.conversation)
    .where(_ALL_WITH.c.contact == _CONTACT)
    .order_by(_m.at, _m.seq)
)
_MEETING = (
    select(_c.id)
    .where(
        _c.channel == bindparam("channel"),
        _c.account == bindparam("account"),
        _c.contact == OF_PERSON,
        or_(_c.place == bindparam("place"), _c.private_place == bindparam("place")),
    )
    .order_by(_c.id)
)
_PARCELS = PARCEL.where(_o.conversation == _OF_CONVERSATION).order_by(_o.seq)

# A reply shows in its place from the moment it may leave, except one that was held back or failed, or all while suspended.
_SHOWS = or_(
    _m.direction == Direction.INBOUND.value,
    _o.state == ParcelState.DELIVERED.value,
    and_(_m.direction == Direction.OUTBOUND.value, _o.due.is_not(None), _m.at <= _o.created_at, ALLOWED),
)
_IN_PLACE = (
    select(t.message)
    .join(t.conversation, t.conversation.c.id == _m.conversation)
    .outerjoin(t.outgoing, _o.id == _m.id)
    .where(
        t.conversation.c.channel == bindparam("channel"),
        t.conversation.c.account == bindparam("account"),
        t.conversation.c.place == bindparam("place"),
        _m.visibility == Visibility.PUBLIC.value,
        _m.direction.in_((Direction.INBOUND.value, Direction.OUTBOUND.value)),
        _SHOWS,
    )
    .order_by(_m.at.desc(), _m.seq.desc())
    .limit(bindparam("limit"))
)


_BEGINNING = select(_c.id).where(_c.id.startswith(bindparam("beginning"))).order_by(_c.id).limit(bindparam("limit"))


class Timeline(Loading):
    """The port `Timeline`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def messages(self, conversation: str) -> Sequence[Message]:
        """Its messages and notes, oldest first."""
        rows = await self._database.read(lambda c: c.execute(_MESSAGES, {"conversation": conversation}).all())
        return [message(row) for row in rows]

    async def exchanged(self, conversation: str) -> Sequence[Message]:
        """Messages and notes of all conversations with its contact, in whatever place, oldest first."""
        rows = await self._database.read(lambda c: c.execute(_EXCHANGED, {"conversation": conversation}).all())
        return [message(row) for row in rows]

    async def beginning(self, id: str, limit: int) -> Sequence[str]:
        """Conversations whose id begins so: hexadecimal signs, as a customer may read them from a reference."""
        given = {"beginning": id, "limit": limit}
        return list(await self._database.read(lambda c: c.execute(_BEGINNING, given).scalars().all()))

    async def events(self, conversation: str) -> Sequence[tuple[int, Event]]:
        """Its events with their numbers, oldest first."""
        rows = await self._database.read(lambda c: c.execute(_EVENTS, {"conversation": conversation}).all())
        return [(n, read_event(data)) for n, data in rows]

    async def conversation(self, id: str) -> Conversation | None:
        """Its state."""
        return await self.load(id)

    async def meeting(self, key: PlaceKey) -> Sequence[str]:
        """The ids of all conversations with that contact in that place: what lives there, and what links have led there."""
        asked = {"channel": key.channel, "account": key.account, "place": key.place, "contact": key.contact}
        return await self._database.read(lambda connection: connection.scalars(_MEETING, asked).all())

    async def contact_name(self, conversation: str) -> str:
        """The displayed name of the customer; empty when there is none."""
        return await self._database.read(lambda c: c.scalar(_NAME, {"conversation": conversation})) or ""

    async def parcels(self, conversation: str) -> Sequence[Parcel]:
        """Its outgoing messages with their state, oldest first."""
        rows = await self._database.read(lambda c: c.execute(_PARCELS, {"conversation": conversation}).all())
        return [parcel(row) for row in rows]

    async def place(self, channel: str, account: str, place: str, limit: int) -> Sequence[Message]:
        """The last `limit` messages that everybody can read in a public place, of all its conversations, oldest first."""
        asked = {"channel": channel, "account": account, "place": place, "limit": limit}
        rows = await self._database.read(lambda connection: connection.execute(_IN_PLACE, asked).all())
        return [message(row) for row in reversed(rows)]
