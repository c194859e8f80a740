"""A line for commands: what a person does at a terminal goes the way of everything else, without an engine to load."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.bell import ProcessChanges
from bot.clock import SystemClock
from bot.line import LiveLine
from bot.release import Release
from bot.releases import release_id, source_of
from bot.settings import Settings
from bot.surroundings import Surroundings
from bot.wiring import open_store
from charter.load import load
from charter.reading import Loaded, read_source
from conversations.ports import Line
from conversations.understanding import NOT_UNDERSTOOD, Understanding
from store.sql import SqlStore


@asynccontextmanager
async def acting_line(settings: Settings) -> AsyncIterator[tuple[SqlStore, Line]]:
    """The open store, and a line on which to act by the charter in force. Raises CharterProblems, Unavailable."""
    async with open_store(settings) as store:
        loaded = await charter_in_force(settings, store)
        release = Release(release_id(loaded.digest), loaded.charter, _NoEngine())
        clock, letters = SystemClock(), settings.smtp_host is not None
        surroundings = Surroundings(store, settings.base_url, letters=letters, started=clock.now())
        yield store, LiveLine(store, store, clock, ProcessChanges(), lambda: release, surroundings)


async def charter_in_force(settings: Settings, store: SqlStore) -> Loaded:
    """The charter that was published last, else the file's. Raises CharterProblems, Unavailable."""
    version = await store.current_version()
    return read_source(source_of(version)) if version is not None else load(settings.charter)


class _NoEngine:
    """Acts are not understood, they are done: what customers write is left to the processes that serve."""

    name = NOT_UNDERSTOOD.engine

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """Never asked by an act."""
        raise RuntimeError(f"{len(texts)} texts cannot be understood without an engine")

    def alarm(self, text: str) -> bool:
        """Never asked by an act."""
        raise RuntimeError(f"{len(text)} characters cannot be understood without an engine")
