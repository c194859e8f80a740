"""What was said: the only table that holds texts."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, bindparam, select

from conversations.change import Outgoing, Save, Written
from conversations.message import Direction, Incoming, Message, MessageKind, Receipt, Visibility
from conversations.ports import Duplicate
from store import tables as t
from store.documents import storable, write_buttons
from store.inserting import insert_once

_RECEIVED = insert_once(t.message, "channel", "account", "external_id")
_WRITTEN = t.message.insert()
_FIRST = select(t.message.c.id, t.message.c.conversation).where(
    t.message.c.channel == bindparam("channel"),
    t.message.c.account == bindparam("account"),
    t.message.c.external_id == bindparam("external_id"),
)

_NOTHING: dict[str, object] = {
    "external_id": None,
    "reply_to": None,
    "reply": None,
    "release": None,
    "subject": None,
    "buttons": None,
    "kind": MessageKind.TEXT.value,
}


def receive(connection: Connection, save: Save) -> None:
    """Store the customer's message that caused the change, if one did. Raises Duplicate with the first one's receipt."""
    if save.incoming is None:
        return
    row = received_row(save, save.incoming)
    if connection.execute(_RECEIVED.of(connection), row).rowcount == 0:
        first = connection.execute(_FIRST, row).one()
        raise Duplicate(Receipt(first.id, first.conversation, duplicate=True))


def write(connection: Connection, save: Save, posted: Sequence[Outgoing]) -> None:
    """Store the texts of the change: what was queued (`posted`), notes and notices."""
    rows = written_rows(save, posted)
    if rows:
        connection.execute(_WRITTEN, rows)


def received_row(save: Save, incoming: Incoming) -> dict[str, object]:
    """The row of the message that caused the change."""
    if save.message is None:
        raise ValueError("a received message needs an id")
    return {**_common(save), **_received(incoming), "id": save.message}


def written_rows(save: Save, posted: Sequence[Outgoing]) -> list[dict[str, object]]:
    """The rows of the texts of the change: what was queued (`posted`), notes and notices."""
    common = _common(save)
    rows = [{**common, **_outgoing(outgoing, save)} for outgoing in posted]
    return rows + [{**common, **_inside(written)} for written in save.change.written]


def message(row: Row[tuple[object, ...]]) -> Message:
    """The message of a row of the table."""
    return Message(
        id=row.id,
        conversation=row.conversation,
        direction=Direction(row.direction),
        visibility=Visibility(row.visibility),
        text=row.text,
        at=row.at,
        author=row.author,
        kind=MessageKind(row.kind),
        external_id=row.external_id,
        reply=row.reply,
        release=row.release,
    )


def _common(save: Save) -> dict[str, object]:
    key = save.after.key
    return {**_NOTHING, "conversation": save.after.id, "channel": key.channel, "account": key.account}


def _received(incoming: Incoming) -> dict[str, object]:
    return {
        "direction": Direction.INBOUND.value,
        "visibility": incoming.visibility.value,
        "kind": incoming.kind.value,
        "text": storable(incoming.text),
        "author": storable(incoming.sender.name),
        "at": incoming.sent_at,
        "external_id": incoming.external_id,
        "reply_to": incoming.reply_to,
    }


def _outgoing(outgoing: Outgoing, save: Save) -> dict[str, object]:
    return {
        "id": outgoing.id,
        "direction": (Direction.OUTBOUND if outgoing.to is None else Direction.NOTICE).value,
        "visibility": outgoing.visibility.value,
        "text": storable(outgoing.text),
        "author": outgoing.author,
        "at": max(save.at, outgoing.due),
        "reply": outgoing.reply.value,
        "release": outgoing.release,
        "subject": outgoing.subject or None,
        "buttons": write_buttons(outgoing.buttons),
    }


def _inside(written: Written) -> dict[str, object]:
    return {
        "id": written.id,
        "direction": written.direction.value,
        "visibility": Visibility.PRIVATE.value,
        "text": storable(written.text),
        "author": written.author,
        "at": written.at,
    }
