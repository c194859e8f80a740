"""Serving ends whole, or says that it did not."""

import asyncio
from types import SimpleNamespace
from typing import Any

from bot.serving import Server, bind, serve


def program(**loops: Any) -> Any:
    """A program of these loops, whose pages nobody asks for."""
    return SimpleNamespace(app=lambda *_: None, loops=loops, changes=SimpleNamespace(close=lambda: None))


async def test_a_loop_that_fails_ends_the_program_and_is_told_to_who_supervises_it() -> None:
    async def fails() -> None:
        raise KeyError("x")

    async with asyncio.timeout(10):
        assert await serve(program(fails=fails), bind("127.0.0.1", 0)) is False


async def test_a_program_told_to_stop_has_not_failed() -> None:
    async def works() -> None:
        await asyncio.sleep(0.3)
        server.stop()
        await asyncio.sleep(60)

    whole = program(works=works)
    server = Server(whole)
    async with asyncio.timeout(10):
        assert await serve(whole, bind("127.0.0.1", 0), server) is True
