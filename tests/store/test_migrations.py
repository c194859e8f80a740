"""The migrations make the tables that the program declares, and the program refuses other tables."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from conversations.ports import Unavailable
from store.engine import Database, in_transaction
from store.migrating import upgrade
from store.sql import SqlStore
from store.tables import metadata


def test_the_migrations_make_the_declared_tables(database_url: str) -> None:
    database = Database(database_url)
    assert in_transaction(database.writer, _differences) == []
    database.writer.dispose()


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def test_a_new_sqlite_file_is_made_with_its_folder_and_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'recul.db'}"
    asyncio.run(SqlStore.open(url).close())
    made = _tables(tmp_path)
    assert "conversation" in made
    upgrade(url)
    asyncio.run(SqlStore.open(url).close())
    assert _tables(tmp_path) == made


def _tables(folder: Path) -> dict[str, str]:
    with closing(sqlite3.connect(folder / "var" / "recul.db")) as database:
        return dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))


@pytest.fixture
def other_version(postgresql_url: str) -> object:
    """Gives the PostgreSQL database another version, and its own one back at the end."""
    database = Database(postgresql_url)

    def become(version: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

        in_transaction(database.writer, work)

    own = in_transaction(database.writer, lambda c: c.scalar(text("SELECT version_num FROM alembic_version")))
    yield become
    become(str(own))
    database.writer.dispose()


def test_a_postgresql_behind_says_which_command_to_run(postgresql_url: str, postgres: str) -> None:
    with pytest.raises(Unavailable, match=r"is empty; this program needs \d+\. Run `recul db upgrade`"):
        SqlStore.open(postgres)


def test_a_postgresql_made_by_a_newer_program_is_left_alone(postgresql_url: str, other_version) -> None:  # type: ignore[no-untyped-def]
    other_version("9999")
    with pytest.raises(Unavailable, match="newer version of Recul"):
        SqlStore.open(postgresql_url)
    with pytest.raises(Unavailable, match="newer version of Recul"):
        upgrade(postgresql_url)
