"""`conversations.ports.Clock` that only the test moves."""

from datetime import datetime, timedelta


class VirtualClock:
    """Starts at `now`, timezone-aware."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The present time of the test."""
        return self._now

    def set(self, now: datetime) -> None:
        """Be at that time."""
        self._now = now

    def move(self, time: timedelta) -> None:
        """Let time pass."""
        self._now += time
