"""Watches the timers and lets the line tick: one conversation in order, different ones in parallel."""

import asyncio
from collections import deque

import structlog

from bot.bell import Bell
from conversations.ports import Clock, Line, Store, Unavailable

PARALLEL = 16
POLL = 1.0

log = structlog.get_logger()


class ClockWatch:
    """Runs until cancelled. A conversation whose tick fails is tried again later, and holds nobody else up."""

    def __init__(self, store: Store, line: Line, clock: Clock, bell: Bell) -> None:
        self._store = store
        self._line = line
        self._clock = clock
        self._bell = bell
        self._running: dict[str, asyncio.Task[None]] = {}
        self._not_before: dict[str, float] = {}
        self._backlog: deque[str] = deque()

    async def run(self) -> None:
        """Tick whatever is due, for ever."""
        try:
            while True:
                await self._bell.wait(await self._pass())
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _pass(self) -> float:
        """Start what is due and can be started; returns for how many seconds there is nothing more to do."""
        if self._start() or len(self._running) >= PARALLEL:
            return POLL
        try:
            # What fails stays due, before all others: it must not fill the page.
            due = await self._store.due(self._clock.now(), 4 * PARALLEL + len(self._not_before))
            self._backlog.extend(id for id in due if id not in self._running and not self._held(id))
            at = None if due else await self._store.next_due()
        except Unavailable as error:
            log.error("store_unavailable", what=str(error))
            return POLL
        self._start()
        return POLL if at is None else min(POLL, max(0.0, (at - self._clock.now()).total_seconds()))

    def _start(self) -> bool:
        """Start what is known to be due, as far as there is room; True when some is left. A tick that ends rings again."""
        while self._backlog and len(self._running) < PARALLEL:
            id = self._backlog.popleft()
            if id not in self._running:
                self._running[id] = asyncio.create_task(self._tick(id), name=f"tick {id}")
        return bool(self._backlog)

    async def _tick(self, id: str) -> None:
        try:
            await self._line.tick(id)
            self._not_before.pop(id, None)
        except Exception as error:
            # One conversation that cannot be decided must not stop the others: it stays due and is tried again.
            log.error("tick_failed", conversation=id, error=type(error).__name__, what=_what(error))
            self._not_before[id] = asyncio.get_running_loop().time() + 5
        finally:
            del self._running[id]
            self._bell.ring()

    def _held(self, id: str) -> bool:
        return self._not_before.get(id, 0.0) > asyncio.get_running_loop().time()


def _what(error: Exception) -> str:
    """The sentence of our own errors; nothing of others', whose texts may quote a customer."""
    return str(error) if isinstance(error, Unavailable) else ""
