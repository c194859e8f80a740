"""What a report needs of the store, read at one moment."""

import asyncio
from datetime import datetime
from typing import Protocol

from charter.charter import Charter
from conversations.figures import Figures, Standing
from conversations.outcomes import Outcomes
from metrics.periods import Period
from metrics.report import Read, Report, report


class Reports(Figures, Outcomes, Protocol):
    """Where turns and what became of them are kept."""


async def read_report(store: Reports, charter: Charter, period: Period, now: datetime) -> Report:
    """The report on a period as it is known `now`. Raises Unavailable.

    What is recorded while it is read has happened after `now`, and is left out.
    """
    current, before = await _read(store, period), await _read(store, period.before())
    departments = [department.id for department in charter.departments]
    # Thousands of turns take seconds to count, during which the program goes on answering.
    return await asyncio.to_thread(report, period, now, current, before, departments)


async def standing(store: Reports, now: datetime) -> Standing | None:
    """How many turns of whatever period wait for an answer, and since when the oldest; None when none does."""
    waiting = (await store.snapshot(now)).waiting.turns
    if not waiting:
        return None
    return Standing(sum(cell.count for cell in waiting), min(cell.oldest for cell in waiting))


async def _read(store: Reports, period: Period) -> Read:
    rows = await store.turns_opened(period.since, period.until)
    return Read(rows, await store.outcomes(period.since, period.until))
