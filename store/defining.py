"""How this program defines its tables: naming, and the kinds of columns that come back everywhere."""

from typing import Any

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, String, Table, TextClause
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def seq() -> Column[int]:
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True)


def table(name: str, *parts: SchemaItem) -> Table:
    return Table(name, metadata, *parts, implicit_returning=False)


def where(condition: TextClause) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


def required(name: str, kind: Any = String) -> Column[Any]:
    return Column(name, kind, nullable=False)
