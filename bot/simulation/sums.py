"""The figures of a simulation at any of its moments, as a database would give them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.simulation.memory import Memory
from conversations.figures import Kept, Open, Standing, TurnRow, Waiting
from conversations.message import Visibility
from conversations.tally import Labels, Tally
from conversations.turn import Clock
from metrics.cohort_gauges import LONGEST, gauges

_Cell = tuple[str, str, Visibility, bool]
_DEADLINES: Mapping[Clock, Callable[[TurnRow], datetime | None]] = {
    Clock.EXPECTED: lambda turn: turn.expected_by,
    Clock.TARGET: lambda turn: turn.target_by,
    Clock.PROMISED: lambda turn: turn.first_promised_by,
}


class Sums:
    """Tallies added up; seconds as whole microseconds, whose sum does not depend on their order."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, Labels, str], tuple[int, int]] = {}

    def add(self, tallies: Iterable[Tally]) -> None:
        """Count these too."""
        for tally in tallies:
            cell = tally.family, tally.labels, tally.bucket
            n, total = self._sums.get(cell, (0, 0))
            self._sums[cell] = n + tally.n, total + round(tally.total * 1_000_000)

    def all(self) -> list[Tally]:
        """One tally for each cell."""
        return [Tally(*cell, n, total / 1_000_000) for cell, (n, total) in sorted(self._sums.items())]


def waiting(memory: Memory, now: datetime) -> Waiting:
    """What waits at `now`."""
    lives = memory.lives.values()
    undecided = [min(m.received_at for m in life.state.undecided) for life in lives if life.state.undecided]
    dangers = defaultdict(list)
    for life in lives:
        if life.state.danger_at is not None:
            turn = life.state.waiting
            dangers[(turn or life.state).visibility].append(life.state.danger_at)
    return Waiting(
        turns=_open((row for row in memory.turns.values() if row.unanswered), now),
        outbox=_outbox(memory, now),
        crisis=memory.crises[-1].state if memory.crises else None,
        dangers={visibility: Standing(len(since), min(since)) for visibility, since in dangers.items()},
        undecided=Standing(len(undecided), min(undecided)) if undecided else None,
    )


def kept(memory: Memory, now: datetime) -> Kept:
    """The gauges of what was opened in the last weeks; older turns that have ended are forgotten."""
    memory.turns = {id: row for id, row in memory.turns.items() if row.unanswered or row.opened_at >= now - LONGEST}
    return Kept(now, gauges((row for row in memory.turns.values() if row.opened_at >= now - LONGEST), now))


def _open(turns: Iterable[TurnRow], now: datetime) -> tuple[Open, ...]:
    cells: defaultdict[_Cell, list[TurnRow]] = defaultdict(list)
    for turn in turns:
        cells[turn.channel, turn.department or "", turn.visibility, turn.mention].append(turn)
    return tuple(_cell(cell, found, now) for cell, found in sorted(cells.items()))


def _cell(cell: _Cell, turns: list[TurnRow], now: datetime) -> Open:
    channel, department, visibility, mention = cell
    past = {clock: sum((deadline(turn) or now) < now for turn in turns) for clock, deadline in _DEADLINES.items()}
    overdue = {clock: number for clock, number in past.items() if number}
    return Open(visibility, mention, channel, department, len(turns), min(turn.opened_at for turn in turns), overdue)


def _outbox(memory: Memory, now: datetime) -> tuple[tuple[str, int, datetime | None], ...]:
    queued: defaultdict[str, list[datetime]] = defaultdict(list)
    for out in memory.parcels.underway():
        queued[memory.parcels.channel(out.id)].append(out.due)
    return tuple(
        (channel, len(due), min((moment for moment in due if moment <= now), default=None))
        for channel, due in sorted(queued.items())
    )
