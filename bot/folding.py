"""Moves appended tallies into the rollup, by whoever holds the lease."""

import secrets

from conversations.ports import Figures, Leases

BATCH = 5_000
LEASE = 30.0


class Folding:
    """What it does changes no number: the exporter adds both tables up in one snapshot."""

    def __init__(self, figures: Figures, leases: Leases) -> None:
        self._figures = figures
        self._leases = leases
        self._holder = secrets.token_hex(8)

    async def fold(self) -> None:
        """Move all there is, unless another process does. Raises Unavailable."""
        if await self._leases.acquire("folding", self._holder, LEASE):
            while await self._figures.fold(BATCH) >= BATCH:
                pass
