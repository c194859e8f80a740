"""The real clock."""

from datetime import UTC, datetime


class SystemClock:
    """`conversations.ports.Clock` by the machine's time."""

    def now(self) -> datetime:
        """The present time, UTC."""
        return datetime.now(UTC)
