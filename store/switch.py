"""The switch that suspends sending (all of it, the bot's, the staff's, one user's), and the trace of who turned it."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, select

from store import tables as t
from store.auditing import audit
from store.engine import Database
from store.inserting import insert_or_update

ALL = "all"

_SCOPE = t.switch.c.scope == bindparam("scope_")
_REASON = select(t.switch.c.reason).where(_SCOPE)
_REASONS = select(t.switch.c.scope, t.switch.c.reason).order_by(t.switch.c.scope)
_SUSPEND = insert_or_update(t.switch, "scope")
_RESUME = delete(t.switch).where(_SCOPE)


class Switch:
    """The port `Switch`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suspended(self) -> str | None:
        """Why all sending is suspended, or None when it is not."""
        return await self._database.read(lambda connection: connection.scalar(_REASON, {"scope_": ALL}))

    async def suspensions(self) -> Mapping[str, str]:
        """Why sending is suspended, by scope: `all`, `bot`, `staff`, `user:<id>`."""
        rows = await self._database.read(lambda connection: connection.execute(_REASONS).all())
        return {row.scope: row.reason for row in rows}

    async def suspend(self, reason: str, by: str, scope: str = ALL) -> None:
        """Suspend sending in that scope."""

        def work(connection: Connection) -> None:
            connection.execute(_SUSPEND.of(connection), {"scope": scope, "reason": reason, "by": by})
            audit(connection, by, f"sending suspended: {scope}", reason)

        await self._database.write(work)

    async def resume(self, by: str, scope: str | None = None) -> None:
        """Send again in that scope; None: in all of them."""
        await self._database.write(lambda connection: _resume(connection, by, scope))


def _resume(connection: Connection, by: str, scope: str | None) -> None:
    suspended = [row.scope for row in connection.execute(_REASONS)] if scope is None else [scope]
    for one in suspended:
        if connection.execute(_RESUME, {"scope_": one}).rowcount:
            audit(connection, by, f"sending resumed: {one}")
