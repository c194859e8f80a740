"""The embedded way to run: every loop in this process, beside the web server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog

from conversations.ports import Unavailable

Loop = Callable[[], Coroutine[Any, Any, None]]

log = structlog.get_logger()


@asynccontextmanager
async def running(loops: Mapping[str, Loop], ended: Callable[[], None]) -> AsyncIterator[None]:
    """Run the loops until the block is left. One that ends by an error calls `ended`: the program must not go on half alive."""
    tasks = [asyncio.create_task(_watched(name, loop, ended), name=name) for name, loop in loops.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def every(seconds: float, work: Callable[[], Awaitable[object]]) -> Loop:
    """A loop that does `work` again and again. A store that cannot be reached now is tried again the next time."""

    async def loop() -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Unavailable as error:
                log.error("store_unavailable", what=str(error))

    return loop


async def _watched(name: str, loop: Loop, ended: Callable[[], None]) -> None:
    try:
        await loop()
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("loop_ended", loop=name)
        ended()
