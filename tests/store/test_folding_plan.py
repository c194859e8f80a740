"""How PostgreSQL takes tallies out of their table, once it remembers that there are few of them."""

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql

from store import tables as t
from store.engine import Database
from store.figures import BY_INDEX, MOVE


async def test_many_tallies_are_found_by_the_index_though_there_mostly_are_few(postgresql_url: str) -> None:
    database = Database(postgresql_url)

    def fill(connection: Connection, first: int, tallies: int) -> None:
        rows = [{"family": f"f{number}", "labels": "[]", "bucket": "", "n": 1, "micros": 0} for number in range(first, tallies)]
        connection.execute(t.tally.insert(), rows)

    def plan(connection: Connection) -> str:
        written = MOVE["postgresql"].compile(dialect=postgresql.dialect(paramstyle="named"))
        connection.execute(BY_INDEX)
        return "\n".join(connection.scalars(text(f"EXPLAIN {written}"), {"limit": 5_000}))

    try:
        await database.write(lambda connection: fill(connection, 0, 1))
        await database.write(lambda connection: connection.execute(text("ANALYZE tally")))
        await database.write(lambda connection: fill(connection, 1, 10_000))
        found = await database.read(plan)
    finally:
        await database.close()
    assert "Index Cond: (seq = ANY (" in found
