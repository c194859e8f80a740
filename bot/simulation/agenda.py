"""Virtual time: what is planned happens in its order, and the clock jumps from one thing to the next."""

import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

Doing = Callable[[], Awaitable[None]]


class VirtualClock:
    """Implements `conversations.ports.Clock`: it stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The virtual time, UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Be at that time."""
        self._now = now


class Agenda:
    """What will happen, and to which conversation."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._plans: list[tuple[datetime, int, str, Doing]] = []
        self._made = 0
        self._of: Counter[str] = Counter()

    def plan(self, at: datetime, of: str, doing: Doing) -> None:
        """Do that at that time, or now if it has passed; `of` is the conversation that it is about."""
        self._made += 1
        self._of[of] += 1
        heapq.heappush(self._plans, (max(at, self._clock.now()), self._made, of, doing))

    def planned(self, of: str) -> bool:
        """True while anything is planned for that conversation."""
        return self._of[of] > 0

    async def until(self, end: datetime) -> None:
        """Do everything that is planned before `end`; it is `end` then."""
        while self._plans and self._plans[0][0] < end:
            at, _, of, doing = heapq.heappop(self._plans)
            self._clock.set(at)
            await doing()
            self._of[of] -= 1
            if not self._of[of]:
                del self._of[of]
        self._clock.set(end)
