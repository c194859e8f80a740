"""One change, saved as a whole: the order of its steps is what makes it safe.

First what can say no (a repeated act, somebody who was faster, a message known already, a link used already), then the rest.
Updating the conversation also locks it on PostgreSQL, so that whatever one conversation writes is numbered in the order of
its commits.
"""

from sqlalchemy import Connection, bindparam, delete

from conversations.change import Save
from conversations.ports import Duplicate
from store import tables as t
from store.conversation_rows import begin, compare_and_set
from store.documents import micros, write_event, write_labels
from store.engine import Database
from store.inserting import insert_once, insert_or_update
from store.links import consume, offer
from store.loyalty import note_loyalty
from store.messages import receive, write
from store.moods import note_moods
from store.posting import move, post
from store.turns import project

_ACT = insert_once(t.act_key, "key")
_EVENT = t.event.insert()
_TIMER = insert_or_update(t.timer, "conversation", "kind")
_NO_TIMER = delete(t.timer).where(t.timer.c.conversation == bindparam("conversation"), t.timer.c.kind == bindparam("kind_"))
_TALLY = t.tally.insert()


class Saving:
    """The writing half of the port `Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, save: Save) -> None:
        """All of it or nothing. Raises Conflict, Duplicate, Unavailable; Refused when a reply that should be taken back has
        left; ValueError on a change that contradicts itself."""
        await self._database.write(lambda connection: _save(connection, save))


def _save(connection: Connection, save: Save) -> None:
    _check(save)
    _refuse_repeated_act(connection, save)
    if save.before == 0:
        begin(connection, save)
    else:
        compare_and_set(connection, save)
    receive(connection, save)
    consume(connection, save)
    _append_events(connection, save)
    write(connection, save, post(connection, save))
    move(connection, save)
    offer(connection, save)
    _set_timers(connection, save)
    _count(connection, save)
    project(connection, save)
    note_moods(connection, save)
    note_loyalty(connection, save)


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
