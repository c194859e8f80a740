"""Inserts that meet a row already there: leave it, or change it. SQLite and PostgreSQL have them in their own dialects."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from store.moments import written

Insert = sqlite.Insert | postgresql.Insert


class PerDialect:
    """The same insert for each database."""

    def __init__(self, by_dialect: Mapping[str, Insert]) -> None:
        # Without the option, the rowcount of an insert is not kept on PostgreSQL.
        self._by_dialect = {name: insert.execution_options(preserve_rowcount=True) for name, insert in by_dialect.items()}

    def of(self, connection: Connection) -> Insert:
        """The statement for the database behind `connection`."""
        return self._by_dialect[connection.dialect.name]


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, by the thousand; on SQLite bound by the driver itself, which is faster."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(table.insert(), rows)
        return
    names = list(rows[0])
    statement = str(table.insert().compile(dialect=connection.dialect, column_keys=names))
    names.sort(key=[column.name for column in table.columns].index)
    connection.exec_driver_sql(statement, [tuple(_for_sqlite(row[name]) for name in names) for row in rows])


def _for_sqlite(value: object) -> Any:
    return written(value) if isinstance(value, datetime) else value


def insert_once(table: Table, *key: str) -> PerDialect:
    """Insert a row, or leave the one that has the same `key` (then the rowcount is 0)."""
    return PerDialect(
        {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=key),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=key),
        }
    )


def insert_or_update(table: Table, *key: str, add: tuple[str, ...] = ()) -> PerDialect:
    """Insert a row, or give the one that has the same `key` the new values; columns in `add` are added up instead."""

    def new(insert: Insert) -> dict[str, ColumnElement[Any]]:
        changed = [column.name for column in table.columns if column.name not in key]
        return {name: table.c[name] + insert.excluded[name] if name in add else insert.excluded[name] for name in changed}

    on_sqlite, on_postgresql = sqlite.insert(table), postgresql.insert(table)
    return PerDialect(
        {
            "sqlite": on_sqlite.on_conflict_do_update(index_elements=key, set_=new(on_sqlite)),
            "postgresql": on_postgresql.on_conflict_do_update(index_elements=key, set_=new(on_postgresql)),
        }
    )
