"""The queue that staff work through, page by page."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, Select, bindparam, func, select

from conversations.message import Visibility
from conversations.views import Filter, QueueRow
from store import tables as t
from store.engine import Database
from store.standing import WAITING

_c = t.conversation.c
_ROWS = (
    select(t.conversation, t.contact.c.name, func.coalesce(t.message.c.text, "").label("excerpt"))
    .join(t.contact, t.contact.c.id == _c.contact)
    .outerjoin(t.message, t.message.c.id == _c.last_message)
    .order_by(_c.rank)
)
_COUNTS = select(_c.department, func.count()).where(_c.standing == WAITING).group_by(_c.department)

EXCERPT = 200
"""Characters of the customer's last words that a row shows."""


class Queue:
    """The port `Queue`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, filter: Filter, limit: int, after: str | None = None) -> Sequence[QueueRow]:
        """Conversations that match, the oldest promise first (danger before all); `after` is the cursor of the last row seen.

        Those that wait for nobody follow the most recent first.
        """
        query = _matching(filter).limit(limit)
        if after is not None:
            query = query.where(_c.rank > after)
        return [_row(row) for row in await self._database.read(lambda connection: connection.execute(query).all())]

    async def counts(self) -> Mapping[str, int]:
        """How many conversations wait, by department; under an empty name those that no department holds."""
        rows = await self._database.read(lambda connection: connection.execute(_COUNTS).all())
        return {department or "": count for department, count in rows}


def _matching(filter: Filter) -> Select[tuple[object, ...]]:
    query: Select[tuple[object, ...]] = _ROWS
    if filter.state != "all":
        query = query.where(_c.standing == bindparam("standing", filter.state))
    if filter.department is not None:
        query = query.where(_c.department == bindparam("department", filter.department))
    return query


def _row(row: Row[tuple[object, ...]]) -> QueueRow:
    return QueueRow(
        conversation=row.id,
        channel=row.channel,
        contact=row.name,
        department=row.department,
        also=tuple(row.also.split("|")) if row.also else (),
        visibility=Visibility(row.visibility),
        opened_at=row.opened_at,
        promised_by=row.promised_by,
        heat=row.heat,
        danger=row.danger_at is not None,
        excerpt=row.excerpt[:EXCERPT],
        cursor=row.rank,
    )
