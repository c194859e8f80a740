"""A fake Telegram, our bot connected to it, and a line that records what it is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.account import Connected, connect
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.receiving import Receiving
from bot.channels.telegram.threads import Threads
from tests.fakes.hand_clock import HandClock
from tests.fakes.recording_line import MemoryCursors, MemoryLeases, RecordingLine
from tests.fakes.telegram.server import FakeTelegram

KEYWORDS = ("Maison Colibri", "colibri")


class UtcHands:
    """The fake's clock, as the port Clock."""

    def __init__(self, hands: HandClock) -> None:
        self._hands = hands

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._hands(), UTC)


@pytest.fixture
def hands() -> HandClock:
    return HandClock()


@pytest.fixture
async def telegram(hands: HandClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # `connect` sets it for the whole process: here it is undone
    async with FakeTelegram(clock=hands) as fake:
        yield fake


@pytest.fixture
async def connected(telegram: FakeTelegram) -> AsyncIterator[Connected]:
    async with await connect(telegram.token, telegram.server) as found:
        yield found


@pytest.fixture
def line() -> RecordingLine:
    return RecordingLine()


@pytest.fixture
def cursors() -> MemoryCursors:
    return MemoryCursors()


@pytest.fixture
def leases() -> MemoryLeases:
    return MemoryLeases()


@pytest.fixture
def new_receiving(
    connected: Connected, line: RecordingLine, cursors: MemoryCursors, hands: HandClock
) -> Callable[..., Receiving]:
    """Makes what another process would have: the same cursors, an empty memory. Takes the names of our channels."""

    def make(*channels: str) -> Receiving:
        threads = Threads(connected.account.name, cursors, frozenset(channels))
        return Receiving(bot=connected.bot, line=line, threads=threads, clock=UtcHands(hands), keywords=lambda: KEYWORDS)

    return make


@pytest.fixture
def receiving(new_receiving: Callable[..., Receiving]) -> Receiving:
    return new_receiving()


Polling = Callable[..., AbstractAsyncContextManager[Poller]]


@pytest.fixture
def polling(
    connected: Connected, receiving: Receiving, cursors: MemoryCursors, leases: MemoryLeases, hands: HandClock
) -> Polling:
    """Runs a poller whose waits end at once, and stops it at the end of the block."""

    @asynccontextmanager
    async def running(**other: Any) -> AsyncIterator[Poller]:
        given: dict[str, Any] = {
            "bot": connected.bot,
            "account": connected.account.name,
            "take": receiving.take,
            "cursors": cursors,
            "leases": leases,
            "holder": "one",
            "clock": UtcHands(hands),
            "sleep": no_wait,
            "chance": lambda: 1.0,
            **other,
        }
        poller = Poller(**given)
        task = asyncio.create_task(poller.run())
        try:
            yield poller
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return running


async def no_wait(seconds: float) -> None:
    await asyncio.sleep(0)
