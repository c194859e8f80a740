"""How the departments are doing, and what was said in a public thread: what a promise or a statement depends on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, exists, select, union_all

from conversations.message import PlaceKey, Visibility
from conversations.sending import ParcelState
from conversations.turn import AnsweredBy, Reply
from conversations.workload import Wait
from store import tables as t
from store.engine import Database
from store.moments import UtcDateTime

NEWEST = 10_000
"""Ended waits that are looked at: enough for any figure, and a bound on what is read. Of those who still wait none is left out:
the oldest of them are what a slow department is told by."""

_t, _o, _c = t.turn.c, t.outgoing.c, t.conversation.c
_SINCE = bindparam("since", type_=UtcDateTime())
_GIVEN = select(
    _t.department, _t.handed_over_at, _t.promised_by, _t.answered_at, _t.answered_by, _t.closed_at, _t.withdrawn_at
).where(_t.department.in_(bindparam("departments", expanding=True)), _t.handed_over_at >= _SINCE)
_STANDING = _GIVEN.where(_t.waiting_since.is_not(None))
_ENDED = (
    _GIVEN.where(_t.waiting_since.is_(None)).order_by(_t.handed_over_at.desc()).limit(bindparam("newest")).subquery("ended")
)
_WAITS = union_all(_STANDING, select(_ENDED)).order_by("handed_over_at")
_STATED = select(
    exists(
        select(_o.id)
        .join(t.conversation, _c.id == _o.conversation)
        .where(
            _c.channel == bindparam("channel"),
            _c.account == bindparam("account"),
            _c.place == bindparam("place"),
            _o.reply == Reply.STATEMENT.value,
            _o.visibility == Visibility.PUBLIC.value,
            _o.state.not_in((ParcelState.FAILED.value, ParcelState.CANCELLED.value)),
            _o.created_at >= _SINCE,
        )
    )
)


class Workloads:
    """What the port `Store` tells of departments and threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def staff_waits(self, departments: Sequence[str], since: datetime) -> Mapping[str, Sequence[Wait]]:
        """The turns handed over to these departments since then, oldest first; of very many that ended, the newest."""
        asked = {"departments": list(departments), "since": since, "newest": NEWEST}
        rows = await self._database.read(lambda connection: connection.execute(_WAITS, asked).all())
        found = defaultdict(list)
        for row in rows:
            found[row.department].append(_wait(row))
        return {department: found[department] for department in departments}

    async def stated(self, key: PlaceKey, since: datetime) -> bool:
        """True when the holding statement was said in that public thread since then, to anybody."""
        asked = {"channel": key.channel, "account": key.account, "place": key.place, "since": since}
        return bool(await self._database.read(lambda connection: connection.scalar(_STATED, asked)))


def _wait(row: Row[tuple[object, ...]]) -> Wait:
    """The bot's answer ends a wait for the staff without being theirs."""
    by_staff = row.answered_by == AnsweredBy.STAFF.value
    ends = (row.closed_at, row.withdrawn_at, None if by_staff else row.answered_at)
    ended_at = min((end for end in ends if end is not None), default=None)
    answered_at = row.answered_at if by_staff else None
    return Wait(row.handed_over_at, row.promised_by, answered_at, None if by_staff else ended_at)
