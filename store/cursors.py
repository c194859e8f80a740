"""Small persistent positions, such as a poller's offset."""

from sqlalchemy import bindparam, select

from store import tables as t
from store.engine import Database
from store.inserting import insert_or_update

_READ = select(t.cursor.c.value).where(t.cursor.c.name == bindparam("name"))
_WRITE = insert_or_update(t.cursor, "name")


class Cursors:
    """The port `Cursors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, name: str) -> str | None:
        """The value stored under that name."""
        return await self._database.read(lambda connection: connection.scalar(_READ, {"name": name}))

    async def write(self, name: str, value: str) -> None:
        """Store the value."""
        await self._database.write(lambda c: c.execute(_WRITE.of(c), {"name": name, "value": value}))
