"""Contacts: who writes, under a random id of our own, and where copies of answers go."""

from secrets import token_hex

from sqlalchemy import Connection, bindparam, select, update

from conversations.message import Incoming, PlaceKey
from store import tables as t
from store.documents import storable
from store.engine import Database
from store.inserting import insert_once

_NEW = insert_once(t.contact, "channel", "platform_id")
_ID = select(t.contact.c.id).where(
    t.contact.c.channel == bindparam("channel"), t.contact.c.platform_id == bindparam("platform_id")
)
_RENAME = (
    update(t.contact)
    .where(
        t.contact.c.channel == bindparam("channel_"),
        t.contact.c.platform_id == bindparam("platform_id_"),
        t.contact.c.name != bindparam("name"),
    )
    .values(name=bindparam("name"))
)
_SET_EMAIL = update(t.conversation).where(t.conversation.c.id == bindparam("id_")).values(email=bindparam("email"))
_EMAIL = select(t.conversation.c.email).where(t.conversation.c.id == bindparam("id"))


class Contacts:
    """The port `Contacts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set_email(self, conversation: str, email: str | None) -> None:
        """Where copies of private answers go; None: nowhere any more."""
        await self._database.write(lambda connection: connection.execute(_SET_EMAIL, {"id_": conversation, "email": email}))

    async def email(self, conversation: str) -> str | None:
        """The address given for this conversation."""
        return await self._database.read(lambda connection: connection.scalar(_EMAIL, {"id": conversation}))


def contact_of(connection: Connection, key: PlaceKey, incoming: Incoming | None) -> str:
    """Our id of the contact of that place; a new one when they write for the first time."""
    person = {"channel": key.channel, "platform_id": key.contact}
    name = storable(incoming.sender.name) if incoming else ""
    fresh = token_hex(16)
    if connection.execute(_NEW.of(connection), {**person, "id": fresh, "name": name}).rowcount:
        return fresh
    if incoming:
        rename(connection, incoming)
    return str(connection.execute(_ID, person).scalar_one())


def rename(connection: Connection, incoming: Incoming) -> None:
    """The contact's displayed name, as the last message has it; an empty one changes nothing."""
    if incoming.sender.name:
        named = {"channel_": incoming.key.channel, "platform_id_": incoming.key.contact, "name": storable(incoming.sender.name)}
        connection.execute(_RENAME, named)
