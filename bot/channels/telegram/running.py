"""One Telegram account, running: connected as soon as Telegram can be reached, then received from and sent to."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog
from fastapi import APIRouter
from telegram.error import TelegramError

from bot.channels.telegram.account import Connected, Unreachable, connect
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.receiving import Receives, Receiving
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.threads import Threads
from bot.channels.telegram.webhook import secret_of, set_webhook, waits_for_us, webhook_router
from bot.hearing import Watermark
from conversations.ports import Clock, Cursors, Leases, Unavailable
from conversations.sending import ChannelSender

AGAIN = 15.0
"""Seconds between two tries to reach Telegram."""

PATH = "updates"

LOOK = 30.0
"""Seconds between two looks at what Telegram could not post to us."""

log = structlog.get_logger()


class Keeps(Cursors, Leases, Protocol):
    """What the account keeps in the store."""


class TelegramAccount:
    """The account of `token`. With `public_url` Telegram posts updates to us, without it we poll.

    `sending` runs the outbox of a sender under a lease; `holder` names this process in the leases. `channels` (names or
    ids) are ours: comments under the posts of others are not stored; none: those of every channel whose group admits us are.
    `worked` hears when Telegram last answered.
    """

    def __init__(
        self,
        *,
        token: str,
        api_base: str | None,
        public_url: str | None,
        line: Receives,
        store: Keeps,
        clock: Clock,
        keywords: Callable[[], Sequence[str]],
        sending: Callable[[ChannelSender, str, str], Coroutine[Any, Any, None]],
        holder: str,
        channels: frozenset[str] = frozenset(),
        worked: Callable[[datetime], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.connected: Connected | None = None
        self.poller: Poller | None = None
        self._token, self._api_base, self._public_url = token, api_base, public_url
        self._line, self._store, self._clock, self._keywords = line, store, clock, keywords
        self._sending, self._holder, self._sleep = sending, holder, sleep
        self._channels, self._worked = channels, worked
        self._receiving: Receiving | None = None

    @property
    def username(self) -> str:
        """The bot's name; empty until Telegram was reached."""
        return self.connected.account.name if self.connected else ""

    @property
    def polls(self) -> bool:
        """True when we ask Telegram for updates, False when it posts them."""
        return self._public_url is None

    def router(self) -> APIRouter:
        """The webhook's route, for the web application."""
        return webhook_router(path=PATH, secret=secret_of(self._token), take=self._take)

    async def try_to_connect(self) -> bool:
        """Connect now if Telegram can be reached. Raises ConfigurationError when it refuses the token."""
        try:
            self.connected = await connect(self._token, self._api_base)
        except Unreachable as error:
            log.warning("telegram_unreachable", what=str(error), again_in=AGAIN)
            return False
        return True

    async def run(self) -> None:
        """Receive and send until cancelled."""
        while self.connected is None and not await self.try_to_connect():
            await self._sleep(AGAIN)
        assert self.connected is not None
        bot, account = self.connected.bot, self.connected.account
        threads = Threads(account.name, self._store, self._channels)
        receiving = Receiving(bot=bot, line=self._line, threads=threads, clock=self._clock, keywords=self._keywords)
        self._receiving = receiving
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._sending(TelegramSender(account, bot), Poller.lease_of(account.name), self._holder))
            tasks.create_task(self._receive(self.connected, receiving))

    async def close(self) -> None:
        """Close the connections."""
        if self.connected is not None:
            await self.connected.close()

    async def _receive(self, connected: Connected, receiving: Receiving) -> None:
        if self._public_url is not None:
            await self._set_webhook(connected, f"{self._public_url}/telegram/{PATH}")
            await self._watch_webhook(connected)
            return
        self.poller = Poller(
            bot=connected.bot,
            account=connected.account.name,
            take=receiving.take,
            cursors=self._store,
            leases=self._store,
            holder=self._holder,
            clock=self._clock,
            worked=self._worked,
        )
        await self.poller.run()

    async def _set_webhook(self, connected: Connected, url: str) -> None:
        while True:
            try:
                await set_webhook(connected.bot, url, secret_of(self._token))
            except TelegramError as error:
                log.error("telegram_webhook_not_set", url=url, what=error.message, again_in=AGAIN)
                await self._sleep(AGAIN)
            else:
                return

    async def _watch_webhook(self, connected: Connected) -> None:
        heard = Watermark(self._store, "telegram", connected.account.name)
        while True:
            asked_at = self._clock.now()
            try:
                waiting = await waits_for_us(connected.bot)
                self._worked(asked_at)
                if waiting == 0:
                    await heard.reached(asked_at)
            except (TelegramError, Unavailable) as error:
                log.warning("telegram_webhook_not_watched", error=type(error).__name__, again_in=LOOK)
            await self._sleep(LOOK)

    async def _take(self, update: Mapping[str, Any]) -> None:
        if self._receiving is None:
            raise Unavailable("Telegram is not connected yet. The update stays with Telegram and comes again.")
        await self._receiving.take(update)
