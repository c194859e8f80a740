"""Waits for edits of the charter's file: one process of all does, under a lease, and once nobody writes to it any more."""

import asyncio
from pathlib import Path

import structlog

from bot.charter_files import Look, Settling, look
from bot.charter_import import CharterImport
from bot.lease import Lease
from bot.publishing import Kept
from conversations.ports import Unavailable

LEASE = "charter-file"
POLL = 0.1
"""Seconds between two looks at the files: a few calls of stat."""
TAKING = 1.5
"""Seconds between two attempts to take or prolong the lease."""
AGAIN = 5.0
"""Seconds after which a file that could not be read, or a training that failed, is tried again."""

log = structlog.get_logger()


class CharterFileWatch:
    """Looks at the files of the charter at `path`, and has `imports` judge them when they or the version in force changed."""

    def __init__(self, path: Path, store: Kept, imports: CharterImport, lease: Lease) -> None:
        self._path = path
        self._store = store
        self._imports = imports
        self._lease = lease
        self._take_at = 0.0
        self._settling = Settling()
        self._judged: tuple[Look, int] | None = None
        self._not_before = 0.0

    async def run(self) -> None:
        """Look again and again, for ever."""
        try:
            while True:
                pause = await self._pass()
                await asyncio.sleep(pause)
        finally:
            await self._lease.give_up()

    async def _pass(self) -> float:
        """Look once; returns the seconds until the next time."""
        try:
            if not await self._ours():
                return TAKING
            await self._look()
        except Unavailable as error:
            log.error("store_unavailable", what=str(error))
            return TAKING
        return POLL

    async def _ours(self) -> bool:
        """True in the process that watches."""
        if (now := _now()) >= self._take_at:
            if not await self._lease.take():
                self._judged = None
                return False
            self._take_at = now + TAKING
        return True

    async def _look(self) -> None:
        seen = await asyncio.to_thread(look, self._path)
        if not self._settling.rests(seen, _now()):
            return
        number = await self._store.current_number()
        if (seen, number) == self._judged and _now() < self._not_before:
            return
        async with self._lease.kept():
            again = await self._imports.judge(number)
        self._judged, self._not_before = (seen, number), _now() + AGAIN if again else float("inf")


def _now() -> float:
    return asyncio.get_running_loop().time()
