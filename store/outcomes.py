"""What became of the conversations of a period, for reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import cast

from sqlalchemy import Connection, bindparam, or_, select

from conversations.outcomes import Outcome
from conversations.turn import Reply
from store import tables as t
from store.documents import read_event
from store.engine import Database
from store.moments import UtcDateTime

_KINDS = ("turn_opened", "decided", "settled", "answer_confirmed", "rated")
_e, _t = t.event.c, t.turn.c
_OPENED = select(_t.conversation).where(
    _t.opened_at >= bindparam("since", type_=UtcDateTime()), _t.opened_at < bindparam("until", type_=UtcDateTime())
)
# Of the deliveries, which are many, the satisfaction question alone: told by what its JSON holds.
_ASKED = _e.data.contains(f'"reply":"{Reply.SATISFACTION.value}"', autoescape=True)
_OUTCOMES = (
    select(_e.conversation, _e.data)
    .where(_e.conversation.in_(_OPENED), or_(_e.kind.in_(_KINDS), (_e.kind == "delivered") & _ASKED))
    .order_by(_e.conversation, _e.n)
)


class Outcomes:
    """The port `Outcomes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outcomes(self, since: datetime, until: datetime) -> Mapping[str, Sequence[Outcome]]:
        """What became of each conversation in which a turn opened then, in the order in which it was recorded."""
        return await self._database.read(lambda connection: _read(connection, since, until))


def _read(connection: Connection, since: datetime, until: datetime) -> dict[str, Sequence[Outcome]]:
    rows = connection.execute(_OUTCOMES, {"since": since, "until": until})
    by_conversation = groupby(rows, key=lambda row: row.conversation)
    return {id: [cast(Outcome, read_event(row.data)) for row in found] for id, found in by_conversation}
