"""The figures of a period: those of the boards, by arrival, each with the turns that it is counted from. Pure.

Everything is about the turns that opened in the period, as they are known at one moment: a number may still move while some of
them wait. The arithmetic of states, ratios and delays is that of `metrics.cohorts`; results are the settled ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from conversations.figures import TurnRow
from conversations.message import Visibility
from conversations.outcomes import Outcome
from conversations.turn import AnsweredBy, Clock
from metrics import cohorts
from metrics.cohorts import ANSWERED, OWED, State
from metrics.families import ALL, NOBODY
from metrics.known import Known, known
from metrics.periods import Period
from metrics.reasons import Reason, reasons
from metrics.returns import Ids, Returns, returns

FEW = 5
"""With fewer turns than that on either side a change is not told: it would be chance."""

ANSWERERS: tuple[tuple[str, AnsweredBy | None], ...] = (("staff", AnsweredBy.STAFF), ("bot", AnsweredBy.BOT), (ALL, None))


class Scope(StrEnum):
    """What is never averaged together: comments that name us (they are among all comments too), all comments, private."""

    MENTIONS = "mentions"
    COMMENTS = "comments"
    PRIVATE = "private"


class Unit(StrEnum):
    """What a figure is in: a number of turns, seconds, a share (0..1), a mean score (1..5)."""

    TURNS = "turns"
    SECONDS = "seconds"
    SHARE = "share"
    SCORE = "score"


class Key(NamedTuple):
    """Which figure it is: of which turns, of which department (`all`, or an id, or `none`), and which one of them."""

    scope: Scope
    department: str
    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the turns that it is counted from. `value` is None where there is nothing to count; `over`: it is more than
    that, by how much nobody knows yet."""

    value: float | None
    unit: Unit
    turns: Ids
    over: bool = False

    @property
    def n(self) -> int:
        """From how many turns."""
        return len(self.turns)


Figures = Mapping[Key, Figure]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of `period` and of the one before, which is read at the same age; `reasons` of dissatisfaction with both.

    `departments` are those that have figures: the charter's, those that are no more, and `none`.
    """

    period: Period
    known: Known
    figures: Figures
    before: Figures
    reasons: tuple[Reason, ...]
    departments: tuple[str, ...]

    @property
    def at(self) -> datetime:
        """The moment at which all this was known."""
        return self.known.at

    def figure(self, scope: Scope, name: str, department: str = ALL) -> Figure:
        """One figure. Raises KeyError on a name that is none."""
        return self.figures[Key(scope, department, name)]

    def change(self, scope: Scope, name: str, department: str = ALL) -> float | None:
        """By how much it is more than the period before; None where that says nothing."""
        key = Key(scope, department, name)
        now, then = self.figures[key], self.before.get(key)
        if then is None or now.value is None or then.value is None or now.over or then.over:
            return None
        return now.value - then.value if now.unit is Unit.TURNS or min(now.n, then.n) >= FEW else None

    def rows(self, scope: Scope, department: str = ALL) -> list[TurnRow]:
        """The turns of a scope and department, by opening."""
        return rows_of(self.known, scope, department)


class Read(NamedTuple):
    """What the store tells of a period."""

    rows: Sequence[TurnRow]
    outcomes: Mapping[str, Sequence[Outcome]]


def report(period: Period, at: datetime, now: Read, before: Read, departments: Iterable[str] = ()) -> Report:
    """The report on a period at a moment. `now` and `before` are what was read of it and of the period before."""
    current, past = known(*now, at), known(*before, period.at_this_age(at))
    returned, returned_before = returns(current), returns(past)
    seen = tuple(departments)
    gone = sorted({_holder(row) for row in current.rows} - {*seen, NOBODY})
    nobody = (NOBODY,) if any(row.department is None for row in current.rows) else ()
    named = (*seen, *gone, *nobody)
    return Report(
        period,
        current,
        dict(_figures(current, returned, named)),
        dict(_figures(past, returned_before, named)),
        reasons(current, returned, past, returned_before),
        named,
    )


def rows_of(known: Known, scope: Scope, department: str = ALL) -> list[TurnRow]:
    """The turns of a scope and department."""
    return [row for row in known.rows if _within(row, scope) and department in (ALL, _holder(row))]


def delay_of(row: TurnRow) -> timedelta | None:
    """How long this turn took until its answer; None while it has none that stands."""
    return cohorts.delays((row,), row.opened_at).mean()


def _within(row: TurnRow, scope: Scope) -> bool:
    public = row.visibility is Visibility.PUBLIC
    return {Scope.MENTIONS: public and row.mention, Scope.COMMENTS: public, Scope.PRIVATE: not public}[scope]


def _holder(row: TurnRow) -> str:
    return row.department or NOBODY


def _figures(known: Known, returned: Returns, departments: Sequence[str]) -> Iterator[tuple[Key, Figure]]:
    for scope in Scope:
        for department in (ALL, *departments):
            rows = rows_of(known, scope, department)
            for name, figure in (*_states(rows, known.at), *_delays(rows, known), *_results(rows, known)):
                yield Key(scope, department, name), figure
            for name, figure in _returns(rows, known, returned):
                yield Key(scope, department, name), figure


def _states(rows: Sequence[TurnRow], at: datetime) -> Iterator[tuple[str, Figure]]:
    """How many turns are in each state; how many were ever answered, and acknowledged; how long the oldest has waited."""
    states = {row.id: cohorts.state(row) for row in rows}
    yield "opened", _count(states)
    for state in State:
        yield state.value, _count(id for id, was in states.items() if was is state)
    owed = tuple(id for id, was in states.items() if was in OWED)
    yield "owed", _count(owed)
    yield "answered", _count(id for id, was in states.items() if was in ANSWERED)
    yield "answered_share", Figure(cohorts.ever_answered(rows).share, Unit.SHARE, owed)
    heard = {row.id for row in rows if row.acknowledged_at is not None}
    yield "acknowledged", _count(id for id in owed if id in heard)
    yield "acknowledged_share", Figure(cohorts.acknowledged(rows).share, Unit.SHARE, owed)
    standing = cohorts.waiting(rows)
    oldest = next(
        (row.id for row in rows if standing and states[row.id] is State.WAITING and row.opened_at == standing.oldest), ""
    )
    waited = (at - standing.oldest).total_seconds() if standing else None
    yield "oldest", Figure(waited, Unit.SECONDS, (oldest,) if oldest else ())


def _delays(rows: Sequence[TurnRow], known: Known) -> Iterator[tuple[str, Figure]]:
    """Mean, median and p90 by who answered. The mean is of the answered, the others count all who could have been."""
    for name, by in ANSWERERS:
        found = cohorts.delays(rows, known.at, by)
        apart = {row.id: cohorts.delays((row,), known.at, by) for row in rows}
        answered = tuple(id for id, one in apart.items() if one.answered)
        everybody = tuple(id for id, one in apart.items() if one.n)
        yield f"mean_{name}", Figure(_seconds(found.mean()), Unit.SECONDS, answered)
        opened = {id: known.open_seconds[id] for id in answered if id in known.open_seconds}
        mean = sum(opened.values()) / len(opened) if opened else None
        yield f"open_mean_{name}", Figure(mean, Unit.SECONDS, tuple(opened))
        for part, of in (("median", 0.5), ("p90", 0.9)):
            within = found.within(of)
            over = within is not None and not within.reached
            yield f"{part}_{name}", Figure(_seconds(within.delay if within else None), Unit.SECONDS, everybody, over)


def _results(rows: Sequence[TurnRow], known: Known) -> Iterator[tuple[str, Figure]]:
    """Met and missed on each clock, as they were settled: once each, never corrected."""
    for clock in Clock:
        due = {row.id: known.met[row.id, clock] for row in rows if (row.id, clock) in known.met}
        met = tuple(id for id, was in due.items() if was)
        yield f"met_{clock}", _count(met)
        yield f"missed_{clock}", _count(id for id, was in due.items() if not was)
        yield f"met_share_{clock}", Figure(len(met) / len(due) if due else None, Unit.SHARE, tuple(due))


def _returns(rows: Sequence[TurnRow], known: Known, returned: Returns) -> Iterator[tuple[str, Figure]]:
    """What came back, and how many turns held a message in which nothing was recognised."""
    ids = {row.id for row in rows}
    counted = {
        **{f"faq_{name}": getattr(returned, name) for name in ("helped", "silent", "refused", "open")},
        **{name: getattr(returned, name) for name in ("calmed", "still_upset", "gone", "asked")},
        "unrecognised": sorted(known.unrecognised),
    }
    for name, turns in counted.items():
        yield name, _count(id for id in turns if id in ids)
    asked = tuple(id for id in returned.asked if id in ids)
    scores = {id: score for id, score in (returned.scores or {}).items() if id in ids}
    yield "rated", _count(scores)
    yield "rated_share", Figure(len(scores) / len(asked) if asked else None, Unit.SHARE, asked)
    mean = sum(scores.values()) / len(scores) if scores else None
    yield "satisfaction", Figure(mean, Unit.SCORE, tuple(scores))


def _count(turns: Iterable[str]) -> Figure:
    ids = tuple(turns)
    return Figure(len(ids), Unit.TURNS, ids)


def _seconds(delay: timedelta | None) -> float | None:
    return None if delay is None else delay.total_seconds()
