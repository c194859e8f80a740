"""The turns as they stand, a row each, for what is asked of many at once: what waits, how long people waited."""

from sqlalchemy import Connection

from conversations.change import Save
from conversations.conversation import Conversation
from conversations.turn import Turn
from store import tables as t
from store.documents import write_turn
from store.inserting import insert_or_update

_TURN = insert_or_update(t.turn, "id")


def project(connection: Connection, save: Save) -> None:
    """Keep the touched turns as the change leaves them. `promised_by` is the promise that stands; `waiting_since` stands until
    an answer arrives."""
    rows = [_turn_row(save.after, turn) for turn in save.turns]
    if rows:
        connection.execute(_TURN.of(connection), rows)


def _turn_row(conversation: Conversation, turn: Turn) -> dict[str, object]:
    return {
        "id": turn.id,
        "conversation": conversation.id,
        "channel": conversation.key.channel,
        "visibility": turn.visibility.value,
        "mention": turn.mention,
        "department": turn.department,
        "opened_at": turn.opened_at,
        "waiting_since": turn.opened_at if turn.unanswered else None,
        "answered_at": turn.answered_at,
        "closed_at": turn.closed_at,
        "handed_over_at": turn.handed_over_at,
        "promised_by": turn.word,
        "answered_by": turn.answered_by.value if turn.answered_by else None,
        "withdrawn_at": turn.withdrawn_at,
        "state": write_turn(turn),
    }
