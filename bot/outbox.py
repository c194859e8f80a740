"""Sends what was queued, one sender per channel account under a lease, and says what became of each parcel."""

import asyncio
from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.budget import Budget
from conversations.message import Visibility
from conversations.ports import Clock, Leases, Line, Outbox, Unavailable
from conversations.sending import ChannelSender, Parcel, PassingError, PermanentError

IN_FLIGHT = 8
LEASE = 30.0
POLL = 1.0
LONGEST_BACK_OFF = 300.0

log = structlog.get_logger()


class OutboxSender:
    """Runs one account's sending until cancelled. Only the holder of the lease sends; `holder` names this process in it."""

    def __init__(
        self,
        sender: ChannelSender,
        outbox: Outbox,
        line: Line,
        leases: Leases,
        clock: Clock,
        bell: Bell,
        *,
        lease: str,
        holder: str,
        budget: Budget | None = None,
    ) -> None:
        self._sender = sender
        self._outbox = outbox
        self._line = line
        self._leases = leases
        self._clock = clock
        self._bell = bell
        self._budget = budget
        self._lease = lease
        self._holder = holder
        self._holding = False

    async def run(self) -> None:
        """Send for ever; the lease is given back at the end."""
        try:
            while True:
                await self._bell.wait(await self._pass())
        finally:
            await asyncio.shield(self._give_up())

    async def _pass(self) -> float:
        try:
            if not await self._leases.acquire(self._lease, self._holder, LEASE):
                self._holding = False
                return POLL
            if not self._holding:
                await self._recover()
            parcels = await self._outbox.take(self._sender.account, self._clock.now(), IN_FLIGHT)
            await asyncio.gather(*(self._send(parcel) for parcel in parcels))
        except Unavailable as error:
            log.error("store_unavailable", what=str(error), account=self._sender.account.name)
            return POLL
        return 0.0 if parcels else POLL

    async def _recover(self) -> None:
        """What the former holder had in flight may have arrived: it goes out again, and is marked so."""
        for parcel in await self._outbox.in_flight(self._sender.account):
            await self._line.perhaps_twice(parcel, self._clock.now())
        self._holding = True

    async def _send(self, parcel: Parcel) -> None:
        wait = self._wait_for_budget(parcel)
        if wait > 0:
            await self._outbox.retry(parcel.id, self._clock.now() + timedelta(seconds=wait), "budget")
            return
        try:
            await self._sender.send(parcel)
        except PassingError as error:
            await self._later(parcel, error)
        except PermanentError as error:
            log.warning("undeliverable", parcel=parcel.id, code=error.code)
            await self._line.undeliverable(parcel, error.code, self._clock.now())
        else:
            await self._line.delivered(parcel, self._clock.now())

    async def _later(self, parcel: Parcel, error: PassingError) -> None:
        back_off = min(LONGEST_BACK_OFF, 2.0 ** min(parcel.attempts, 10))
        seconds = error.retry_after if error.retry_after is not None else back_off
        if error.retry_after is not None and self._budget is not None:
            self._budget.hold(self._clock.now(), parcel.account, parcel.place, seconds)
        log.warning("sending_later", parcel=parcel.id, seconds=seconds, attempts=parcel.attempts)
        await self._outbox.retry(parcel.id, self._clock.now() + timedelta(seconds=seconds), str(error)[:200])

    def _wait_for_budget(self, parcel: Parcel) -> float:
        if self._budget is None:
            return 0.0
        return self._budget.take(self._clock.now(), parcel.account, parcel.place, parcel.visibility is Visibility.PUBLIC)

    async def _give_up(self) -> None:
        try:
            await self._leases.release(self._lease, self._holder)
        except Unavailable:
            log.warning("lease_not_released", lease=self._lease)
