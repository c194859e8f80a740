"""Outgoing messages as a change makes and moves them, in the transaction of the change itself."""

from sqlalchemy import Connection, bindparam, update

from conversations import events as e
from conversations.change import Outgoing, Save
from conversations.sending import Account, ParcelState
from store import tables as t

STAFF = Account("email", "staff")
"""The account through which staff get their notices."""

_POST = t.outgoing.insert()
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


def post(connection: Connection, save: Save) -> None:
    """Queue what the change sends."""
    rows = [_row(outgoing, save) for outgoing in save.change.outgoing]
    if rows:
        connection.execute(_POST, rows)


def move(connection: Connection, save: Save) -> None:
    """Note what the change says of earlier messages: arrived, failed for good, or to be sent once more."""
    for event in save.change.events:
        match event:
            case e.Delivered():
                connection.execute(_DELIVERED, {"id_": event.outgoing, "at": event.at})
            case e.Undeliverable():
                connection.execute(_FAILED, {"id_": event.outgoing, "code": event.code})
            case e.PerhapsTwice():
                connection.execute(_AGAIN, {"id_": event.outgoing, "at": event.at})


def _row(outgoing: Outgoing, save: Save) -> dict[str, object]:
    key = save.after.key
    account = Account(key.channel, key.account) if outgoing.to is None else STAFF
    return {
        "id": outgoing.id,
        "channel": account.channel,
        "account": account.name,
        "conversation": save.after.id,
        "lane": save.after.id if outgoing.to is None else f"{save.after.id} {outgoing.to}",
        "state": ParcelState.QUEUED.value,
        "due": outgoing.due,
        "attempts": 0,
        "perhaps_twice": False,
        "created_at": save.at,
        "reply": outgoing.reply.value,
        "by": outgoing.by.value,
        "visibility": outgoing.visibility.value,
        "turn": outgoing.turn,
        "department": _department(outgoing, save),
        "to": outgoing.to,
    }


def _department(outgoing: Outgoing, save: Save) -> str | None:
    turn = next((turn for turn in save.turns if turn.id == outgoing.turn), None)
    return turn.department if turn and turn.department else save.after.department
