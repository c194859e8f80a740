"""The watch over the timers: what fails holds nobody else up."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.bell import Bell
from bot.clock_watch import PARALLEL, ClockWatch
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY


class Failing:
    """A store and line in which every conversation is due, and all but the last one fail when they are ticked."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self.done = asyncio.Event()

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """The most overdue first."""
        return [] if self.done.is_set() else self._ids[:limit]

    async def next_due(self) -> datetime | None:
        """Later."""
        return MONDAY + timedelta(days=1)

    async def tick(self, conversation: str) -> None:
        """Fails, but for the last one."""
        if conversation != self._ids[-1]:
            raise KeyError(conversation)
        self.done.set()


async def test_however_many_conversations_fail_the_next_one_has_its_turn() -> None:
    failing: Any = Failing([f"c{n}" for n in range(10 * PARALLEL)])
    watch = asyncio.create_task(ClockWatch(failing, failing, VirtualClock(MONDAY), Bell()).run())
    try:
        async with asyncio.timeout(4):
            await failing.done.wait()
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
