"""The gauges: what stands at this moment, by family and labels."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from conversations.crisis import CrisisState
from conversations.figures import Open, Waiting
from conversations.tally import Labels
from metrics import families as f
from metrics.board import Board

Values = Mapping[Labels, float]

_CRISIS = {CrisisState.PROPOSED: 1.0, CrisisState.PRECAUTION: 2.0, CrisisState.DECLARED: 3.0}


def gauges(waiting: Waiting, board: Board) -> Iterator[tuple[f.Family, Values]]:
    """Every gauge, and what little counts beside the tallies. A channel that is not one of ours is a bridge's."""
    yield from _turns(waiting, board)
    yield from _outbox(waiting, board)
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


def _outbox(waiting: Waiting, board: Board) -> Iterator[tuple[f.Family, Values]]:
    cells = [((("channel", f.channel(name)),), n, oldest) for name, n, oldest in waiting.outbox if n]
    yield f.OUTBOX_DEPTH, _counted(f.OUTBOX_DEPTH, board, ((labels, n) for labels, n, _ in cells))
    yield f.OUTBOX_OLDEST, _oldest((labels, oldest) for labels, _, oldest in cells)


def _suspended(waiting: Waiting, board: Board) -> Values:
    scopes = (((("scope", scope.partition(":")[0]),), 1) for scope in waiting.suspended)
    return _counted(f.SUSPENDED, board, scopes)


def _counted(family: f.Family, board: Board, cells: Iterator[tuple[Labels, int]]) -> Values:
    """How many in each cell, 0 included; several networks may share the cell of the bridges."""
    counted = Counter[Labels]()
    for labels, n in cells:
        counted[labels] += n
    return {labels: float(counted[labels]) for labels in dict.fromkeys((*board.present(family), *counted))}


def _oldest(cells: Iterator[tuple[Labels, datetime]]) -> Values:
    oldest: dict[Labels, float] = {}
    for labels, moment in cells:
        oldest[labels] = min(moment.timestamp(), oldest.get(labels, moment.timestamp()))
    return oldest


def _cell(cell: Open) -> Labels:
    department, mention = cell.department or f.NOBODY, "yes" if cell.mention else "no"
    channel = f.channel(cell.channel)
    return (("channel", channel), ("department", department), ("mention", mention), ("visibility", cell.visibility.value))
