"""One change, saved as a whole: the order of its steps is what makes it safe.

First what can say no (a repeated act, somebody who was faster, a message known already), then the rest. Updating the
conversation also locks it on PostgreSQL, so that whatever one conversation writes is numbered in the order of its commits.
"""

from pydantic_core import to_json
from sqlalchemy import Connection, bindparam, delete, func, update

from conversations.change import Save
from conversations.conversation import Conversation
from conversations.message import Incoming
from conversations.ports import Conflict, Duplicate
from conversations.turn import Turn
from store import tables as t
from store.contacts import contact_of, rename
from store.documents import micros, write_conversation, write_event, write_labels, write_turn
from store.engine import Database
from store.inserting import insert_once, insert_or_update
from store.messages import receive, write
from store.posting import move, post
from store.standing import rank, standing

_ACT = insert_once(t.act_key, "key")
_NEW = insert_once(t.conversation, "channel", "account", "place", "contact")
_STATE = ("version", "state", "standing", "rank", "department", "visibility", "opened_at", "promised_by", "heat", "danger")
_LATEST = ("address", "last_external_id", "last_message")
_MOVED = (
    update(t.conversation)
    .where(t.conversation.c.id == bindparam("id_"), t.conversation.c.version == bindparam("before"))
    .values(
        {name: bindparam(name) for name in _STATE}
        | {name: func.coalesce(bindparam(name), t.conversation.c[name]) for name in _LATEST}
    )
)
_EVENT = t.event.insert()
_TIMER = insert_or_update(t.timer, "conversation", "kind")
_NO_TIMER = delete(t.timer).where(t.timer.c.conversation == bindparam("conversation"), t.timer.c.kind == bindparam("kind_"))
_TALLY = t.tally.insert()
_TURN = insert_or_update(t.turn, "id")


class Saving:
    """The writing half of the port `Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, save: Save) -> None:
        """All of it or nothing. Raises Conflict, Duplicate, Unavailable; ValueError on a change that contradicts itself."""
        await self._database.write(lambda connection: _save(connection, save))


def _save(connection: Connection, save: Save) -> None:
    _check(save)
    _refuse_repeated_act(connection, save)
    if save.before == 0:
        _begin(connection, save)
    else:
        _compare_and_set(connection, save)
    receive(connection, save)
    _append_events(connection, save)
    write(connection, save)
    post(connection, save)
    move(connection, save)
    _set_timers(connection, save)
    _count(connection, save)
    _project_turns(connection, save)


def _check(save: Save) -> None:
    if save.after.version != save.before + len(save.change.events):
        raise ValueError(f"conversation {save.after.id}: version {save.after.version} is not {save.before} plus its new events")
    if save.after.version == 0:
        raise ValueError(f"conversation {save.after.id}: a conversation begins with an event")


def _refuse_repeated_act(connection: Connection, save: Save) -> None:
    if save.act_key is None:
        return
    row = {"key": save.act_key, "conversation": save.after.id, "at": save.at}
    if connection.execute(_ACT.of(connection), row).rowcount == 0:
        raise Duplicate


def _begin(connection: Connection, save: Save) -> None:
    key, incoming = save.after.key, save.incoming
    row = {
        **_row(save.after),
        **_latest(incoming, save.message),
        "id": save.after.id,
        "channel": key.channel,
        "account": key.account,
        "place": key.place,
        "contact": contact_of(connection, key, incoming),
    }
    row["address"] = row["address"] or "{}"
    if connection.execute(_NEW.of(connection), row).rowcount == 0:
        raise Conflict


def _compare_and_set(connection: Connection, save: Save) -> None:
    row = {**_row(save.after), **_latest(save.incoming, save.message), "id_": save.after.id, "before": save.before}
    if connection.execute(_MOVED, row).rowcount == 0:
        raise Conflict
    if save.incoming is not None:
        rename(connection, save.incoming)


def _row(after: Conversation) -> dict[str, object]:
    turn = after.waiting
    return {
        "version": after.version,
        "state": write_conversation(after),
        "standing": standing(after),
        "rank": rank(after),
        "department": after.department,
        "visibility": (turn or after).visibility.value,
        "opened_at": turn.opened_at if turn else None,
        "promised_by": turn.promised_by if turn else None,
        "heat": after.heat,
        "danger": after.danger_at is not None,
    }


def _latest(incoming: Incoming | None, message: str | None) -> dict[str, str | None]:
    """What the last message tells of how to reply; None keeps what was there."""
    if incoming is None:
        return {"address": None, "last_external_id": None, "last_message": None}
    address = to_json(dict(incoming.address)).decode()
    return {"address": address, "last_external_id": incoming.external_id, "last_message": message}


def _append_events(connection: Connection, save: Save) -> None:
    rows = [
        {"conversation": save.after.id, "n": n, "kind": event.kind, "at": event.at, "data": write_event(event)}
        for n, event in enumerate(save.change.events, start=save.before + 1)
    ]
    if rows:
        connection.execute(_EVENT, rows)


def _set_timers(connection: Connection, save: Save) -> None:
    timers = save.change.timers.items()
    wanted = [{"conversation": save.after.id, "kind": kind.value, "due": due} for kind, due in timers if due is not None]
    cleared = [{"conversation": save.after.id, "kind_": kind.value} for kind, due in timers if due is None]
    if wanted:
        connection.execute(_TIMER.of(connection), wanted)
    if cleared:
        connection.execute(_NO_TIMER, cleared)


def _count(connection: Connection, save: Save) -> None:
    rows = [
        {"family": x.family, "labels": write_labels(x.labels), "bucket": x.bucket, "n": x.n, "micros": micros(x.total)}
        for x in save.tallies
    ]
    if rows:
        connection.execute(_TALLY, rows)


def _project_turns(connection: Connection, save: Save) -> None:
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
        "waiting_since": turn.opened_at if turn.waits else None,
        "answered_at": turn.answered_at,
        "closed_at": turn.closed_at,
        "state": write_turn(turn),
    }
