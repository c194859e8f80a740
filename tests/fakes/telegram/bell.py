"""Waiting for something to become true without sleeping: the one who changes it rings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bell:
    """A condition whose `ring` may be called from plain (not async) code of the same event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Let all who wait look again."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait_until(self, true: Callable[[], bool], timeout: float | None) -> bool:
        """Wait until `true()`; False when `timeout` seconds of the event loop passed first."""
        try:
            async with asyncio.timeout(timeout):
                while not true():
                    await self._next_ring()
        except TimeoutError:
            return False
        return True

    async def _next_ring(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
