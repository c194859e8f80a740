"""The switch that suspends all sending, and the trace of who turned it."""

from sqlalchemy import Connection, bindparam, delete, select

from store import tables as t
from store.engine import Database
from store.inserting import insert_or_update
from store.moments import database_time

_REASON = select(t.switch.c.reason)
_SUSPEND = insert_or_update(t.switch, "scope")
_RESUME = delete(t.switch)
_AUDIT = t.audit.insert().values(at=database_time(), by=bindparam("by"), what=bindparam("what"), detail=bindparam("detail"))


class Switch:
    """The port `Switch`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suspended(self) -> str | None:
        """Why sending is suspended, or None when it is not."""
        return await self._database.read(lambda connection: connection.scalar(_REASON))

    async def suspend(self, reason: str, by: str) -> None:
        """Suspend all sending."""

        def work(connection: Connection) -> None:
            connection.execute(_SUSPEND.of(connection), {"scope": "all", "reason": reason, "by": by})
            connection.execute(_AUDIT, {"by": by, "what": "sending suspended", "detail": reason})

        await self._database.write(work)

    async def resume(self, by: str) -> None:
        """Send again."""

        def work(connection: Connection) -> None:
            if connection.execute(_RESUME).rowcount:
                connection.execute(_AUDIT, {"by": by, "what": "sending resumed", "detail": None})

        await self._database.write(work)
