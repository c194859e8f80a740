"""`recul metrics recount`: every number anew from the events, held against what is exported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from conversations.figures import Figures, Histories
from metrics.board import Board
from metrics.cohorts_anew import CohortsAnew
from metrics.differences import Difference
from metrics.exposition import exposition
from metrics.refolding import Refolding, Sums
from metrics.release_hours import ReleaseHours
from metrics.rendered import misread
from metrics.settled import Settling

LINES = 1_000
"""Differences that are kept to be shown; the others are counted."""

Progress = Callable[[int, int], None]
"""Hears of (conversations done, all conversations), in the thread that reads."""


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found. `found` counts all differences, of which `differences` are the first. `checked` counts the numbers
    compared, `settled` the settled facts, `conversations` those folded.

    `other_hours` counts answers whose open-hours delay would be another under today's opening hours, where the release that
    counted them is not known: the charter may have changed since, so that is no difference. `cohorts` counts the gauges of
    those who arrived in a window, of which `unsure` are known only within bounds: turns were changing as they were computed.
    """

    differences: tuple[Difference, ...]
    found: int
    checked: int
    settled: int
    conversations: int
    other_hours: int
    cohorts: int
    unsure: int


async def recount(figures: Figures, board: Board, now: datetime, progress: Progress) -> Recount:
    """Fold all events anew and compare with what is exported, at one moment of the database, which is not before `now`.

    Whoever no longer waits for it ends it: the thread stops at the next conversation. Raises Unavailable.
    """
    waited_for = True

    def told(done: int, of: int) -> None:
        if not waited_for:
            raise _NobodyWaitsError
        progress(done, of)

    try:
        return await figures.recount(lambda histories: _recounted(histories, board, now, told))
    except BaseException:
        waited_for = False
        raise


class _NobodyWaitsError(Exception):
    """Ends a reading of which nobody will see the end."""


def _recounted(histories: Histories, board: Board, now: datetime, progress: Progress) -> Recount:
    settling = Settling(ReleaseHours(histories.charter, board.charter.hours_of))
    refolding = Refolding(settling, now, LINES)
    shown = histories.shown(now)
    cohorts = CohortsAnew(shown.kept)
    count = histories.count()
    progress(0, count)
    for history in histories.each():
        refolding.read(history)
        cohorts.read(history)
        progress(refolding.conversations, max(count, refolding.conversations))
    exported = Sums(shown.tallies)
    refolding.note(_otherwise(exported, refolding.sums))
    refolding.note(refolding.waiting.differences(shown.waiting))
    refolding.note(cohorts.differences())
    refolding.note(misread(exposition(shown, board), shown, exported))
    checked = len(exported.cells.keys() | refolding.sums.cells.keys())
    return Recount(
        tuple(refolding.differences),
        refolding.found,
        checked,
        settling.settled,
        refolding.conversations,
        settling.other_hours,
        cohorts.compared,
        cohorts.unsure,
    )


def _otherwise(exported: Sums, recounted: Sums) -> Iterator[Difference]:
    """The numbers that differ."""
    for key in sorted(exported.cells.keys() | recounted.cells.keys()):
        theirs, ours = exported.cells.get(key, (0, 0)), recounted.cells.get(key, (0, 0))
        if theirs != ours:
            family, labels, bucket = key
            yield Difference(family, (*labels, ("le", bucket)) if bucket else labels, _number(theirs), _number(ours))


def _number(number: tuple[int, int]) -> str:
    n, micros = number
    return f"{n} ({micros / 1_000_000:.6g} s)" if micros else str(n)
