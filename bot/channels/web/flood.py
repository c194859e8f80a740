"""At most so many messages per minute from one device."""

from collections import deque
from datetime import datetime, timedelta


class Flood:
    """Counts the sendings of each contact over a sliding window, in this process."""

    def __init__(self, limit: int = 20, window: timedelta = timedelta(minutes=1)) -> None:
        self._limit = limit
        self._window = window
        self._sent: dict[str, deque[datetime]] = {}

    def allows(self, contact: str, now: datetime) -> bool:
        """Count one more sending; False, and not counted, when it would be too many."""
        self._forget(now)
        sent = self._sent.setdefault(contact, deque())
        while sent and sent[0] <= now - self._window:
            sent.popleft()
        if len(sent) >= self._limit:
            return False
        sent.append(now)
        return True

    def _forget(self, now: datetime) -> None:
        # Only when many are held, so that the usual sending costs nothing; the memory stays bounded by the last minute.
        if len(self._sent) >= 1000:
            self._sent = {who: sent for who, sent in self._sent.items() if sent and sent[-1] > now - self._window}
