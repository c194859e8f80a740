"""Whole histories at once: the rows that saving them change by change would have left, written table by table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, select

from conversations import events as e
from conversations.change import Save, Timer
from conversations.history import Copy, History
from conversations.message import Visibility
from conversations.sending import ParcelState
from conversations.tally import Tally
from conversations.understanding import Heat
from store import tables as t
from store.conversation_rows import reply_columns, state_columns
from store.copying import Mould, Row
from store.documents import micros, storable, write_event, write_labels
from store.engine import Database
from store.inserting import insert_many, insert_or_update
from store.loyalty import KEPT, praises_in, write_moments
from store.messages import received_row, written_rows
from store.moods import subject
from store.posting import parcel_row
from store.turns import turn_columns

Rows = Mapping[Table, list[Row]]

_Sums = dict[tuple[str, str, str], tuple[int, int]]

_CELL = ("family", "labels", "bucket")
_CACHE = 65536
"""Kilobytes of SQLite's pages in memory while histories are written: keys fall anywhere in its indexes."""
_ADD = insert_or_update(t.rollup, *_CELL, add=("n", "micros"))
_ANY = select(t.conversation.c.id).limit(1)
_PUBLIC_SIDE = ("address", "last_external_id")
_PRIVATE_SIDE = ("private_place", "private_address", "private_external_id")
_HERE = (ParcelState.HELD.value, ParcelState.QUEUED.value)


class Filling:
    """The port `Histories`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holds_conversations(self) -> bool:
        """True when there is any conversation. Raises Unavailable."""
        return await self._database.read(lambda connection: connection.scalar(_ANY) is not None)

    async def fill(self, histories: Iterable[History]) -> None:
        """Keep new conversations as if each of their saves had been saved; all of them or none. Raises Unavailable."""
        rows: defaultdict[Table, list[Row]] = defaultdict(list)
        sums: _Sums = {}
        for history in histories:
            _add_rows(rows, history)
            _add_up(sums, history)
        await self._database.write(lambda connection: _insert(connection, rows, sums))

    async def multiply(self, copies: Iterable[tuple[History, Sequence[Copy]]]) -> None:
        """Keep copies of histories in which nothing waits; all of them or none. Raises Unavailable."""
        rows: defaultdict[Table, list[Row]] = defaultdict(list)
        sums: _Sums = {}
        for history, of in copies:
            _add_copies(rows, sums, history, of)
        await self._database.write(lambda connection: _insert(connection, rows, sums))


def _add_copies(rows: defaultdict[Table, list[Row]], sums: _Sums, history: History, copies: Sequence[Copy]) -> None:
    own: defaultdict[Table, list[Row]] = defaultdict(list)
    _add_rows(own, history)
    mould = Mould(history.saves[-1].after.id, own)
    for copy in copies:
        for table, row in mould.copy(copy):
            rows[table].append(row)
        _count(sums, copy.tallies)


def _insert(connection: Connection, rows: Rows, sums: _Sums) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE}")
    for table, found in rows.items():
        insert_many(connection, table, found)
    added = [dict(zip(_CELL, cell, strict=True)) | {"n": n, "micros": total} for cell, (n, total) in sorted(sums.items())]
    if added:
        connection.execute(_ADD.of(connection), added)


def _add_up(sums: _Sums, history: History) -> None:
    for save in history.saves:
        _count(sums, save.tallies)


def _count(sums: _Sums, tallies: Iterable[Tally]) -> None:
    for tally in tallies:
        cell = tally.family, write_labels(tally.labels), tally.bucket
        n, total = sums.get(cell, (0, 0))
        sums[cell] = n + tally.n, total + micros(tally.total)


def _add_rows(rows: defaultdict[Table, list[Row]], history: History) -> None:
    rows[t.contact].append(_contact(history))
    rows[t.conversation].append(_conversation(history))
    parcels: dict[str, Row] = {}
    for save in history.saves:
        rows[t.event] += _events(save)
        if save.incoming is not None:
            rows[t.message].append(received_row(save, save.incoming))
        rows[t.message] += written_rows(save, save.change.outgoing)
        parcels |= {outgoing.id: {**_NEW, **parcel_row(outgoing, save)} for outgoing in save.change.outgoing}
        for event in save.change.events:
            _move(parcels, event)
        if save.act_key is not None:
            rows[t.act_key].append({"key": save.act_key, "conversation": save.after.id, "at": save.at})
    rows[t.outgoing] += parcels.values()
    rows[t.timer] += _timers(history)
    rows[t.turn] += _turns(history)
    rows[t.link] += _links(history)
    rows[t.place] += _places(history)
    rows[t.mood] += _moods(history)


_NEW: Row = {"error": None, "delivered_at": None}


def _contact(history: History) -> Row:
    last = history.saves[-1].after
    names = [save.incoming.sender.name for save in history.saves if save.incoming is not None]
    events = [event for save in history.saves for event in save.change.events]
    threats = [event.at for event in events if isinstance(event, e.Decided) and event.heat == Heat.THREAT.word]
    praises = sorted(praises_in(events))[-KEPT:]
    return {
        "id": history.contact,
        "channel": last.key.channel,
        "platform_id": last.key.contact,
        "name": storable(next((name for name in reversed(names) if name), "")),
        "praised": write_moments(praises) if praises else None,
        "threat_at": max(threats, default=None),
    }


def _conversation(history: History) -> Row:
    last = history.saves[-1].after
    told: Row = dict.fromkeys(("last_message", *_PUBLIC_SIDE, *_PRIVATE_SIDE))
    for save in history.saves:
        _tell(told, reply_columns(save))
    return {
        **state_columns(last),
        **told,
        "address": told["address"] or "{}",
        "id": last.id,
        "channel": last.key.channel,
        "account": last.key.account,
        "place": last.key.place,
        "contact": history.contact,
    }


def _tell(told: Row, new: Mapping[str, str | bool | None]) -> None:
    """What a message tells of how to reply, after what those before it told; as `store.conversation_rows` updates a row."""
    apart = told["private_address"] is not None
    names = ["last_message"]
    names += () if apart and new["in_private"] else _PUBLIC_SIDE
    names += _PRIVATE_SIDE if apart or new["followed"] else ()
    told.update({name: new[name] for name in names if new[name] is not None})


def _events(save: Save) -> list[Row]:
    return [
        {"conversation": save.after.id, "n": n, "kind": event.kind, "at": event.at, "data": write_event(event)}
        for n, event in enumerate(save.change.events, start=save.before + 1)
    ]


def _move(parcels: dict[str, Row], event: e.Event) -> None:
    """As `store.posting` moves what was queued."""
    match event:
        case e.Delivered() if parcels[event.outgoing]["state"] != ParcelState.DELIVERED.value:
            arrived = {"state": ParcelState.DELIVERED.value, "due": None, "error": None, "delivered_at": event.at}
            parcels[event.outgoing].update(arrived)
        case e.Undeliverable() if parcels[event.outgoing]["due"] is not None:
            parcels[event.outgoing].update({"state": ParcelState.FAILED.value, "due": None, "error": event.code})
        case e.PerhapsTwice() if parcels[event.outgoing]["due"] is not None:
            parcels[event.outgoing].update({"state": ParcelState.QUEUED.value, "due": event.at, "perhaps_twice": True})
        case e.Approved() if parcels[event.outgoing]["state"] in _HERE:
            parcels[event.outgoing].update({"state": ParcelState.QUEUED.value, "due": event.at})
        case e.Cancelled() if parcels[event.outgoing]["state"] in _HERE:
            parcels[event.outgoing].update({"state": ParcelState.CANCELLED.value, "due": None})
        case _:
            return


def _timers(history: History) -> list[Row]:
    timers: dict[Timer, datetime | None] = {}
    for save in history.saves:
        timers.update(save.change.timers)
    id = history.saves[-1].after.id
    return [{"conversation": id, "kind": kind.value, "due": due} for kind, due in timers.items() if due is not None]


def _turns(history: History) -> list[Row]:
    last = {turn.id: turn for save in history.saves for turn in save.turns}
    return [turn_columns(history.saves[-1].after, turn) for turn in last.values()]


def _links(history: History) -> list[Row]:
    used = {save.followed: save.at for save in history.saves if save.followed is not None}
    return [
        {"hash": link.hash, "conversation": save.after.id, "expires": link.expires, "used_at": used.get(link.hash)}
        for save in history.saves
        for link in save.change.links
    ]


def _places(history: History) -> list[Row]:
    followed = [save for save in history.saves if save.followed is not None and save.incoming is not None]
    keys = {save.incoming.key: save.after.id for save in followed if save.incoming is not None}
    return [
        {"channel": key.channel, "account": key.account, "place": key.place, "contact": history.contact, "conversation": id}
        for key, id in keys.items()
    ]


def _moods(history: History) -> list[Row]:
    private = {
        save.message for save in history.saves if save.incoming is not None and save.incoming.visibility is Visibility.PRIVATE
    }
    return [
        {"at": event.at, "contact": history.contact, "heat": event.heat, "about": subject(event.verdict)}
        for save in history.saves
        for event in save.change.events
        if isinstance(event, e.Decided) and event.messages and private.isdisjoint(event.messages)
    ]
