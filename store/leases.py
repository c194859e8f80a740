"""Leases on the database's clock: at most one holder per name, whatever the clocks of the machines say."""

from sqlalchemy import bindparam, delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from store import tables as t
from store.engine import Database
from store.inserting import Insert, PerDialect
from store.moments import database_time

_OURS = t.lease.c.name == bindparam("name_"), t.lease.c.holder == bindparam("holder_")
_RELEASE = delete(t.lease).where(*_OURS)


def _acquire(insert: Insert) -> Insert:
    new = insert.values(name=bindparam("name"), holder=bindparam("holder"), until=database_time("seconds"))
    return new.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": new.excluded.holder, "until": new.excluded.until},
        where=or_(t.lease.c.holder == new.excluded.holder, t.lease.c.until <= database_time()),
    )


_ACQUIRE = PerDialect({"sqlite": _acquire(sqlite.insert(t.lease)), "postgresql": _acquire(postgresql.insert(t.lease))})


class Leases:
    """The port `Leases`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        """Take or prolong the lease for `seconds`; False when another holder has it."""
        asked = {"name": name, "holder": holder, "seconds": seconds}
        return await self._database.write(lambda c: c.execute(_ACQUIRE.of(c), asked).rowcount == 1)

    async def release(self, name: str, holder: str) -> None:
        """Give the lease up, if it is still held."""
        await self._database.write(lambda c: c.execute(_RELEASE, {"name_": name, "holder_": holder}))
