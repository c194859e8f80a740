"""The crisis that stands, and the public mood that it is proposed on."""

from collections.abc import Sequence
from datetime import datetime

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Row, bindparam, or_, select, text, update

from conversations.crisis import RULE, Crisis, CrisisState, Mood
from conversations.ports import Conflict
from store import tables as t
from store.auditing import audit
from store.engine import Database
from store.moments import UtcDateTime

_STANDS = frozenset({CrisisState.PROPOSED, CrisisState.PRECAUTION, CrisisState.DECLARED})

_MOODS = (
    select(t.mood.c.at, t.mood.c.contact, t.mood.c.heat, t.mood.c.about)
    .where(t.mood.c.at >= bindparam("since", type_=UtcDateTime()))
    .order_by(t.mood.c.at, t.mood.c.seq)
)
_LAST = select(t.crisis).order_by(t.crisis.c.seq.desc()).limit(1)
_ADD = t.crisis.insert()
_CHANGED = ("state", "proposed_at", "changed_at", "by", "subjects", "ends_at", "figures")
_CHANGE = (
    update(t.crisis)
    .where(
        t.crisis.c.id == bindparam("id_"),
        t.crisis.c.state == bindparam("before"),
        # What a manager prolongs while the watch finds it over goes on.
        or_(bindparam("over", type_=UtcDateTime()).is_(None), t.crisis.c.ends_at <= bindparam("over", type_=UtcDateTime())),
    )
    .values({name: bindparam(name) for name in _CHANGED})
)


class Crises:
    """The port `Crises`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def moods(self, since: datetime) -> Sequence[Mood]:
        """Public decisions since then, oldest first."""
        rows = await self._database.read(lambda connection: connection.execute(_MOODS, {"since": since}).all())
        return [Mood(row.at, row.contact, row.heat, row.about) for row in rows]

    async def crisis(self) -> Crisis | None:
        """The last crisis, whatever its state; None when there never was one."""
        return await self._database.read(last)

    async def put_crisis(self, crisis: Crisis, before: CrisisState | None) -> None:
        """Keep it, with an audit line. `before` is the state that must still be there (None: it is new).

        Raises Conflict, also on a new one while another stands.
        """
        await self._database.write(lambda connection: _put(connection, crisis, before))


def _put(connection: Connection, crisis: Crisis, before: CrisisState | None) -> None:
    if before is None:
        _add(connection, crisis)
    elif connection.execute(_CHANGE, {**_row(crisis), **_still(crisis, before)}).rowcount == 0:
        raise Conflict
    audit(connection, crisis.by or "rule", f"crisis {crisis.state.value}", crisis.id)


def _still(crisis: Crisis, before: CrisisState) -> dict[str, object]:
    """What must still be there: the state, and for what ends by itself its end."""
    by_itself = crisis.by == RULE and crisis.state is CrisisState.ENDED and before is not CrisisState.PROPOSED
    return {"id_": crisis.id, "before": before.value, "over": crisis.changed_at if by_itself else None}


def _add(connection: Connection, crisis: Crisis) -> None:
    # Two processes propose at once: the second one has to see the first one's. On SQLite they write one after the other.
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE crisis IN SHARE ROW EXCLUSIVE MODE"))
    known = last(connection)
    if known is not None and (known.state in _STANDS or known.id == crisis.id):
        raise Conflict
    connection.execute(_ADD, {**_row(crisis), "id": crisis.id})


def last(connection: Connection) -> Crisis | None:
    """The last crisis, whatever its state."""
    row = connection.execute(_LAST).one_or_none()
    return None if row is None else _crisis(row)


def _row(crisis: Crisis) -> dict[str, object]:
    return {
        "state": crisis.state.value,
        "proposed_at": crisis.proposed_at,
        "changed_at": crisis.changed_at,
        "by": crisis.by,
        "subjects": to_json(crisis.subjects).decode(),
        "ends_at": crisis.ends_at,
        "figures": to_json(dict(crisis.figures)).decode(),
    }


def _crisis(row: Row[tuple[object, ...]]) -> Crisis:
    return Crisis(
        id=row.id,
        state=CrisisState(row.state),
        proposed_at=row.proposed_at,
        changed_at=row.changed_at,
        by=row.by,
        subjects=tuple(from_json(row.subjects)),
        ends_at=row.ends_at,
        figures=from_json(row.figures),
    )
