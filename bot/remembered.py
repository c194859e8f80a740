"""What is asked of the store for every decision, and changes rarely: remembered for a moment."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last answer of `ask`, asked again after `kept`."""

    def __init__(self, ask: Callable[[], Awaitable[T]], kept: timedelta) -> None:
        self._ask = ask
        self._kept = kept
        self._known: tuple[datetime, T] | None = None

    async def at(self, now: datetime) -> T:
        """The answer as it was at most `kept` before `now`. Raises what `ask` raises, and remembers nothing then."""
        if self._known is None or not timedelta(0) <= now - self._known[0] < self._kept:
            self._known = (now, await self._ask())
        return self._known[1]
