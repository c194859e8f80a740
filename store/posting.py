"""Outgoing messages as a change makes and moves them, in the transaction of the change itself."""

from sqlalchemy import Connection, bindparam, select, update

from conversations import events as e
from conversations.change import Outgoing, Save
from conversations.ports import Conflict, Refused
from conversations.sending import Account, ParcelState
from store import tables as t
from store.inserting import insert_once

STAFF = Account("email", "staff")
"""The account through which staff get their notices."""

_POST = t.outgoing.insert()
_POST_ONCE = insert_once(t.outgoing, "id")
_BY_ID = t.outgoing.c.id == bindparam("id_")
_DELIVERED = (
    update(t.outgoing)
    .where(_BY_ID, t.outgoing.c.state != ParcelState.DELIVERED.value)
    .values(state=ParcelState.DELIVERED.value, due=None, error=None, delivered_at=bindparam("at"))
)
_FAILED = (
    update(t.outgoing)
    .where(_BY_ID, t.outgoing.c.due.is_not(None))
    .values(state=ParcelState.FAILED.value, due=None, error=bindparam("code"))
)
_AGAIN = (
    update(t.outgoing)
    .where(_BY_ID, t.outgoing.c.due.is_not(None))
    .values(state=ParcelState.QUEUED.value, due=bindparam("at"), perhaps_twice=True)
)
_WAITS = (ParcelState.HELD.value, ParcelState.QUEUED.value)
_AGREED = (
    update(t.outgoing)
    .where(_BY_ID, t.outgoing.c.state.in_(_WAITS), t.outgoing.c.attempts == 0)
    .values(state=ParcelState.QUEUED.value, due=bindparam("at"))
)
_TAKEN_BACK = (
    update(t.outgoing).where(_BY_ID, t.outgoing.c.state.in_(_WAITS)).values(state=ParcelState.CANCELLED.value, due=None)
)
_LEFT = select(t.outgoing.c.id).where(
    t.outgoing.c.id == bindparam("id"), t.outgoing.c.state.in_((ParcelState.SENDING.value, ParcelState.DELIVERED.value))
)


def post(connection: Connection, save: Save) -> tuple[Outgoing, ...]:
    """Queue what the change sends; returns it, without what is sent once and is there already."""
    new = tuple(out for out in save.change.outgoing if not out.once or _post_once(connection, parcel_row(out, save)))
    rows = [parcel_row(outgoing, save) for outgoing in new if not outgoing.once]
    if rows:
        connection.execute(_POST, rows)
    return new


def _post_once(connection: Connection, row: dict[str, object]) -> bool:
    return connection.execute(_POST_ONCE.of(connection), row).rowcount == 1


def move(connection: Connection, save: Save) -> None:
    """Note what the change says of earlier messages: arrived, failed for good, to be sent once more, agreed to, taken back.

    When one that is taken back has left: raises Refused for a person's act, Conflict for a rule's.
    """
    for event in save.change.events:
        match event:
            case e.Delivered():
                connection.execute(_DELIVERED, {"id_": event.outgoing, "at": event.at})
            case e.Undeliverable():
                connection.execute(_FAILED, {"id_": event.outgoing, "code": event.code})
            case e.PerhapsTwice():
                connection.execute(_AGAIN, {"id_": event.outgoing, "at": event.at})
            case e.Approved():
                connection.execute(_AGREED, {"id_": event.outgoing, "at": event.at})
            case e.Cancelled():
                _take_back(connection, event)


def _take_back(connection: Connection, event: e.Cancelled) -> None:
    taken = connection.execute(_TAKEN_BACK, {"id_": event.outgoing}).rowcount == 1
    if taken or not connection.scalar(_LEFT, {"id": event.outgoing}):
        return
    if event.by == "rule":
        # Refusing would refuse the message that brought it. Decided again, it takes back what is still there.
        raise Conflict
    raise Refused("It is too late to take this reply back: it has left. Write another one to correct it.", "too_late")


def parcel_row(outgoing: Outgoing, save: Save) -> dict[str, object]:
    """The row of a message that the save queues."""
    key = save.after.key
    account = Account(key.channel, key.account) if outgoing.to is None else STAFF
    return {
        "id": outgoing.id,
        "channel": account.channel,
        "account": account.name,
        "conversation": save.after.id,
        "lane": save.after.id if outgoing.to is None else f"{save.after.id} {outgoing.to}",
        "state": (ParcelState.HELD if outgoing.held else ParcelState.QUEUED).value,
        "due": None if outgoing.held else outgoing.due,
        "attempts": 0,
        "perhaps_twice": False,
        "created_at": save.at,
        "reply": outgoing.reply.value,
        "by": outgoing.by.value,
        "visibility": outgoing.visibility.value,
        "turn": outgoing.turn,
        "department": _department(outgoing, save),
        "to": outgoing.to,
        "user": outgoing.user,
        "private_link": outgoing.private_link or None,
    }


def _department(outgoing: Outgoing, save: Save) -> str | None:
    turn = next((turn for turn in save.turns if turn.id == outgoing.turn), None)
    return turn.department if turn and turn.department else save.after.department
