"""Databases in which many turns have happened: a few hundred are told save by save, the others are copies of their rows."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, String, Table, cast, func, literal, select, text, true

from charter.charter import Charter
from conversations import events as e
from conversations.change import Change, Outgoing, Save
from conversations.conversation import Conversation, after, touched
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.tally import Tally
from conversations.turn import AnsweredBy, Reply
from metrics.counting import tallies
from metrics.turns import next_settlement, settlements
from store import tables as t
from store.documents import micros, write_labels
from store.engine import Database
from store.inserting import insert_or_update
from store.sql import SqlStore

KINDS = ("staff", "late", "bot", "staff", "refused", "staff", "closed", "staff", "excluded", "waiting")
"""What becomes of the turns, one after the other; of those of long ago none waits."""

MINUTE = timedelta(minutes=1)
WINDOW = timedelta(hours=24)
HEARD_AFTER = 2 * MINUTE
"""How much later customers are heard than they write, as the line has it."""

_COPIED = (
    (t.conversation, "id"),
    (t.event, "conversation"),
    (t.message, "conversation"),
    (t.outgoing, "conversation"),
    (t.turn, "conversation"),
)
"""The tables that are copied, with the column that names the conversation."""

_ADD = insert_or_update(t.rollup, "family", "labels", "bucket", add=("n", "micros"))


@dataclass
class Telling:
    """Tells conversations of one turn each. Their ids hold `mark`; `counted` is what they have added to the numbers."""

    store: SqlStore
    charter: Charter
    now: datetime
    mark: str
    counted: list[Tally] = field(default_factory=list)

    async def tell(self, number: int, kind: str, opened: datetime) -> None:
        """One conversation, from its first message until nothing of it is left to settle, or until now."""
        one = _One(self, number, opened)
        await one.begins()
        await one.replies(1, Reply.ANSWER if kind in ("bot", "refused") else Reply.ACKNOWLEDGEMENT, AnsweredBy.BOT)
        if kind in ("staff", "late"):
            await one.replies(60 if kind == "staff" else 1800, Reply.ANSWER, AnsweredBy.STAFF)
        at = opened + 90 * MINUTE
        match kind:
            case "refused":
                await one.happens(at, e.AnswerRefused(at, one.turn))
                await one.replies(180, Reply.ANSWER, AnsweredBy.STAFF)
            case "closed":
                await one.happens(at, e.Closed(at, "u1"))
            case "excluded":
                await one.happens(at, e.Excluded(at, one.turn, "abuse", "rule"))
        await one.settles(self.now)


class _One:
    """A conversation of one turn."""

    def __init__(self, telling: Telling, number: int, opened: datetime) -> None:
        self._told, self._opened = telling, opened
        self._name = f"{telling.mark}{number}"
        departments = telling.charter.departments
        self._department = departments[number % len(departments)].id
        self._visibility = Visibility.PUBLIC if number % 2 else Visibility.PRIVATE
        self._state = Conversation(f"c{self._name}", PlaceKey("web", "site", f"p{self._name}", "visitor"))
        self.turn = f"t{self._name}"

    async def begins(self) -> None:
        """A message arrives, is decided on and handed over with a promise."""
        at, message, turn = self._opened, f"m{self._name}", self.turn
        said = Incoming(self._state.key, f"x{self._name}", Sender("visitor"), self._visibility, "Où est mon colis ?", at)
        received = e.MessageReceived(at, message, at, self._visibility)
        await self._save(at, Change((received,)), said, message)
        public, expected = self._visibility is Visibility.PUBLIC, at + self._told.charter.expected_delay
        decided = (
            e.TurnOpened(at, turn, self._visibility, public, expected, "web"),
            e.Decided(at, (message,), f"route:{self._department}", "fr", "calm", "r1", "embedded", (), turn, mention=public),
            e.HandedOver(at, turn, self._department, at + 240 * MINUTE),
            e.Promised(at, turn, at + 240 * MINUTE),
        )
        await self.happens(at, *decided)

    async def replies(self, minutes: float, reply: Reply, by: AnsweredBy) -> None:
        """A reply is queued and arrives a second later."""
        at = self._opened + minutes * MINUTE
        id, author = f"o{self._name}.{self._state.version}", "u1" if by is AnsweredBy.STAFF else None
        out = Outgoing(id, reply, by, "Nous regardons.", self._visibility, at, self.turn, user=author)
        await self._save(at, Change((e.Replied(at, id, reply, by, author, self.turn),), (out,)))
        refusable = at + WINDOW if (reply, by) == (Reply.ANSWER, AnsweredBy.BOT) else None
        arrived = at + timedelta(seconds=1)
        await self.happens(arrived, e.Delivered(arrived, id, reply, by, self.turn, refusable, author))

    async def happens(self, at: datetime, *events: e.Event) -> None:
        """Events are saved, after what has settled by then."""
        await self.settles(at)
        await self._save(at, Change(events))

    async def settles(self, until: datetime) -> None:
        """What settles by then does, each measure at its time."""
        now = self._opened
        while (due := next_settlement(self._state, now, now - HEARD_AFTER)) is not None and due <= until:
            now = due
            await self._save(now, Change())

    async def _save(self, at: datetime, change: Change, said: Incoming | None = None, message: str | None = None) -> None:
        before = self._state
        settled = settlements(after(before, change.events), at, at - HEARD_AFTER, self._told.charter.hours_of)
        change = Change((*change.events, *settled), change.outgoing)
        if not change.events:
            return
        self._state, counted = after(before, change.events), tallies(before, change.events)
        turns = touched(before, change.events)
        await self._told.store.save(Save(before.version, self._state, change, counted, turns, at, said, message))
        self._told.counted.extend(counted)


async def grow(url: str, charter: Charter, now: datetime, recent: int, old: int, templates: int) -> None:
    """Fill an empty database: `recent` turns in the last 28 days, `old` ones in the two years before, evenly."""
    store, database = SqlStore.open(url), Database(url)
    try:
        for mark, count, since, until in (("~r~", recent, 28, 0), ("~o~", old, 28 + 730, 29)):
            telling, told = Telling(store, charter, now, mark), min(templates, count)
            for number in range(told):
                kind = KINDS[number % len(KINDS)]
                opened = now - timedelta(days=since) + (number + 0.5) / told * timedelta(days=since - until)
                await telling.tell(number, "staff" if mark == "~o~" and kind == "waiting" else kind, opened)
            if told:
                await _multiply(database, telling, count // told - 1)
        while await store.fold(5_000):
            pass
        await database.write(lambda connection: connection.execute(text("ANALYZE")))
    finally:
        await database.close()
        await store.close()


async def _multiply(database: Database, telling: Telling, copies: int) -> None:
    """So many copies of all that was told, with their numbers."""
    if not copies:
        return

    def copy(connection: Connection) -> None:
        for table, column in _COPIED:
            _copy(connection, table, column, telling.mark, copies)

    await database.write(copy)
    n, micro = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for tally in telling.counted:
        cell = tally.family, write_labels(tally.labels), tally.bucket
        n[cell] += tally.n * copies
        micro[cell] += micros(tally.total) * copies
    names = ("family", "labels", "bucket")
    rows = [{**dict(zip(names, cell, strict=True)), "n": n[cell], "micros": micro[cell]} for cell in sorted(n)]
    await database.write(lambda connection: connection.execute(_ADD.of(connection), rows))


def _copy(connection: Connection, table: Table, column: str, mark: str, copies: int) -> None:
    first = select(literal(1).label("k")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.k + 1).where(first.c.k < copies))
    renamed = mark + cast(numbers.c.k, String) + mark
    columns = [one for one in table.columns if one.name != "seq"]
    values: list[ColumnElement[object]] = [
        func.replace(one, mark, renamed) if isinstance(one.type, String) else one for one in columns
    ]
    told = select(*values).select_from(table.join(numbers, true())).where(table.c[column].contains(mark))
    connection.execute(table.insert().from_select([one.name for one in columns], told))
