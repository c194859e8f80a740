"""Collects what people teach, so that it is there when somebody reviews it, and long before what was said is erased."""

import secrets
from typing import Protocol

import structlog

from bot.suggesting import Collects, collect
from conversations.ports import Clock, Leases

EVERY = 300.0
"""Seconds between two collections."""
LEASE = 600.0

log = structlog.get_logger()


class _Store(Collects, Leases, Protocol):
    """Suggestions, and who collects them."""


class LearningWatch:
    """One process does it, by lease."""

    def __init__(self, store: _Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._holder = secrets.token_hex(8)

    async def look(self) -> None:
        """Collect what is new, unless another process does. Raises Unavailable."""
        if not await self._store.acquire("learning", self._holder, LEASE):
            return
        new = await collect(self._store, self._clock.now())
        if new:
            log.info("suggestions", new=new)
