"""The gauges: what stands at this moment, by family and labels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from conversations.crisis import CrisisState
from conversations.figures import Kept, Open, Snapshot, Waiting
from conversations.tally import Labels
from conversations.turn import Clock
from metrics import families as f
from metrics.board import Board

Values = Mapping[Labels, float]

_ALWAYS = (f.COHORT_TURNS, f.COHORT_ACKNOWLEDGED)
_CRISIS = {CrisisState.PROPOSED: 1.0, CrisisState.PRECAUTION: 2.0, CrisisState.DECLARED: 3.0}


STALE = timedelta(minutes=5)
"""How long gauges that are computed now and then are still shown."""


def gauges(seen: Snapshot, board: Board, now: datetime | None) -> Iterator[tuple[f.Family, Values]]:
    """Every gauge, and what little counts beside the tallies. A channel that is not one of ours is a bridge's.

    `now`: kept gauges that are `STALE` by then have no values; None: all of them have.
    """
    waiting = seen.waiting
    yield from _turns(waiting, board)
    yield from _alarms(waiting, board)
    yield from _outbox(waiting, board)
    yield from _kept(seen.kept, board, now)
    yield f.SUSPENDED, _suspended(waiting, board)
    yield f.TARGET, dict(board.targets())
    yield f.CRISIS_STATE, {(): _CRISIS.get(waiting.crisis, 0.0) if waiting.crisis else 0.0}
    yield f.BUILD_INFO, {(("release", board.release), ("version", board.version)): 1.0}
    yield f.CHARTER_REFUSED, {(): float(board.refusals)}
    yield f.CHARTER_TROUBLE, {(): float(board.troubled)}
    yield f.ENGINE_BREAKER_OPEN, {(): float(board.understanding.resting)}
    worked = board.sending.worked_at.items()
    yield f.CHANNEL_SUCCESS, {(("channel", channel),): at.timestamp() for channel, at in worked}


def _turns(waiting: Waiting, board: Board) -> Iterator[tuple[f.Family, Values]]:
    cells = [(_cell(cell), cell.count, cell.oldest) for cell in waiting.turns]
    yield f.TURNS_OPEN, _counted(f.TURNS_OPEN, board, ((labels, n) for labels, n, _ in cells))
    yield f.TURNS_OPEN_OLDEST, _oldest((labels, oldest) for labels, _, oldest in cells)
    overdue = ((_on(clock, _cell(cell)), n) for cell in waiting.turns for clock, n in cell.overdue.items())
    yield f.TURNS_OVERDUE, _counted(f.TURNS_OVERDUE, board, overdue)


def _alarms(waiting: Waiting, board: Board) -> Iterator[tuple[f.Family, Values]]:
    """Dangers that nobody has taken, and messages on which nothing was decided."""
    dangers = [((("visibility", visibility.value),), standing) for visibility, standing in waiting.dangers.items()]
    yield f.DANGERS_OPEN, _counted(f.DANGERS_OPEN, board, ((labels, standing.count) for labels, standing in dangers))
    yield f.DANGERS_OPEN_OLDEST, _oldest((labels, standing.oldest) for labels, standing in dangers)
    undecided = waiting.undecided
    yield f.UNDECIDED, {(): float(undecided.count) if undecided else 0.0}
    yield f.UNDECIDED_OLDEST, {(): undecided.oldest.timestamp()} if undecided else {}


def _kept(kept: Kept | None, board: Board, now: datetime | None) -> Iterator[tuple[f.Family, Values]]:
    """What was computed now and then: absent, not 0, before the first time and when that is too long ago."""
    shown = kept is not None and (now is None or now - kept.at <= STALE)
    values: dict[str, dict[Labels, float]] = {}
    if kept is not None and shown:
        values = {family.name: dict.fromkeys(board.present(family), 0.0) for family in _ALWAYS}
        for gauge in kept.gauges:
            values.setdefault(gauge.family, {})[gauge.labels] = gauge.value
    for family in (f.COHORT_TURNS, f.COHORT_ACKNOWLEDGED, f.COHORT_ANSWER_DELAY):
        yield family, values.get(family.name, {})
    yield f.FIGURES_TIMESTAMP, {(): kept.at.timestamp()} if kept is not None else {}


def _outbox(waiting: Waiting, board: Board) -> Iterator[tuple[f.Family, Values]]:
    cells = [((("channel", f.channel(name)),), n, oldest) for name, n, oldest in waiting.outbox if n]
    yield f.OUTBOX_DEPTH, _counted(f.OUTBOX_DEPTH, board, ((labels, n) for labels, n, _ in cells))
    yield f.OUTBOX_OLDEST, _oldest((labels, oldest) for labels, _, oldest in cells if oldest is not None)


def _suspended(waiting: Waiting, board: Board) -> Values:
    scopes = (((("scope", scope.partition(":")[0]),), 1) for scope in waiting.suspended)
    return _counted(f.SUSPENDED, board, scopes)


def _counted(family: f.Family, board: Board, cells: Iterable[tuple[Labels, int]]) -> Values:
    """How many in each cell, 0 included; several networks may share the cell of the bridges."""
    counted = Counter[Labels]()
    for labels, n in cells:
        counted[labels] += n
    return {labels: float(counted[labels]) for labels in dict.fromkeys((*board.present(family), *counted))}


def _oldest(cells: Iterable[tuple[Labels, datetime]]) -> Values:
    oldest: dict[Labels, float] = {}
    for labels, moment in cells:
        oldest[labels] = min(moment.timestamp(), oldest.get(labels, moment.timestamp()))
    return oldest


def _on(clock: Clock, labels: Labels) -> Labels:
    return tuple(sorted((*labels, ("clock", clock.value))))


def _cell(cell: Open) -> Labels:
    department, mention = cell.department or f.NOBODY, "yes" if cell.mention else "no"
    channel = f.channel(cell.channel)
    return (("channel", channel), ("department", department), ("mention", mention), ("visibility", cell.visibility.value))
