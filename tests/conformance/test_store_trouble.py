"""A database in trouble: one sentence, nothing half saved, and on it goes afterwards."""

import sqlite3
from pathlib import Path
from traceback import format_exception

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from conversations.change import Change
from conversations.ports import Unavailable
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, incoming


async def test_a_full_disk_loses_nothing_that_was_accepted(sqlite_store: SqlStore) -> None:
    ada = Dossier(sqlite_store)
    await ada.receive()
    await _limit(sqlite_store, 0)
    accepted, said = await _fill(ada)
    assert "is full" in said
    assert "Nothing was saved" in said
    assert await sqlite_store.load(ada.id) == ada.state
    assert len(await sqlite_store.messages(ada.id)) == accepted + 1
    await _limit(sqlite_store, 1 << 30)
    await ada.receive(incoming(ada.key, "x" * 100_000))
    assert await sqlite_store.load(ada.id) == ada.state


WORDS = "Zoé, 06 12 34 56 78"


async def test_an_error_of_the_database_quotes_nobody(store: SqlStore) -> None:
    """It may be logged with its trace."""
    wrong = text("INSERT INTO message (text, nothing) VALUES (:words, 1)")
    with pytest.raises(DatabaseError) as trouble:
        await store._database.write(lambda connection: connection.execute(wrong, {"words": WORDS}))
    assert "nothing" in str(trouble.value)
    assert WORDS not in "".join(format_exception(trouble.value))


async def _limit(store: SqlStore, pages: int) -> None:
    await store._database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages or _pages(c)}").fetchall())


def _pages(connection: object) -> int:
    return int(connection.exec_driver_sql("PRAGMA page_count").scalar()) + 8  # type: ignore[attr-defined]


async def _fill(dossier: Dossier) -> tuple[int, str]:
    for accepted in range(100):
        try:
            await dossier.receive(incoming(dossier.key, "x" * 5_000))
        except Unavailable as refused:
            return accepted, str(refused)
    raise AssertionError("the database never filled up")


async def test_a_file_that_another_program_holds_is_named(sqlite_store: SqlStore, sqlite_url: str) -> None:
    ada = Dossier(sqlite_store)
    await sqlite_store._database.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=1").fetchall())
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="stayed locked by another program"):
        await ada.receive()
    holder.close()
    await ada.receive()
    assert await sqlite_store.load(ada.id) == ada.state


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to look at" * 100)
    with pytest.raises(Unavailable, match=r"notes\.txt cannot be read"):
        SqlStore.open(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        SqlStore.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("recul.db", "no database address"),
        ("mysql://localhost/recul", "mysql is not supported"),
        ("sqlite://", "in memory would forget everything"),
    ],
)
def test_an_address_we_cannot_use_is_refused_with_an_example(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        SqlStore.open(url)
    assert "sqlite:////path/recul.db" in str(refused.value)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(Unavailable, match="cannot be reached") as refused:
        SqlStore.open("postgresql://recul:s3cret@127.0.0.1:1/recul")
    assert "s3cret" not in str(refused.value)
    assert "127.0.0.1:1" in str(refused.value)


async def test_a_server_that_drops_its_connections_costs_one_refusal(postgresql_store: SqlStore, postgres: str) -> None:
    ada = Dossier(postgresql_store)
    await ada.receive()
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'recul'")
    with pytest.raises(Unavailable, match="cannot be reached"):
        await ada.receive()
    await ada.receive()
    assert await postgresql_store.load(ada.id) == ada.state


async def test_a_lock_that_lasts_is_a_refusal(postgresql_store: SqlStore, postgresql_url: str) -> None:
    ada = Dossier(postgresql_store)
    await ada.receive()
    await postgresql_store._database.write(lambda c: c.exec_driver_sql("SET lock_timeout = 1"))
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT 1 FROM conversation FOR UPDATE")
        with pytest.raises(Unavailable, match="stayed locked too long"):
            await ada.happens(Change())
    await ada.happens(Change())
