"""Computes once a minute what counts those who still wait: the gauges of what was opened in the last weeks."""

import asyncio
from datetime import datetime, timedelta

import structlog

from conversations.figures import Figures, Kept
from conversations.ports import Clock
from metrics.cohort_gauges import LONGEST, gauges

EVERY = timedelta(seconds=60)

log = structlog.get_logger()


class CohortWatch:
    """Looked after by whoever folds the tallies."""

    def __init__(self, figures: Figures, clock: Clock) -> None:
        self._figures, self._clock = figures, clock
        self._tried_at: datetime | None = None

    async def look(self) -> None:
        """Put new gauges in the place of the old ones, when a minute has passed.

        A failure is logged and tried again a minute later: it must not stop the folding. The gauges then grow old, and
        are seen to.
        """
        now = self._clock.now()
        if self._tried_at is not None and abs(now - self._tried_at) < EVERY:
            return
        self._tried_at = now
        try:
            rows = await self._figures.turns_opened(now - LONGEST, now)
            # In a thread of its own: a busy month takes a good part of a second.
            found = await asyncio.to_thread(gauges, rows, now)
            await self._figures.keep_gauges(Kept(now, found))
        except Exception as error:
            log.error("gauges_not_computed", error=type(error).__name__, what=str(error))
