"""Sends what was queued, one sender per channel account under a lease, and says what became of each parcel."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.budget import Budget
from bot.lease import Lease
from conversations.message import Visibility
from conversations.ports import Clock, Leases, Line, Outbox, Unavailable
from conversations.sending import ChannelSender, Parcel, PassingError, PermanentError
from metrics.sending import SendingFigures

IN_FLIGHT = 8
POLL = 1.0
LONGEST_BACK_OFF = 300.0
GRACE = 3.0
"""Seconds that what is in flight has to arrive when the program is told to stop: else it would go out twice."""

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
        figures: SendingFigures | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sender = sender
        self._outbox = outbox
        self._line = line
        self._clock = clock
        self._bell = bell
        self._budget = budget
        self._figures = SendingFigures() if figures is None else figures
        self._sleep = sleep
        self._lease = Lease(leases, lease, holder)

    async def run(self) -> None:
        """Send for ever; the lease is given back at the end."""
        try:
            while True:
                await self._bell.wait(await self._pass())
        finally:
            await asyncio.shield(self._give_up())

    async def _pass(self) -> float:
        try:
            if not await self._lease.take():
                return POLL
            await self._recover()
            parcels = await self._outbox.take(self._sender.account, self._clock.now(), IN_FLIGHT)
        except Unavailable as error:
            self._say_unavailable(error)
            return POLL
        if not parcels:
            return POLL
        async with self._lease.kept():
            await self._send_all(parcels)
        return 0.0

    async def _recover(self) -> None:
        """Between two rounds nothing of ours is in flight. What is marked so was left by somebody who was stopped, or by us
        when the store failed: it may have arrived, goes out again, and is marked so."""
        for parcel in await self._outbox.in_flight(self._sender.account):
            await self._line.perhaps_twice(parcel, self._clock.now())

    async def _send_all(self, parcels: Sequence[Parcel]) -> None:
        sending = asyncio.gather(*(self._send(parcel) for parcel in parcels))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait([sending], timeout=GRACE)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            raise

    async def _send(self, parcel: Parcel) -> None:
        wait = self._wait_for_budget(parcel)
        if wait > 0:
            self._figures.delayed(parcel.account.channel, "budget")
            await self._put_back(parcel, wait, "budget")
            return
        try:
            await self._sender.send(parcel)
        except PassingError as error:
            await self._later(parcel, error)
        except PermanentError as error:
            log.warning("undeliverable", parcel=parcel.id, code=error.code)
            at, code = self._clock.now(), error.code
            await self._note(lambda: self._line.undeliverable(parcel, code, at))
        except Exception as error:
            # One parcel that a sender cannot cope with must not stop the others. No text of the error: it may quote a customer.
            log.error("sending_failed", parcel=parcel.id, error=type(error).__name__)
            await self._later(parcel, PassingError(f"an unexpected error ({type(error).__name__})"))
        else:
            at = self._clock.now()
            self._figures.worked(parcel.account.channel, at)
            await self._note(lambda: self._line.delivered(parcel, at))

    async def _later(self, parcel: Parcel, error: PassingError) -> None:
        self._figures.delayed(parcel.account.channel, "error" if error.retry_after is None else "limit")
        back_off = min(LONGEST_BACK_OFF, 2.0 ** min(parcel.attempts, 10))
        seconds = error.retry_after if error.retry_after is not None else back_off
        if error.retry_after is not None and self._budget is not None:
            self._budget.hold(self._clock.now(), parcel.account, parcel.place, seconds)
        log.warning("sending_later", parcel=parcel.id, seconds=seconds, attempts=parcel.attempts)
        await self._put_back(parcel, seconds, str(error)[:200])

    async def _put_back(self, parcel: Parcel, seconds: float, why: str) -> None:
        due = self._clock.now() + timedelta(seconds=seconds)
        await self._note(lambda: self._outbox.retry(parcel.id, due, why))

    async def _note(self, note: Callable[[], Awaitable[None]]) -> None:
        """Until the store has it: a parcel that was sent and is not noted would go out twice."""
        while True:
            try:
                return await note()
            except Unavailable as error:
                self._say_unavailable(error)
                await self._sleep(POLL)

    def _wait_for_budget(self, parcel: Parcel) -> float:
        if self._budget is None:
            return 0.0
        return self._budget.take(self._clock.now(), parcel.account, parcel.place, parcel.visibility is Visibility.PUBLIC)

    def _say_unavailable(self, error: Unavailable) -> None:
        log.error("store_unavailable", what=str(error), account=self._sender.account.name)

    async def _give_up(self) -> None:
        try:
            await self._lease.give_up()
        except Unavailable:
            log.warning("lease_not_released", lease=self._lease.name)
