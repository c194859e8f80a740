"""The row of a conversation: its state at a version, how to reply in public and in private, where it stands in the queue."""

from pydantic_core import to_json
from sqlalchemy import Boolean, ColumnElement, Connection, and_, bindparam, case, func, or_, update

from conversations.change import Save
from conversations.conversation import Conversation
from conversations.message import Visibility
from conversations.ports import Conflict
from store import tables as t
from store.contacts import contact_of, rename
from store.documents import write_conversation
from store.inserting import insert_once
from store.standing import rank, standing

_c = t.conversation.c
_NEW = insert_once(t.conversation, "channel", "account", "place", "contact")
_QUEUED = ("standing", "rank", "department", "also", "visibility", "opened_at", "promised_by", "heat", "danger_at")
_STATE = ("version", "state", "assigned", "undecided_since", *_QUEUED)

# Once the customer has followed a link, how to reply in private and how to reply in public are two things.
_APART = _c.private_address.is_not(None)
_IN_PRIVATE = bindparam("in_private", type_=Boolean)
_FOLLOWED = bindparam("followed", type_=Boolean)


def _in_public(name: str) -> ColumnElement[str | None]:
    return case((and_(_IN_PRIVATE, _APART), _c[name]), else_=func.coalesce(bindparam(name), _c[name]))


def _in_private(name: str) -> ColumnElement[str | None]:
    return case((or_(_FOLLOWED, _APART), func.coalesce(bindparam(name), _c[name])), else_=_c[name])


_MOVED = (
    update(t.conversation)
    .where(_c.id == bindparam("id_"), _c.version == bindparam("before"))
    .values(
        {name: bindparam(name) for name in _STATE}
        | {"last_message": func.coalesce(bindparam("last_message"), _c.last_message)}
        | {name: _in_public(name) for name in ("address", "last_external_id")}
        | {name: _in_private(name) for name in ("private_place", "private_address", "private_external_id")}
    )
)


def begin(connection: Connection, save: Save) -> None:
    """Insert the row of a new conversation. Raises Conflict when that place has one already."""
    key, latest = save.after.key, reply_columns(save)
    row = {
        **state_columns(save.after),
        "id": save.after.id,
        "channel": key.channel,
        "account": key.account,
        "place": key.place,
        "contact": contact_of(connection, key, save.incoming),
        "address": latest["address"] or "{}",
        "last_external_id": latest["last_external_id"],
        "last_message": latest["last_message"],
    }
    if connection.execute(_NEW.of(connection), row).rowcount == 0:
        raise Conflict


def compare_and_set(connection: Connection, save: Save) -> None:
    """Update the row. Raises Conflict when it is not at the version that was decided on."""
    row = {**state_columns(save.after), **reply_columns(save), "id_": save.after.id, "before": save.before}
    if connection.execute(_MOVED, row).rowcount == 0:
        raise Conflict
    if save.incoming is not None:
        rename(connection, save.incoming)


def state_columns(after: Conversation) -> dict[str, object]:
    """What a row tells of the state."""
    turn = after.waiting
    return {
        "version": after.version,
        "state": write_conversation(after),
        "standing": standing(after),
        "rank": rank(after),
        "department": after.department,
        "also": "|".join(turn.also) if turn and turn.also else None,
        "assigned": after.assigned,
        "visibility": (turn or after).visibility.value,
        "opened_at": turn.opened_at if turn else None,
        "promised_by": turn.promised_by if turn else None,
        "heat": after.heat,
        "danger_at": after.danger_at,
        "undecided_since": min((message.received_at for message in after.undecided), default=None),
    }


def reply_columns(save: Save) -> dict[str, str | bool | None]:
    """What the last message tells of how to reply; None keeps what was there."""
    said = save.incoming
    in_private = said is not None and said.visibility is Visibility.PRIVATE
    address = to_json(dict(said.address)).decode() if said else None
    # What is said in public elsewhere than in its own place (in the private one, say) tells nothing of how to reply there.
    public = said if said and save.followed is None and (in_private or said.key == save.after.key) else None
    private = said if in_private else None
    return {
        "in_private": in_private,
        "followed": save.followed is not None,
        "last_message": save.message if said else None,
        "address": address if public else None,
        "last_external_id": public.external_id if public else None,
        "private_place": private.key.place if private else None,
        "private_address": address if private else None,
        "private_external_id": private.external_id if private else None,
    }
