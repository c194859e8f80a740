"""Moves appended tallies into the rollup and has the gauges computed, by whoever holds the lease."""

import secrets

from bot.cohort_watch import CohortWatch
from conversations.ports import Figures, Leases

BATCH = 5_000
LEASE = 30.0


class Folding:
    """What it moves changes no number: the exporter adds both tables up in one snapshot."""

    def __init__(self, figures: Figures, leases: Leases, cohorts: CohortWatch) -> None:
        self._figures, self._leases, self._cohorts = figures, leases, cohorts
        self._holder = secrets.token_hex(8)

    async def fold(self) -> None:
        """Move all there is, and look after the gauges, unless another process does. Raises Unavailable."""
        if await self._leases.acquire("folding", self._holder, LEASE):
            while await self._figures.fold(BATCH) >= BATCH:
                pass
            await self._cohorts.look()
