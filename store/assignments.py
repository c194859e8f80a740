"""Who has which conversation, and which customers are loyal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from conversations.users import Loyal
from store import tables as t
from store.engine import Database
from store.loyalty import moments
from store.moments import UtcDateTime

_ASSIGNED = select(t.conversation.c.id).where(t.conversation.c.assigned == bindparam("user")).order_by(t.conversation.c.rank)
_PRAISING = select(t.contact).where(
    t.contact.c.praised.is_not(None),
    or_(t.contact.c.threat_at.is_(None), t.contact.c.threat_at < bindparam("since", type_=UtcDateTime())),
)


class Assignments:
    """The port `Assignments`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def assigned(self, user: str) -> Sequence[str]:
        """The conversations of a user, in the order of the queue."""
        return await self._database.read(lambda connection: connection.scalars(_ASSIGNED, {"user": user}).all())

    async def loyal(self, praises: int, since: datetime) -> Sequence[Loyal]:
        """Contacts who thanked or praised so often since then and made no threat since, the most faithful first."""
        rows = await self._database.read(lambda connection: connection.execute(_PRAISING, {"since": since}).all())
        found = []
        for row in rows:
            lately = [at for at in moments(row.praised) if at >= since]
            if lately and len(lately) >= praises:
                found.append(Loyal(row.id, row.channel, row.name, len(lately), lately[-1]))
        return sorted(found, key=lambda one: (one.praises, one.last, one.contact), reverse=True)
