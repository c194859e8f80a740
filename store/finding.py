"""How a conversation is found: by its id, by its own place, or by the second place that a link has led to."""

from collections.abc import Mapping

from sqlalchemy import Connection, ScalarSelect, Select, bindparam, func, select

from conversations.conversation import Conversation
from conversations.message import PlaceKey
from store import tables as t
from store.documents import read_conversation

CONVERSATION: Select[tuple[str, str, str, str, str]] = select(
    t.conversation.c.state, t.conversation.c.channel, t.conversation.c.account, t.conversation.c.place, t.contact.c.platform_id
).join(t.contact, t.contact.c.id == t.conversation.c.contact)

_person, _own = t.contact.alias("person"), t.conversation.alias("own")
OF_PERSON: ScalarSelect[str] = (
    select(_person.c.id)
    .where(_person.c.channel == bindparam("channel"), _person.c.platform_id == bindparam("contact"))
    .scalar_subquery()
)
_MOVED_HERE = (
    select(t.place.c.conversation)
    .where(
        t.place.c.channel == bindparam("channel"),
        t.place.c.account == bindparam("account"),
        t.place.c.place == bindparam("place"),
        t.place.c.contact == OF_PERSON,
    )
    .scalar_subquery()
)
_LIVES_HERE = (
    select(_own.c.id)
    .where(
        _own.c.channel == bindparam("channel"),
        _own.c.account == bindparam("account"),
        _own.c.place == bindparam("place"),
        _own.c.contact == OF_PERSON,
    )
    .scalar_subquery()
)
BY_KEY = CONVERSATION.where(t.conversation.c.id == func.coalesce(_MOVED_HERE, _LIVES_HERE))
BY_ID = CONVERSATION.where(t.conversation.c.id == bindparam("id"))


def one(
    connection: Connection, query: Select[tuple[str, str, str, str, str]], asked: Mapping[str, object]
) -> Conversation | None:
    """The conversation that the query finds, if there is one."""
    row = connection.execute(query, asked).one_or_none()
    if row is None:
        return None
    return read_conversation(row.state, PlaceKey(row.channel, row.account, row.place, row.platform_id))
