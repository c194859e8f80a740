"""What is said of turns by when they were opened: what became of them, how many were ever answered, how long it took.

The one home of this arithmetic: the gauges of /metrics and the report ask the same functions, of whatever rows. Delays run from
a turn's opening, wall clock. To keep public and private apart is the caller's part.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from conversations.figures import Standing, TurnRow
from conversations.turn import WITHDRAWN_BY_CUSTOMER, AnsweredBy
from metrics.survival import Step, curve, reached


class State(StrEnum):
    """What became of a turn: each is in exactly one."""

    ANSWERED_STAFF = "answered_staff"
    ANSWERED_BOT = "answered_bot"
    PENDING = "pending"
    """Answered by the bot, and can still be refused."""
    WAITING = "waiting"
    UNANSWERED = "unanswered"
    """Closed without an answer, or withdrawn or excluded after customers could expect one: that undoes no miss."""
    NO_ANSWER_NEEDED = "no_answer_needed"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


ANSWERED = (State.ANSWERED_STAFF, State.ANSWERED_BOT)
OWED = (*ANSWERED, State.PENDING, State.WAITING, State.UNANSWERED)
"""The states of turns to which an answer was owed: what is divided by."""


def state(row: TurnRow) -> State:
    """What became of this turn. An answer that stands counts, whatever happens to the turn afterwards."""
    if row.answered_by is AnsweredBy.STAFF:
        return State.ANSWERED_STAFF
    if row.answered_by is AnsweredBy.BOT and row.final:
        return State.ANSWERED_BOT
    if row.withdrawn_at is not None:
        return _withdrawn(row) if row.withdrawn_at <= row.expected_by else State.UNANSWERED
    if row.answered_by is not None:
        return State.PENDING
    return State.WAITING if row.closed_at is None else State.UNANSWERED


def _withdrawn(row: TurnRow) -> State:
    if row.excluded:
        return State.EXCLUDED
    return State.WITHDRAWN if row.no_answer_needed == WITHDRAWN_BY_CUSTOMER else State.NO_ANSWER_NEEDED


class Ratio(NamedTuple):
    """So many of so many."""

    part: int
    of: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.of if self.of else None


def counts(rows: Iterable[TurnRow]) -> Mapping[State, int]:
    """How many turns are in each state, those in which none is included."""
    return dict.fromkeys(State, 0) | Counter(map(state, rows))


def ever_answered(rows: Iterable[TurnRow]) -> Ratio:
    """The turns that were answered, of all to which an answer was owed. A pending answer is not one yet."""
    found = counts(rows)
    return Ratio(sum(found[one] for one in ANSWERED), sum(found[one] for one in OWED))


def acknowledged(rows: Iterable[TurnRow]) -> Ratio:
    """The turns whose customers were told that they were heard, of all to which an answer was owed."""
    owed = [row for row in rows if state(row) in OWED]
    return Ratio(sum(row.acknowledged_at is not None for row in owed), len(owed))


def waiting(rows: Iterable[TurnRow]) -> Standing | None:
    """How many still wait, and when the oldest of them opened; None when nobody does. Beside every mean."""
    opened = [row.opened_at for row in rows if state(row) is State.WAITING]
    return Standing(len(opened), min(opened)) if opened else None


class Within(NamedTuple):
    """A delay that a share of turns was answered within, or, when that many are not answered (`reached`), is over."""

    delay: timedelta
    reached: bool


@dataclass(frozen=True, slots=True)
class Delays:
    """How long turns took until their answer, how long those have waited that still may get one, and how long those that never
    will."""

    answered: list[timedelta] = field(default_factory=list)
    waiting: list[timedelta] = field(default_factory=list)
    never: list[timedelta] = field(default_factory=list)

    @property
    def n(self) -> int:
        """How many turns these are."""
        return len(self.answered) + len(self.waiting) + len(self.never)

    def mean(self) -> timedelta | None:
        """Of the answered alone; None when none is. It says little without their number and that of those who wait."""
        return sum(self.answered, timedelta(0)) / len(self.answered) if self.answered else None

    def curve(self) -> Iterator[Step]:
        """The share still unanswered after each delay (Kaplan–Meier)."""
        return curve(self.answered, self.waiting, len(self.never))

    def within(self, share: float) -> Within | None:
        """The delay within which that share (0..1) was answered (Kaplan–Meier), or else all that is known, which it exceeds.
        None without a turn."""
        if not self.n:
            return None
        delay = reached(share, self.curve())
        return Within(delay, True) if delay is not None else Within(max(chain(self.answered, self.waiting, self.never)), False)


def delays(rows: Iterable[TurnRow], now: datetime, by: AnsweredBy | None = None) -> Delays:
    """The delays of the turns to which an answer was owed; of the staff's or of the bot's alone with `by`.

    The staff's turns are those that were handed over to them or that they answered: what the bot answered will never have their
    answer. The bot's are those that it answered: what was refused, or answered by a person after all, will never have its
    answer. A pending answer is none yet.
    """
    found = Delays()
    for row in rows:
        was = state(row)
        if was not in OWED or not _of(by, row):
            continue
        if was in ANSWERED and row.answered_at is not None and by in (None, row.answered_by):
            found.answered.append(_since(row, row.answered_at))
        elif was is State.PENDING or (was is State.WAITING and by is not AnsweredBy.BOT):
            found.waiting.append(_since(row, now))
        else:
            found.never.append(_since(row, now))
    return found


def _of(by: AnsweredBy | None, row: TurnRow) -> bool:
    match by:
        case AnsweredBy.STAFF:
            return row.handed_over_at is not None or row.answered_by is AnsweredBy.STAFF
        case AnsweredBy.BOT:
            return row.bot_answered_at is not None or row.answered_by is AnsweredBy.BOT
        case _:
            return True


def _since(row: TurnRow, moment: datetime) -> timedelta:
    """Never negative: the platform's clock and ours may differ by a little."""
    return max(timedelta(0), moment - row.opened_at)
