"""The receiving side of a line, in memory, with what a poller needs beside it: positions and leases."""

from __future__ import annotations

from conversations.message import Incoming, Receipt
from tests.fakes.telegram.bell import Bell


class RecordingLine:
    """Stores each message once. `troubles` are raised first, one by one; `attempts` counts every call."""

    def __init__(self) -> None:
        self.stored: list[Incoming] = []
        self.troubles: list[Exception] = []
        self.attempts = 0
        self._bell = Bell()

    async def receive(self, incoming: Incoming) -> Receipt:
        self.attempts += 1
        self._bell.ring()
        if self.troubles:
            raise self.troubles.pop(0)
        known = [(one.key.channel, one.key.account, one.external_id) for one in self.stored]
        duplicate = (incoming.key.channel, incoming.key.account, incoming.external_id) in known
        if not duplicate:
            self.stored.append(incoming)
            self._bell.ring()
        return Receipt(f"m-{incoming.external_id}", "c-1", duplicate)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.stored]

    async def wait_for(self, n: int, timeout: float = 5.0) -> list[Incoming]:
        if not await self._bell.wait_until(lambda: len(self.stored) >= n, timeout):
            raise AssertionError(f"waited {timeout} s for {n} messages, stored: {self.texts}")
        return self.stored

    async def wait_for_attempts(self, n: int, timeout: float = 5.0) -> None:
        if not await self._bell.wait_until(lambda: self.attempts >= n, timeout):
            raise AssertionError(f"waited {timeout} s for {n} attempts, got {self.attempts}")


class MemoryCursors:
    """Positions in a dictionary; `troubles` are raised first by `write`."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.troubles: list[Exception] = []

    async def read(self, name: str) -> str | None:
        return self.values.get(name)

    async def write(self, name: str, value: str) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.values[name] = value


class MemoryLeases:
    """Leases that end only when given up."""

    def __init__(self) -> None:
        self.holders: dict[str, str] = {}

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        return self.holders.setdefault(name, holder) == holder

    async def release(self, name: str, holder: str) -> None:
        if self.holders.get(name) == holder:
            del self.holders[name]
