"""Moves appended tallies into the rollup every second, by whoever holds the lease."""

import asyncio
import secrets

import structlog

from conversations.ports import Figures, Leases, Unavailable

EVERY = 1.0
BATCH = 5_000
LEASE = 30.0

log = structlog.get_logger()


class Folding:
    """Runs until cancelled. What it does changes no number: the exporter adds both tables up in one snapshot."""

    def __init__(self, figures: Figures, leases: Leases) -> None:
        self._figures = figures
        self._leases = leases
        self._holder = secrets.token_hex(8)

    async def run(self) -> None:
        """Fold for ever."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                if await self._leases.acquire("folding", self._holder, LEASE):
                    while await self._figures.fold(BATCH) >= BATCH:
                        pass
            except Unavailable as error:
                log.error("store_unavailable", what=str(error))
