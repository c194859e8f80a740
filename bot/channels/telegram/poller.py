"""The long poll: what Telegram has for us is stored first, and confirmed by the next offset only then."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.backoff import backoff
from bot.channels.telegram.errors import seconds
from bot.channels.telegram.receiving import ALLOWED_UPDATES, kind_of
from bot.hearing import Watermark
from bot.lease import SECONDS, Lease
from conversations.ports import Clock, Cursors, Leases, Unavailable

POLL_SECONDS = 10
AT_MOST = 100
"""Updates that Telegram hands over at a time: behind so many there may be more."""
GRACE_SECONDS = 8.0
"""How much later than asked for an answer may come, before the connection counts as dead."""
TURN_SECONDS = 1.0
"""How long a process that waits for the lease sleeps at most between two looks."""
TRIES = 5
"""How often an update is tried that makes the line fail in a way nobody foresaw, before it is left out."""

_log = structlog.get_logger()


class Poller:
    """Polls one account for as long as it runs, under the lease `telegram:<account>`.

    `take` stores one update and raises Unavailable when it could not. `holder` names this process in the lease.
    `last_success` is when getUpdates last worked, `trouble` the sentence that says why it does not now, `caught_up` is
    True once Telegram had nothing more for us; `on_caught_up` is called each time it becomes so,
    `worked` with each success.
    """

    def __init__(
        self,
        *,
        bot: Bot,
        account: str,
        take: Callable[[Mapping[str, Any]], Awaitable[None]],
        cursors: Cursors,
        leases: Leases,
        holder: str,
        clock: Clock,
        on_caught_up: Callable[[], None] = lambda: None,
        worked: Callable[[datetime], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        self.last_success: datetime | None = None
        self.caught_up = False
        self.trouble: str | None = None
        self._bot = bot
        self._account = account
        self._take = take
        self._cursors = cursors
        self._clock = clock
        self._on_caught_up = on_caught_up
        self._worked = worked
        self._sleep = sleep
        self._chance = chance
        self._poll_seconds = poll_seconds
        self._lease = Lease(leases, self.lease_of(account), holder)
        self._cursor = f"telegram:{account}:offset"
        self._ready = False
        self._heard = Watermark(cursors, "telegram", account)
        self._offset = 0
        self._failures = 0
        self._tries: Counter[int] = Counter()

    @staticmethod
    def lease_of(account: str) -> str:
        """The lease under which an account is polled, and under which its parcels are sent."""
        return f"telegram:{account}"

    async def run(self) -> None:
        """Poll until cancelled; then give the lease up."""
        try:
            while True:
                wait = await self._turn()
                if wait:
                    await self._sleep(wait)
        finally:
            await self._give_up_lease()

    async def _turn(self) -> float:
        """One poll. Seconds to wait before the next."""
        try:
            if not await self._lease.take():
                who = f"Another Recul process holds the lease {self._lease.name} and polls @{self._account}"
                another = f"{who}; this one waits its turn."
                return min(self._in_trouble(another, forget_offset=True), TURN_SECONDS)
            await self._get_ready()
            await self._poll()
        except Exception as error:
            wait = seconds(error) if isinstance(error, RetryAfter) else 0.0
            return max(wait, self._in_trouble(_sentence(error, self._account)))
        self._failures = 0
        self.trouble = None
        return 0.0

    async def _get_ready(self) -> None:
        if self._ready:
            return
        stored = await self._cursors.read(self._cursor)
        self._offset = int(stored) if stored and stored.isdecimal() else 0
        info = await self._bot.get_webhook_info()
        if info.url:
            _log.warning("Telegram posted the updates to a webhook; it is removed, since this process polls", url=info.url)
            await self._bot.delete_webhook(drop_pending_updates=False)
        self._ready = True

    async def _poll(self) -> None:
        # Not long while catching up: the answer that there is nothing left then comes at once.
        timeout = self._poll_seconds if self.caught_up else 0
        asked_at = self._clock.now()
        async with self._lease.kept():
            updates = await self._get_updates(timeout)
        self.last_success = self._clock.now()
        self._worked(self.last_success)
        for update in updates:
            await self._take_one(update)
        if updates:
            await self._advance(max(int(update["update_id"]) for update in updates) + 1)
        elif not self.caught_up:
            self.caught_up = True
            self._on_caught_up()
        if len(updates) < AT_MOST:
            await self._heard.reached(asked_at)

    async def _get_updates(self, timeout: int) -> list[dict[str, Any]]:
        """The updates as JSON: PTB's own `get_updates` reads all of them at once, and one that it cannot read would block
        those behind it for ever. Method names have no case for Telegram; in lower case PTB does not take it for its own."""
        given = {"offset": self._offset, "timeout": timeout, "allowed_updates": list(ALLOWED_UPDATES)}
        found: Any = await self._bot.do_api_request("getupdates", api_kwargs=given, read_timeout=timeout + GRACE_SECONDS)
        return list(found)

    async def _take_one(self, update: Mapping[str, Any]) -> None:
        id = int(update["update_id"])
        try:
            await self._take(update)
        except Unavailable:
            raise
        except Exception as error:
            self._tries[id] += 1
            if self._tries[id] < TRIES:
                raise
            said = f"A Telegram update failed {TRIES} times and is left out; those behind it go on"
            _log.error(said, update_id=id, kind=kind_of(update), error=type(error).__name__)
        self._tries.pop(id, None)

    async def _advance(self, offset: int) -> None:
        """Not kept as a maximum: after a week without updates Telegram begins its ids anew."""
        await self._cursors.write(self._cursor, str(offset))
        self._offset = offset

    def _in_trouble(self, sentence: str, *, forget_offset: bool = False) -> float:
        if sentence != self.trouble:
            _log.warning(sentence)
        self.trouble = sentence
        self.caught_up = False
        self._ready = self._ready and not forget_offset
        self._failures += 1
        return backoff(self._failures, self._chance())

    async def _give_up_lease(self) -> None:
        try:
            await self._lease.give_up()
        except Unavailable:
            _log.warning(f"The lease {self._lease.name} could not be given up; another process can poll in {SECONDS:.0f} s")


def _sentence(error: Exception, account: str) -> str:
    """What is wrong and what to do."""
    match error:
        case Conflict() if "webhook" in str(error):
            return (
                f"Telegram posts the updates of @{account} to a webhook (409), set after this process began. Remove it or stop."
            )
        case Conflict():
            return (
                f"Another program polls @{account} with the same token (409), outside this database: an older installation, "
                "a test? Stop it, or give it a bot of its own."
            )
        case InvalidToken():
            return (
                f"Telegram no longer accepts the token of @{account}. Ask @BotFather for it and set RECUL_TELEGRAM_TOKEN anew."
            )
        case Unavailable():
            return "The store cannot be reached; Telegram keeps the messages for 24 hours and they are fetched again."
        case TelegramError():
            return f"Telegram could not be polled: {str(error)[:200]}. It is tried again."
        case _:
            return f"Polling @{account} failed unexpectedly ({type(error).__name__}). It is tried again."
