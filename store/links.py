"""From public to private: links, who may follow one, and the second place of a conversation that a link has led to."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from conversations.change import Save
from conversations.conversation import Conversation
from conversations.message import PlaceKey
from conversations.ports import Conflict
from store import tables as t
from store.engine import Database
from store.finding import CONVERSATION, OF_PERSON, one
from store.inserting import insert_or_update
from store.moments import UtcDateTime

_NEW = t.link.insert()
_LED_TO = CONVERSATION.join(t.link, t.link.c.conversation == t.conversation.c.id).where(
    t.link.c.hash == bindparam("link"),
    t.link.c.used_at.is_(None),
    t.link.c.expires > bindparam("now", type_=UtcDateTime()),
    # A contact is of one channel, so that is the same. Replies leave by the conversation's account: they reach no other
    # account's places.
    t.conversation.c.account == bindparam("account"),
    t.conversation.c.contact == OF_PERSON,
)
_CONSUME = (
    update(t.link)
    .where(
        t.link.c.hash == bindparam("link"),
        t.link.c.conversation == bindparam("of"),
        t.link.c.used_at.is_(None),
    )
    .values(used_at=bindparam("at"))
)
_CONTACT = select(t.conversation.c.contact).where(t.conversation.c.id == bindparam("id"))
# Who has left an address in that place gets copies of what is answered there, whichever conversation it belongs to.
_EMAIL_THERE = select(t.conversation.c.email).where(
    t.conversation.c.channel == bindparam("channel"),
    t.conversation.c.account == bindparam("account"),
    t.conversation.c.contact == bindparam("contact"),
    or_(t.conversation.c.place == bindparam("place"), t.conversation.c.private_place == bindparam("place")),
    t.conversation.c.email.is_not(None),
)
_KEEP_EMAIL = (
    update(t.conversation)
    .where(t.conversation.c.id == bindparam("id_"), t.conversation.c.email.is_(None))
    .values(email=bindparam("known"))
)
_PLACE = insert_or_update(t.place, "channel", "account", "place", "contact")


class Links:
    """Links, as the port `Store` knows them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, link: str, key: PlaceKey, now: datetime) -> Conversation | None:
        """The conversation that a link (its hash) leads this contact to; None when it is unknown, used, too old, or another
        contact's. Nothing is consumed."""
        asked = {"link": link, "now": now, "channel": key.channel, "account": key.account, "contact": key.contact}
        return await self._database.read(lambda connection: one(connection, _LED_TO, asked))


def offer(connection: Connection, save: Save) -> None:
    """Keep the links that the change gives."""
    links = [
        {"hash": link.hash, "conversation": save.after.id, "expires": link.expires, "used_at": None}
        for link in save.change.links
    ]
    if links:
        connection.execute(_NEW, links)


def consume(connection: Connection, save: Save) -> None:
    """Use up the link that the message has followed: its place leads to this conversation from now on.

    Raises Conflict when somebody was faster, ValueError on another contact's message.
    """
    if save.followed is None:
        return
    if save.incoming is None or save.incoming.key.contact != save.after.key.contact:
        raise ValueError(f"conversation {save.after.id}: only a message of its own contact can follow its link")
    if connection.execute(_CONSUME, {"link": save.followed, "of": save.after.id, "at": save.at}).rowcount == 0:
        raise Conflict
    key = save.incoming.key
    contact = connection.execute(_CONTACT, {"id": save.after.id}).scalar_one()
    place = {"channel": key.channel, "account": key.account, "place": key.place, "contact": contact}
    known = connection.execute(_EMAIL_THERE, place).scalars().first()
    if known is not None:
        connection.execute(_KEEP_EMAIL, {"id_": save.after.id, "known": known})
    connection.execute(_PLACE.of(connection), {**place, "conversation": save.after.id})
