"""The turns as they stand, a row each, for what is asked of many at once: what waits, how long people waited."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select

from conversations.change import Save
from conversations.conversation import Conversation
from conversations.figures import TurnRow
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Turn
from store import tables as t
from store.documents import write_turn
from store.inserting import insert_or_update
from store.moments import UtcDateTime

_TURN = insert_or_update(t.turn, "id")
_FIELDS = tuple(field.name for field in fields(TurnRow))
ROW = tuple(t.turn.c[name] for name in _FIELDS)
"""The columns that `turn_row` reads."""
_OPENED = (
    select(*ROW)
    .where(
        t.turn.c.opened_at >= bindparam("since", type_=UtcDateTime()),
        t.turn.c.opened_at < bindparam("until", type_=UtcDateTime()),
    )
    .order_by(t.turn.c.opened_at, t.turn.c.id)
)


def project(connection: Connection, save: Save) -> None:
    """Keep the touched turns as the change leaves them. `promised_by` is the promise that stands; `waiting_since` stands until
    an answer arrives."""
    rows = [turn_columns(save.after, turn) for turn in save.turns]
    if rows:
        connection.execute(_TURN.of(connection), rows)


def opened_between(connection: Connection, since: datetime, until: datetime) -> list[TurnRow]:
    """The turns with `since` ≤ `opened_at` < `until`, in that order."""
    return [turn_row(row) for row in connection.execute(_OPENED, {"since": since, "until": until})]


def turn_row(row: Row[tuple[object, ...]]) -> TurnRow:
    """The values of a row of `turn`."""
    known = {name: getattr(row, name) for name in _FIELDS}
    known["visibility"] = Visibility(row.visibility)
    known["answered_by"] = AnsweredBy(row.answered_by) if row.answered_by else None
    return TurnRow(**known)


def turn_columns(conversation: Conversation, turn: Turn) -> dict[str, object]:
    """The row of a turn."""
    row = TurnRow.of(conversation.id, conversation.key.channel, turn)
    return {name: getattr(row, name) for name in _FIELDS} | {
        "visibility": row.visibility.value,
        "answered_by": row.answered_by.value if row.answered_by else None,
        "waiting_since": turn.opened_at if turn.unanswered else None,
        "promised_by": turn.word,
        "state": write_turn(turn),
    }
