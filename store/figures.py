"""What the metrics read, and the folding of tallies into the rollup."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, any_, bindparam, case, delete, func, select, text, union_all

from conversations.figures import Kept, Open, Snapshot, Standing, TurnRow, Waiting
from conversations.message import Visibility
from conversations.tally import Tally
from conversations.turn import Clock
from store import tables as t
from store.crises import last
from store.documents import read_labels
from store.engine import Database
from store.gauges import keep, kept
from store.inserting import insert_or_update
from store.moments import UtcDateTime
from store.outbox import ALLOWED
from store.turns import opened_between

_OLDEST = select(t.tally.c.seq).order_by(t.tally.c.seq).limit(bindparam("limit")).with_for_update(skip_locked=True)
_MOVED = t.tally.c.family, t.tally.c.labels, t.tally.c.bucket, t.tally.c.n, t.tally.c.micros
# PostgreSQL remembers the tallies as few, which they mostly are. When they are many, after an outage of the folder, it would
# compare each of those in a subquery with each in the table (5,000 took seconds); an array is looked up in the index, for
# which it must not think a walk through all of the table cheaper.
MOVE = {
    "sqlite": delete(t.tally).where(t.tally.c.seq.in_(_OLDEST)).returning(*_MOVED),
    "postgresql": delete(t.tally).where(t.tally.c.seq == any_(func.array(_OLDEST.scalar_subquery()))).returning(*_MOVED),
}
"""How so many tallies, the oldest, are taken out of their table, by dialect."""
BY_INDEX = text("SET LOCAL enable_seqscan = off")
_ADD = insert_or_update(t.rollup, "family", "labels", "bucket", add=("n", "micros"))

_CELL = "family", "labels", "bucket"
_STEPS = union_all(
    *(select(*(table.c[name] for name in (*_CELL, "n", "micros"))) for table in (t.rollup, t.tally)),
).subquery("steps")
_ADDED_UP = select(
    *(_STEPS.c[name] for name in _CELL), func.sum(_STEPS.c.n).label("n"), func.sum(_STEPS.c.micros).label("micros")
).group_by(*(_STEPS.c[name] for name in _CELL))

_turn = t.turn.c
_OF_CELL = _turn.visibility, _turn.mention, _turn.channel, func.coalesce(_turn.department, "").label("department")
_DEADLINES = {Clock.EXPECTED: _turn.expected_by, Clock.TARGET: _turn.target_by, Clock.PROMISED: _turn.first_promised_by}
_NOW = bindparam("now", type_=UtcDateTime())
_OPEN = (
    select(
        *_OF_CELL,
        func.count().label("turns"),
        func.min(_turn.waiting_since).label("oldest"),
        *(func.count(case((deadline < _NOW, 1))).label(clock.value) for clock, deadline in _DEADLINES.items()),
    )
    .where(_turn.waiting_since.is_not(None))
    .group_by(*_OF_CELL)
)
_conversation = t.conversation.c
_DANGERS = (
    select(_conversation.visibility, func.count(), func.min(_conversation.danger_at))
    .where(_conversation.danger_at.is_not(None))
    .group_by(_conversation.visibility)
)
_UNDECIDED = select(func.count(), func.min(_conversation.undecided_since)).where(_conversation.undecided_since.is_not(None))
_out = t.outgoing.c
# What waits for its time, as a letter for opening hours, does not wait to leave, nor what a suspension holds back; what failed
# once has waited from the first.
_SHOULD_HAVE_LEFT = case((~ALLOWED, None), (_out.attempts > 0, _out.created_at), (_out.due <= _NOW, _out.due))
_UNDERWAY = (
    select(_out.channel, func.count(), func.min(_SHOULD_HAVE_LEFT))
    .where(_out.due.is_not(None))
    .group_by(_out.channel)
    .order_by(_out.channel)
)
_SUSPENDED = select(t.switch.c.scope)


class Figures:
    """The port `Figures`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def snapshot(self, now: datetime) -> Snapshot:
        """Rollup and tally added up, what waits at `now`, and the kept gauges, in one consistent read."""
        return await self._database.snapshot(lambda connection: figures_at(connection, now))

    async def turns_opened(self, since: datetime, until: datetime) -> Sequence[TurnRow]:
        """The turns with `since` ≤ `opened_at` < `until`, in that order."""
        return await self._database.read(lambda connection: opened_between(connection, since, until))

    async def keep_gauges(self, kept: Kept) -> None:
        """Put these gauges in the place of all that were kept."""
        await self._database.write(lambda connection: keep(connection, kept))

    async def fold(self, limit: int) -> int:
        """Move at most `limit` tallies into the rollup; returns how many were moved."""
        return await self._database.write(lambda connection: _fold(connection, limit))


def figures_at(connection: Connection, now: datetime) -> Snapshot:
    """Rollup and tally added up, what waits at `now`, and the kept gauges."""
    return Snapshot(_tallies(connection), _waiting(connection, now), kept(connection))


def _fold(connection: Connection, limit: int) -> int:
    if connection.dialect.name == "postgresql":
        connection.execute(BY_INDEX)
    moved = connection.execute(MOVE[connection.dialect.name], {"limit": limit}).all()
    n: Counter[tuple[str, str, str]] = Counter()
    micros: Counter[tuple[str, str, str]] = Counter()
    for family, labels, bucket, count, total in moved:
        n[family, labels, bucket] += count
        micros[family, labels, bucket] += total
    # Always in the same order, so that two folders could only wait for each other, never block each other.
    rows = [{**dict(zip(_CELL, cell, strict=True)), "n": n[cell], "micros": micros[cell]} for cell in sorted(n)]
    if rows:
        connection.execute(_ADD.of(connection), rows)
    return len(moved)


def _tallies(connection: Connection) -> list[Tally]:
    rows = connection.execute(_ADDED_UP).all()
    tallies = (Tally(row.family, read_labels(row.labels), row.bucket, int(row.n), int(row.micros) / 1_000_000) for row in rows)
    return sorted(tallies, key=lambda tally: (tally.family, tally.labels, tally.bucket))


def _waiting(connection: Connection, now: datetime) -> Waiting:
    turns = (_open(row) for row in connection.execute(_OPEN, {"now": now}))
    dangers = {Visibility(visibility): Standing(n, oldest) for visibility, n, oldest in connection.execute(_DANGERS)}
    n, oldest = connection.execute(_UNDECIDED).one()
    crisis = last(connection)
    return Waiting(
        turns=tuple(sorted(turns, key=_cell)),
        outbox=tuple((channel, n, oldest) for channel, n, oldest in connection.execute(_UNDERWAY, {"now": now})),
        crisis=crisis.state if crisis is not None else None,
        dangers=dangers,
        undecided=Standing(n, oldest) if n else None,
        suspended=frozenset(connection.scalars(_SUSPENDED)),
    )


def _open(row: Row[tuple[object, ...]]) -> Open:
    overdue = {clock: number for clock in _DEADLINES if (number := getattr(row, clock.value))}
    return Open(Visibility(row.visibility), row.mention, row.channel, row.department, row.turns, row.oldest, overdue)


def _cell(open_: Open) -> tuple[str, str, str, bool]:
    return open_.channel, open_.department, open_.visibility, open_.mention
