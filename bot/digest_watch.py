"""Writes the weekly letter to who is in charge: on Monday at eight by the brand's clocks, the week before in sentences.

Each person gets the letter of each week once, whatever number of processes run: one of them looks, by lease, and what was told
is noted. What an outage has delayed is told once it is over; of several weeks only the last one.
"""

import secrets
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Protocol

import structlog

from bot.crisis_watch import Post
from bot.release import Release
from bot.report.reading import Reports, read_report, standing
from charter.charter import Charter
from conversations.ports import Clock, Cursors, Leases, Unavailable
from conversations.sending import PassingError, PermanentError
from metrics.digest import Letter, letter
from metrics.periods import Period, due, last_week
from routing import telling

EVERY = 60.0
"""Seconds between two looks."""
LEASE = 180.0
"""Longer than the report and a letter take: nobody else begins meanwhile. It is prolonged before each letter."""
AT = time(8)
"""On the day after the week, by the clocks of the brand."""

_LEASE = "digest"
_DONE = "digest"
"""The cursor that holds the Monday of the last week that was dealt with."""

log = structlog.get_logger()


class Weeks(Reports, Cursors, Leases, Protocol):
    """Where the figures are read, and what was told is noted."""


class DigestWatch:
    """One process does it, by lease; only where there is e-mail."""

    def __init__(self, store: Weeks, clock: Clock, release: Callable[[], Release], desk_url: str, post: Post) -> None:
        self._store, self._clock, self._release, self._desk_url, self._post = store, clock, release, desk_url, post
        self._holder = secrets.token_hex(8)
        self._last: date | None = None

    async def look(self) -> None:
        """Tell of the last week, if that has become due, unless another process does. Raises Unavailable."""
        charter, now = self._release().charter, self._clock.now()
        week = _due(charter, now)
        if self._last == week.first or not await self._mine():
            return
        try:
            if await self._dealt_with(week, charter, now):
                self._last = week.first
        finally:
            await self._store.release(_LEASE, self._holder)

    async def _dealt_with(self, week: Period, charter: Charter, now: datetime) -> bool:
        """True once nothing is left to tell of this week."""
        done = await self._store.read(_DONE)
        # Who has just begun to use Recul is not told of weeks before that.
        if done is not None and done < week.first.isoformat() and not await self._told(week, charter, now):
            return False
        if done is None or done < week.first.isoformat():
            await self._store.write(_DONE, week.first.isoformat())
        return True

    async def _told(self, week: Period, charter: Charter, now: datetime) -> bool:
        """As `_tell`. A fault of ours in a letter must not end the program, in which customers are answered: it is logged, and
        this process leaves the week to a newer one. Raises Unavailable."""
        try:
            return await self._tell(week, charter, now)
        except Unavailable:
            raise
        except Exception:
            log.exception("digest_fault", week=str(week.first))
            self._last = week.first
            return False

    async def _tell(self, week: Period, charter: Charter, now: datetime) -> bool:
        """True once each person in charge was told or can never be; who could not be reached is tried again."""
        report = await read_report(self._store, charter, week, now)
        waits = await standing(self._store, now)
        written = letter(report, charter, telling.language(charter), self._desk_url, waits)
        reached = [
            await self._send(week, number, person.email, written) for number, person in enumerate(telling.in_charge(charter))
        ]
        return all(reached)

    async def _send(self, week: Period, number: int, to: str | None, written: Letter) -> bool:
        id = f"digest-{week.first}-{number}"
        if await self._store.read(id) is not None:
            return True
        if not await self._mine():
            return False
        try:
            await self._post(to=to, subject=written.subject, text=written.text, id=id, at=self._clock.now())
        except PassingError:
            log.warning("digest_later", week=str(week.first))
            return False
        except PermanentError as error:
            log.error("digest_failed", week=str(week.first), code=error.code)
        await self._store.write(id, "told")
        return True

    async def _mine(self) -> bool:
        return await self._store.acquire(_LEASE, self._holder, LEASE)


def _due(charter: Charter, now: datetime) -> Period:
    """The last week whose letter is due."""
    week = last_week(now, charter.hours.timezone)
    return week if now >= due(week, AT) else week.before()
