"""How fast an account may send, so that the platform never has to tell us. Pure: the caller brings the time."""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.sending import Account


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any stretch of `period`."""

    count: int
    period: timedelta


PER_ACCOUNT = Limit(30, timedelta(seconds=1))
PER_CHAT = Limit(1, timedelta(seconds=1))
PER_GROUP = Limit(20, timedelta(minutes=1))
"""Telegram's own limits (Bots FAQ): 30 messages a second overall, one a second to a chat, 20 a minute to a group."""

_Key = tuple[Account, str, Limit]


class Budget:
    """Keeps account of what was sent lately, and of chats that the platform asked us to leave alone.

    A place is `chat` or `chat:thread`: all threads of a chat share its limits. Nothing is kept longer than it matters.
    """

    def __init__(self) -> None:
        self._sent: OrderedDict[_Key, deque[datetime]] = OrderedDict()
        self._held: dict[tuple[Account, str], datetime] = {}

    def take(self, now: datetime, account: Account, place: str, is_group: bool) -> float:
        """Seconds to wait before a message may go to `place`; 0 means: send it, it is counted from now on."""
        chat = place.partition(":")[0]
        keys: list[_Key] = [(account, "", PER_ACCOUNT), (account, chat, PER_CHAT)]
        if is_group:
            keys.append((account, chat, PER_GROUP))
        wait = max(self._wait(now, account, chat), *(self._room(key, now) for key in keys))
        if wait > 0:
            return wait
        for key in keys:
            self._note(key, now)
        self._forget(now)
        return 0.0

    def hold(self, now: datetime, account: Account, place: str, seconds: float) -> None:
        """Let nothing go to the chat of `place` for that long (Telegram's `retry_after`); the other chats go on."""
        self._held[account, place.partition(":")[0]] = now + timedelta(seconds=seconds)

    def _wait(self, now: datetime, account: Account, chat: str) -> float:
        until = self._held.get((account, chat))
        return (until - now).total_seconds() if until is not None else 0.0

    def _room(self, key: _Key, now: datetime) -> float:
        """Seconds until one more fits. A clock set back never makes anybody wait longer than one period."""
        limit, sent = key[2], self._sent.get(key)
        if sent is None or len(sent) < limit.count:
            return 0.0
        return (min(sent[0], now) + limit.period - now).total_seconds()

    def _note(self, key: _Key, now: datetime) -> None:
        sent = self._sent.setdefault(key, deque(maxlen=key[2].count))
        sent.append(now)
        self._sent.move_to_end(key)

    def _forget(self, now: datetime) -> None:
        while self._sent and next(iter(self._sent.values()))[-1] + PER_GROUP.period < now:
            self._sent.popitem(last=False)
        for key in [key for key, until in self._held.items() if until <= now]:
            del self._held[key]
