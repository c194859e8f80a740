"""The right to be the only one who does something: short, so that little time is lost after a kill, and prolonged meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from conversations.ports import Leases, Unavailable

SECONDS = 5.0
"""For so long at most nobody does the work after a process was killed. Who stalls for longer must expect to be replaced."""
RENEWALS = 4
"""How often it is prolonged in that time: three may fail or be late."""


class Lease:
    """A lease that this process takes, prolongs and gives up; `holder` names the process."""

    def __init__(self, leases: Leases, name: str, holder: str, seconds: float = SECONDS) -> None:
        self.name = name
        self._leases = leases
        self._holder = holder
        self._seconds = seconds

    async def take(self) -> bool:
        """Take or prolong it; False when another process has it. Raises Unavailable."""
        return await self._leases.acquire(self.name, self._holder, self._seconds)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Prolong it as long as the block runs, whose own calls may take longer than a lease lasts."""
        prolonging = asyncio.create_task(self._prolong(), name=f"prolong {self.name}")
        try:
            yield
        finally:
            prolonging.cancel()
            await asyncio.gather(prolonging, return_exceptions=True)

    async def give_up(self) -> None:
        """Let others have it at once. Raises Unavailable."""
        await self._leases.release(self.name, self._holder)

    async def _prolong(self) -> None:
        """Until it is lost: what is free again later may have been in other hands meanwhile."""
        held = True
        while held:
            await asyncio.sleep(self._seconds / RENEWALS)
            try:
                held = await self.take()
            except Unavailable:
                continue  # the work itself needs the store and says so
