"""Connections and threads: each call of a port is one transaction, run in a thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

from store.trouble import refused_value, retryable, unavailable

T = TypeVar("T")

PATIENCE = 5
"""Seconds to wait for a lock or a connection."""

SQLITE_READERS = 4
POSTGRESQL_CONNECTIONS = 8
_ATTEMPTS = 3

_DEAD_NETWORK = {
    "tcp_user_timeout": 2_000 * PATIENCE,
    "keepalives_idle": PATIENCE,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
"""libpq's options (milliseconds, then seconds): a server whose machine or network is gone is given up after some ten seconds.
Without them a thread would wait for its answer for a quarter of an hour or more, and all threads soon."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Threads, the connections that they use, and the options of their transactions."""

    engine: Engine
    threads: ThreadPoolExecutor

    async def run(self, work: Callable[[Connection], T], engine: Engine | None = None) -> T:
        """Run `work` in one transaction in a thread; commit when it returns, roll back when it raises. Raises Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, in_transaction, engine or self.engine, work)


def in_transaction(engine: Engine, work: Callable[[Connection], T]) -> T:
    """The result of `work` in one transaction, in this thread. Raises Unavailable."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with engine.begin() as connection:
                return work(connection)
        except exc.SQLAlchemyError as error:
            if retryable(error) and attempt < _ATTEMPTS:
                continue
            known = unavailable(error, where(engine.url)) or refused_value(error)
            if known is None:
                raise
            raise known from error
    raise AssertionError("the last attempt returns or raises")  # pragma: no cover


def where(url: URL) -> str:
    """The database's address for people: no password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


class Database:
    """The database behind a store. `url` is `sqlite:///path` or `postgresql://…`.

    Its errors name no parameters: they may be logged, and hold what customers wrote.
    """

    def __init__(self, url: str) -> None:
        parsed = parse(url)
        make = _sqlite if parsed.get_backend_name() == "sqlite" else _postgresql
        self._reading, self._writing, self._snapshots = make(parsed)
        self.embedded = parsed.get_backend_name() == "sqlite"

    async def read(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`, which only reads. Raises Unavailable."""
        return await self._reading.run(work)

    async def snapshot(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`, which only reads: all its statements see the same moment. Raises Unavailable."""
        return await self._reading.run(work, self._snapshots)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`, saved as a whole or not at all. Raises Unavailable."""
        return await self._writing.run(work)

    @property
    def writer(self) -> Engine:
        """What opens transactions that write, for set-up in the caller's thread."""
        return self._writing.engine

    async def close(self) -> None:
        """Finish what runs, then let every connection go."""
        for lane in (self._reading, self._writing):
            await asyncio.to_thread(lane.threads.shutdown)
            lane.engine.dispose()


def is_there(url: str) -> bool:
    """False for a SQLite file that nobody has made yet: opening it would make it."""
    parsed = parse(url)
    return parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).exists()


def parse(url: str) -> URL:
    """The address of a database we can use. Raises ValueError with a sentence."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except exc.ArgumentError as error:
        raise ValueError("this is no database address: write sqlite:////path/recul.db or postgresql://…") from error
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise ValueError(f"{backend} is not supported: write sqlite:////path/recul.db or postgresql://user@host/database")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("a SQLite database in memory would forget everything: write sqlite:////path/recul.db")
    return parsed


def _sqlite(url: URL) -> tuple[Lane, Lane, Engine]:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    reading = _sqlite_engine(url, "BEGIN", SQLITE_READERS, ("query_only=1",))
    writing = _sqlite_engine(url, "BEGIN IMMEDIATE", 1, ("journal_mode=WAL", "synchronous=FULL"))
    return Lane(reading, _threads("read", SQLITE_READERS)), Lane(writing, _threads("write", 1)), reading


def _sqlite_engine(url: URL, begin: str, connections: int, pragmas: tuple[str, ...]) -> Engine:
    # Python's sqlite3 would begin transactions by itself, and too late: we say BEGIN, so that a read sees one moment
    # and a write takes its lock at once instead of failing half-way.
    options = {"isolation_level": None, "check_same_thread": False, "timeout": PATIENCE}
    engine = create_engine(
        url, connect_args=options, pool_size=connections, max_overflow=0, pool_timeout=PATIENCE, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        for pragma in (f"busy_timeout={PATIENCE * 1000}", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL) -> tuple[Lane, Lane, Engine]:
    options = f"-c timezone=UTC -c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=60s"
    engine = create_engine(
        url,
        connect_args={"connect_timeout": PATIENCE, "options": options, **_DEAD_NETWORK},
        pool_size=POSTGRESQL_CONNECTIONS,
        max_overflow=0,
        pool_timeout=PATIENCE,
        hide_parameters=True,
    )
    lane = Lane(engine, _threads("database", POSTGRESQL_CONNECTIONS))
    return lane, lane, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _threads(name: str, count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix=f"store-{name}")
