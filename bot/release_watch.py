"""Follows the version in force: every process switches within a second of a publication, wherever it was made."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog

from bot.aside import aside
from bot.bell import Bell
from bot.charter_status import read_status
from bot.learning import Accepted
from bot.memory import give_back
from bot.publishing import REFUSALS, Kept, restore
from bot.release import InForce, Serving
from bot.releases import let_go, switched
from bot.settings import Settings
from bot.teaching import teaching
from conversations.charter_file import NO_FILE, CharterFile, FileStanding
from conversations.ports import Unavailable
from conversations.versions import CharterVersion

POLL = 0.5
"""Seconds between two looks: a publication takes effect within two seconds everywhere, the reading of the charter included."""
AGAIN = 30.0
"""Seconds after which a version that could not be used here is tried again."""
RETIRED = 60.0
"""Seconds for which an engine outlives its release: decisions under way still use it."""

log = structlog.get_logger()


class ReleaseWatch:
    """Switches `in_force`. `file` is what is known of the charter's file; `trouble` why the version in force is not used here.

    `changed` is called when pages that show either should be read again; `bell` is rung by whoever publishes in this process.
    """

    def __init__(self, settings: Settings, store: Kept, in_force: InForce, bell: Bell, changed: Callable[[], None]) -> None:
        self.file: CharterFile = NO_FILE
        self.trouble = ""
        self._settings = settings
        self._store = store
        self._in_force = in_force
        self._bell = bell
        self._changed = changed
        self._failed = (0, 0.0)
        self._retired: set[asyncio.Task[None]] = set()

    @property
    def news(self) -> CharterFile:
        """What staff should know of the charter: of its file, or that the version in force cannot be used here."""
        if not self.trouble:
            return self.file
        return replace(self.file, standing=FileStanding.UNUSABLE, what=self.trouble, more=0, number=self._failed[0])

    async def run(self) -> None:
        """Look again and again, for ever."""
        try:
            while True:
                try:
                    await self._look()
                except Unavailable as error:
                    log.error("store_unavailable", what=str(error))
                await self._bell.wait(POLL)
        finally:
            for task in self._retired:
                task.cancel()
            await asyncio.gather(*self._retired, return_exceptions=True)

    async def _look(self) -> None:
        file = await read_status(self._store)
        told = (file.standing, file.what) != (self.file.standing, self.file.what)
        self.file = file
        number, (failed, not_before) = await self._store.current_number(), self._failed
        if number != self._in_force.serving.number and (number != failed or asyncio.get_running_loop().time() >= not_before):
            version = await self._store.version(number)
            if version is not None:
                await self._switch(version)
                told = True
        if told:
            self._changed()

    async def _switch(self, version: CharterVersion) -> None:
        before = self._in_force.serving
        learned: Accepted = ()
        try:
            if version.model != before.model:
                await restore(self._settings, self._store, version)
                learned = (await teaching(self._settings, self._store, version)).learned
            work = partial(switched, self._settings, version, before, _silent, learned)
            serving = await aside(work, f"release {version.number}")
        except (*REFUSALS, OSError) as error:
            self.trouble = str(error)
            self._failed = (version.number, asyncio.get_running_loop().time() + AGAIN)
            log.error("release_unusable", number=version.number, what=str(error))
            return
        self._in_force.serving, self.trouble = serving, ""
        if serving.model != before.model:
            self._retire(before)
        give_back()
        log.info("release_in_force", number=serving.number, release=serving.release.id)

    def _retire(self, before: Serving) -> None:
        task = asyncio.create_task(_later(before), name="retire")
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)


async def _later(before: Serving) -> None:
    await asyncio.sleep(RETIRED)
    await let_go(before)


def _silent(share: float, doing: str) -> None:
    """Nobody waits: the old release goes on."""
