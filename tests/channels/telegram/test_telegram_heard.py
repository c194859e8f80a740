"""Until when the customers of a Telegram account were heard: only once all that Telegram had for us is stored."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from bot.channels.telegram import poller
from bot.channels.telegram.running import TelegramAccount
from conversations.ports import Unavailable
from tests.channels.telegram.conftest import UtcHands
from tests.fakes.hand_clock import MONDAY, HandClock
from tests.fakes.http_server import serving
from tests.fakes.recording_line import MemoryCursors, MemoryLeases, RecordingLine
from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.server import USERNAME

HEARD = f"telegram:{USERNAME}:heard"
START = datetime.fromtimestamp(MONDAY, UTC)


class Written(MemoryCursors, MemoryLeases):
    """What is written, in order."""

    def __init__(self) -> None:
        MemoryCursors.__init__(self)
        MemoryLeases.__init__(self)
        self.heard: list[timedelta] = []
        self.bell = Bell()

    async def write(self, name: str, value: str) -> None:
        await super().write(name, value)
        if name == HEARD:
            self.heard.append(datetime.fromisoformat(value) - START)
            self.bell.ring()

    async def wait_for(self, n: int) -> list[timedelta]:
        """The first `n` watermarks."""
        assert await self.bell.wait_until(lambda: len(self.heard) >= n, 5), self.heard
        return self.heard[:n]


@pytest.fixture
def written() -> Written:
    return Written()


async def test_nobody_was_heard_while_a_message_is_not_stored(telegram, polling, line, written: Written) -> None:
    line.troubles = [Unavailable(), Unavailable()]
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    async with polling(cursors=written):
        await line.wait_for_attempts(2)
        assert written.heard == []
        await line.wait_for(1)
        assert await written.wait_for(1) == [timedelta(0)]


async def test_customers_were_heard_until_the_question_not_until_its_answer(
    telegram, polling, receiving, written: Written, hands: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(update: object) -> None:
        hands.now += 7
        await receiving.take(update)

    monkeypatch.setattr(poller, "AT_MOST", 1)
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    async with polling(cursors=written, take=slowly):
        # Behind as many messages as Telegram hands over at once there may be more: the first question tells nothing.
        assert await written.wait_for(1) == [timedelta(seconds=7)]


async def test_a_webhook_is_heard_when_nothing_waits_for_us(telegram, line: RecordingLine, hands: HandClock) -> None:
    kept, app = Written(), FastAPI()
    worked: list[datetime] = []
    line.troubles = [Unavailable()] * 3
    telegram.private_message(telegram.user("Ana"), "Bonjour")

    async def no_wait(seconds: float) -> None:
        hands.now += 1
        await asyncio.sleep(0)

    async def send(*_: object) -> None:
        await asyncio.Event().wait()

    async with serving(app) as base:
        account = TelegramAccount(
            token=telegram.token,
            api_base=telegram.server,
            public_url=base,
            line=line,
            store=kept,
            clock=UtcHands(hands),
            keywords=tuple,
            sending=send,
            holder="one",
            sleep=no_wait,
            worked=worked.append,
        )
        app.include_router(account.router())
        running = asyncio.create_task(account.run())
        await line.wait_for_attempts(3)
        assert kept.heard == []
        await line.wait_for(1)
        assert len(await kept.wait_for(1)) == 1
        assert worked == sorted(worked)
        assert UtcHands(hands).now() >= worked[-1]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await account.close()
