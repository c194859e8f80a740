"""Turns as they were known at a moment: what a report counts. Pure: time is an argument.

Two periods are compared at the same age; so the older one is read as it stood then, without what has come since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from conversations import events as e
from conversations.figures import TurnRow
from conversations.lessons import UNRECOGNISED
from conversations.outcomes import Outcome
from conversations.turn import AnsweredBy, Clock

_CLOCKS = {clock.value: clock for clock in Clock}


@dataclass(frozen=True, slots=True)
class Known:
    """The turns of a period (`rows`, by opening) and what had become of them `at` a moment.

    `met`: the settled results, by turn and clock. `open_seconds`: the settled delays of answers in opening time. `confirmed`:
    the bot's answer helped. `unrecognised`: nothing was recognised in one of its messages. `outcomes`: all of them until then,
    by conversation.
    """

    at: datetime
    rows: Sequence[TurnRow]
    met: Mapping[tuple[str, Clock], bool]
    open_seconds: Mapping[str, float]
    confirmed: frozenset[str]
    unrecognised: frozenset[str]
    outcomes: Mapping[str, Sequence[Outcome]]


def known(rows: Iterable[TurnRow], outcomes: Mapping[str, Sequence[Outcome]], at: datetime) -> Known:
    """The turns that had opened before `at`, with what had become of them by then."""
    until = {id: [event for event in found if event.at <= at] for id, found in outcomes.items()}
    events = [event for found in until.values() for event in found]
    settled = [event for event in events if isinstance(event, e.Settled)]
    answered = {event.turn: event.open_seconds for event in settled if event.measure == "answered"}
    decided = [event for event in events if isinstance(event, e.Decided) and event.turn is not None]
    return Known(
        at=at,
        rows=[_row_at(row, at, row.id in answered) for row in rows if row.opened_at < at],
        met={(event.turn, _CLOCKS[event.measure]): event.result == "met" for event in settled if event.measure in _CLOCKS},
        open_seconds={turn: seconds for turn, seconds in answered.items() if seconds is not None},
        confirmed=frozenset(event.turn for event in events if isinstance(event, e.AnswerConfirmed)),
        unrecognised=frozenset(str(event.turn) for event in decided if any(one.rule in UNRECOGNISED for one in event.reasons)),
        outcomes=until,
    )


def _row_at(row: TurnRow, at: datetime, final: bool) -> TurnRow:
    """The turn as it stood. Who holds it, whether it names us and how heated it was are as they are known today."""
    if _only_by_bot(row, at):
        row = replace(row, answered_at=row.bot_answered_at, answered_by=AnsweredBy.BOT, author=None)
    answered = row.answered_at is not None and row.answered_at <= at
    withdrawn = row.withdrawn_at is not None and row.withdrawn_at <= at
    return replace(
        row,
        answered_at=row.answered_at if answered else None,
        answered_by=row.answered_by if answered else None,
        author=row.author if answered else None,
        final=final and answered,
        acknowledged_at=_by(row.acknowledged_at, at),
        handed_over_at=_by(row.handed_over_at, at),
        refused_at=_by(row.refused_at, at),
        bot_answered_at=_by(row.bot_answered_at, at),
        closed_at=_by(row.closed_at, at),
        withdrawn_at=_by(row.withdrawn_at, at),
        excluded=row.excluded and withdrawn,
        no_answer_needed=row.no_answer_needed if withdrawn else None,
    )


def _only_by_bot(row: TurnRow, at: datetime) -> bool:
    """True when the bot had answered by then, nobody had refused that yet, and no person had answered instead."""
    by_bot = row.bot_answered_at is not None and row.bot_answered_at <= at
    refused = row.refused_at is not None and row.refused_at <= at
    by_another = row.answered_at is not None and row.answered_at <= at
    return by_bot and not refused and not by_another


def _by(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= at else None
