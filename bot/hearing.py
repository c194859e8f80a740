"""Until when customers were heard: whatever they said before that is stored, so that their silence means something."""

from datetime import datetime, timedelta

from bot.remembered import Remembered
from conversations.message import PlaceKey
from conversations.ports import Cursors
from metrics.turns import IN_TRANSIT, UNHEARD

FETCHED = frozenset({"telegram"})
"""The channels whose messages are kept elsewhere until we take them: how far we are there is known."""
PATIENCE = timedelta(minutes=2)
"""How long after a start what was kept for us meanwhile may take to come; timers do not wait longer for anybody."""
EVERY = timedelta(seconds=5)
"""How often at most a watermark is written."""
A_MOMENT = timedelta(seconds=1)


class Watermark:
    """Until when the customers of one account were heard, kept for all processes."""

    def __init__(self, cursors: Cursors, channel: str, account: str) -> None:
        self._cursors = cursors
        self._name = f"{channel}:{account}:heard"
        self._last: datetime | None = None

    async def reached(self, moment: datetime) -> None:
        """Everything said before `moment` is stored. Raises Unavailable."""
        if self._last is None or abs(moment - self._last) >= EVERY:
            await self._cursors.write(self._name, moment.isoformat())
            self._last = moment

    async def read(self) -> datetime | None:
        """Until when they were heard, as far as any process knows; None: never. Raises Unavailable."""
        written = await self._cursors.read(self._name)
        return datetime.fromisoformat(written) if written else None


class Hearing:
    """Until when customers were heard in a place. `started`: when this process began to listen; None: long ago."""

    def __init__(self, cursors: Cursors, started: datetime | None = None) -> None:
        self._cursors = cursors
        self._started = started
        self._read: dict[tuple[str, str], Remembered[datetime | None]] = {}

    async def until(self, key: PlaceKey, now: datetime) -> datetime:
        """Everything that customers said there before this time is stored, or lost for good. Raises Unavailable."""
        latest, given_up = now - IN_TRANSIT, now - UNHEARD
        if key.channel not in FETCHED:
            return given_up if self._just_started(now) else latest
        heard = await self._heard(key, now)
        return given_up if heard is None else max(given_up, min(heard, latest))

    async def caught_up(self, key: PlaceKey, now: datetime) -> bool:
        """True when timers may speak there: what customers said while we were away was fetched, or is waited for no longer."""
        if key.channel not in FETCHED or not self._just_started(now):
            return True
        heard = await self._heard(key, now)
        return heard is not None and heard >= now - IN_TRANSIT

    def _just_started(self, now: datetime) -> bool:
        return self._started is not None and now - self._started <= PATIENCE

    async def _heard(self, key: PlaceKey, now: datetime) -> datetime | None:
        account = key.channel, key.account
        if account not in self._read:
            self._read[account] = Remembered(Watermark(self._cursors, *account).read, A_MOMENT)
        return await self._read[account].at(now)
