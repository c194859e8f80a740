"""Watches the public mood: proposes a crisis, turns an undecided proposal into a precaution, and ends what is over."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.release import Release
from charter.charter import Charter
from conversations.crisis import Crises, Crisis, CrisisState, Mood
from conversations.ports import Clock, Conflict, Cursors, Leases
from conversations.sending import PassingError, PermanentError
from routing import crisis_notice, telling
from routing.crisis import LOOK_BACK, after_time, may_be_proposed, proposed

EVERY = 30.0
"""Seconds between two looks."""
LEASE = 45.0
LATE = timedelta(minutes=10)
"""So long after its time a decision may still come to be stored."""


class Post(Protocol):
    """Sends an e-mail; `id` tells a second copy. Raises PassingError, PermanentError."""

    async def __call__(self, *, to: str | None, subject: str, text: str, id: str, at: datetime) -> None:
        """Return when it is accepted."""
        ...


log = structlog.get_logger()


class CrisisWatch:
    """One process does it, by lease. `post` is None where there is no e-mail: then only the metric, the log and `recul crisis
    status` tell of it."""

    def __init__(
        self,
        crises: Crises,
        cursors: Cursors,
        leases: Leases,
        clock: Clock,
        release: Callable[[], Release],
        desk_url: str,
        post: Post | None,
    ) -> None:
        self._crises, self._cursors, self._leases, self._clock = crises, cursors, leases, clock
        self._release, self._desk_url, self._post = release, desk_url, post
        self._holder = secrets.token_hex(8)
        self._moods = _Moods(crises)

    async def look(self) -> None:
        """Do what has become due, unless another process does. Raises Unavailable."""
        if not await self._leases.acquire("crisis", self._holder, LEASE):
            return
        charter, now = self._release().charter, self._clock.now()
        crisis = await self._crises.crisis()
        try:
            await self._move(crisis, charter, now)
        except Conflict:
            return  # somebody has decided meanwhile: the next look sees it
        await self._tell(await self._crises.crisis(), charter)

    async def _move(self, crisis: Crisis | None, charter: Charter, now: datetime) -> None:
        later = after_time(crisis, now, charter.crisis) if crisis is not None else None
        if crisis is not None and later is not None:
            await self._crises.put_crisis(later, crisis.state)
            log.warning("crisis", state=later.state.value, crisis=later.id)
            return
        moods = await self._moods.until(now)
        figures = proposed(moods, now, charter.crisis, charter.hours.timezone)
        if figures is not None and may_be_proposed(crisis, figures, now):
            new = Crisis(secrets.token_hex(8), CrisisState.PROPOSED, now, now, "rule", figures=figures)
            await self._crises.put_crisis(new, None)
            log.warning("crisis", state=new.state.value, crisis=new.id)

    async def _tell(self, crisis: Crisis | None, charter: Charter) -> None:
        """By e-mail, each of the persons in charge once for each state; who could not be reached is tried again."""
        if crisis is None or self._post is None or crisis.state not in crisis_notice.TOLD:
            return
        for number, person in enumerate(telling.in_charge(charter)):
            id = f"crisis-{crisis.id}-{crisis.state.value}-{number}"
            if await self._cursors.read(id) is not None:
                continue
            notice = crisis_notice.notice(crisis, charter, self._desk_url)
            try:
                await self._post(to=person.email, subject=notice.subject, text=notice.text, id=id, at=crisis.changed_at)
            except PassingError:
                log.warning("crisis_notice_later", crisis=crisis.id)
                continue
            except PermanentError as error:
                log.error("crisis_notice_failed", crisis=crisis.id, code=error.code)
            await self._cursors.write(id, "told")


class _Moods:
    """The public moods of `LOOK_BACK`, of which only the last are read again each time."""

    def __init__(self, crises: Crises) -> None:
        self._crises = crises
        self._known: list[Mood] = []
        self._read_at: datetime | None = None

    async def until(self, now: datetime) -> list[Mood]:
        """All of them, oldest first. Raises Unavailable."""
        since = now - LOOK_BACK if self._read_at is None else self._read_at - LATE
        fresh = await self._crises.moods(since)
        self._known = [mood for mood in self._known if now - LOOK_BACK <= mood.at < since] + list(fresh)
        self._read_at = now
        return self._known
