"""The rows of a history again, at another time and under another name: cut once, put together for each copy."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table

from conversations.history import Copy
from store import tables as t
from store.documents import write_event
from store.standing import moved

Row = dict[str, object]

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)")
_JSON = {t.event: "data", t.conversation: "state", t.turn: "state"}
"""The columns whose documents hold times."""


class Moments:
    """Times as documents write them, so much later; each is worked out once."""

    def __init__(self, by: timedelta) -> None:
        self._by = by
        self._known: dict[str, str] = {}

    def later(self, written: str) -> str:
        """The time that was written, so much later, written in the same way."""
        known = self._known.get(written)
        if known is None:
            moment = datetime.fromisoformat(written) + self._by
            known = self._known[written] = f"{moment.replace(tzinfo=None).isoformat()}Z"
        return known


@dataclass(frozen=True, slots=True)
class _Cut:
    """One row: the columns that hold a time, those that name the conversation, and a document cut at its times."""

    row: Row
    times: tuple[tuple[str, datetime], ...]
    named: tuple[tuple[str, str], ...]
    document: tuple[str, list[str]] | None


class Mould:
    """Makes copies of the rows of one conversation, `name`."""

    def __init__(self, name: str, rows: Mapping[Table, Sequence[Row]]) -> None:
        self._name = name
        # What is sent once in all conversations is named after something else: a day, say.
        self._once = [str(row["id"]) for row in rows[t.outgoing] if name not in str(row["id"])]
        self._cut = [(table, _cut(table, row, (name, *self._once))) for table, of in rows.items() for row in of]

    def copy(self, copy: Copy) -> Iterator[tuple[Table, Row]]:
        """The rows of that copy."""
        names = [(self._name, copy.name), *((once, f"{once}-{copy.name}") for once in self._once)]
        moments = Moments(copy.by)
        for table, cut in self._cut:
            row = dict(cut.row)
            row.update({column: moment + copy.by for column, moment in cut.times})
            row.update({column: _renamed(text, names) for column, text in cut.named})
            if cut.document is not None:
                column, pieces = cut.document
                row[column] = _renamed(_joined(pieces, moments), names)
            _amend(table, row, copy)
            yield table, row


def _cut(table: Table, row: Row, names: tuple[str, ...]) -> _Cut:
    column = _JSON.get(table)
    times = tuple((name, value) for name, value in row.items() if isinstance(value, datetime))
    texts = ((name, value) for name, value in row.items() if isinstance(value, str) and name != column)
    named = tuple((name, value) for name, value in texts if any(known in value for known in names))
    return _Cut(row, times, named, None if column is None else (column, _MOMENT.split(str(row[column]))))


def _joined(pieces: list[str], moments: Moments) -> str:
    return "".join([moments.later(piece) if place % 2 else piece for place, piece in enumerate(pieces)])


def _renamed(text: str, names: Sequence[tuple[str, str]]) -> str:
    for old, new in names:
        text = text.replace(old, new)
    return text


def _amend(table: Table, row: Row, copy: Copy) -> None:
    """What does not follow from a name or a time alone."""
    if table is t.event and row["n"] in copy.settled:
        row["data"] = write_event(copy.settled[int(str(row["n"]))])
    elif table is t.conversation:
        row["rank"] = moved(str(row["rank"]), str(row["standing"]), copy.by)
    elif table is t.link:
        row["hash"] = hashlib.sha256(f"{row['hash']}{copy.name}".encode()).hexdigest()
