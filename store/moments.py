"""Time in the database: aware UTC datetimes in and out, and the database's own clock."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import TIMESTAMP, Dialect, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC and read back in UTC; a naive one raises ValueError.

    SQLite has no type for time: it gets ISO text of fixed width, which sorts as time does.
    """

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, `timestamptz` on PostgreSQL."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """From an aware datetime to what the database stores."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return written(value)
        refuse_naive(value)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From what the database stores to a UTC datetime."""
        if value is None:
            return None
        stored = datetime.fromisoformat(value) if isinstance(value, str) else value
        return stored.astimezone(UTC)


def written(value: datetime) -> str:
    """An aware datetime as SQLite keeps it. Raises ValueError on a naive one."""
    refuse_naive(value)
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def refuse_naive(value: datetime) -> None:
    """Raises ValueError when `value` does not say in which time zone it is."""
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone: the store takes aware datetimes only, e.g. datetime.now(UTC)")


class database_time(FunctionElement[datetime]):
    """The database's clock, `seconds` from now: all processes share it, whatever their own clocks say."""

    inherit_cache = True
    type = UtcDateTime()

    def __init__(self, seconds: str | None = None) -> None:
        """`seconds` names the bound parameter that holds the shift; None: the present."""
        super().__init__(*(() if seconds is None else (bindparam(seconds),)))


@compiles(database_time, "sqlite")
def _on_sqlite(element: database_time, compiler: SQLCompiler, **kw: Any) -> str:
    shift = "".join(f", {compiler.process(clause, **kw)} || ' seconds'" for clause in element.clauses)
    return f"strftime('%Y-%m-%dT%H:%M:%f', 'now'{shift}) || '000+00:00'"


@compiles(database_time, "postgresql")
def _on_postgresql(element: database_time, compiler: SQLCompiler, **kw: Any) -> str:
    shift = "".join(
        f" + make_interval(secs => CAST({compiler.process(clause, **kw)} AS double precision))" for clause in element.clauses
    )
    return f"clock_timestamp(){shift}"
