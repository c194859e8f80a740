"""Simulated weeks again and again, further back: as many years as are wanted, in the time that writing takes.

Each copy begins at the same hour of the same day of the week, on the clocks of the brand's zone; how long people waited is the
same but in opening hours, which holidays and closed days make different.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.simulation.memory import id_of
from charter.charter import Charter
from charter.hours import open_time_between
from conversations import events as e
from conversations.change import Timer
from conversations.conversation import Conversation, after
from conversations.history import Copy, History
from conversations.tally import Tally
from metrics import families as f

WEEKS = timedelta(weeks=4)
"""What is copied: the first four weeks that were simulated."""
ENDED = timedelta(weeks=1)
"""How much longer is simulated after them, so that what began there has ended."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that settled: by which event, the `tally`th of the history, and from when to when it took."""

    n: int
    event: e.Settled
    tally: int
    holder: str | None
    opened_at: datetime
    answered_at: datetime


class Copies:
    """Makes copies of histories under a charter."""

    def __init__(self, charter: Charter) -> None:
        self._charter = charter
        self._zone = ZoneInfo(charter.hours.timezone)

    def may_be_copied(self, history: History, since: datetime) -> bool:
        """True when it began in the weeks that are copied, which begin at `since`, and is over: nothing waits in it."""
        timers: dict[Timer, datetime | None] = {}
        for save in history.saves:
            timers.update(save.change.timers)
        turns = {turn.id: turn for save in history.saves for turn in save.turns}
        waits = any(turn.unanswered for turn in turns.values()) or any(timers.values()) or _underway(history)
        return began(history) < since + WEEKS and not waits

    def of(self, history: History, since: datetime) -> Iterator[Copy]:
        """Its copies, four weeks earlier each, that begin at `since` or later."""
        answers = list(_answers(history))
        tallies = tuple(tally for save in history.saves for tally in save.tallies)
        name, number = history.saves[-1].after.id, 1
        while began(history) + (by := self._earlier(began(history), number * WEEKS)) >= since:
            yield self._copy(answers, tallies, by, id_of(name, number))
            number += 1

    def _earlier(self, moment: datetime, time: timedelta) -> timedelta:
        """How much earlier that is when the clocks show the same."""
        local = moment.astimezone(self._zone)
        return (local - time).astimezone(moment.tzinfo) - moment

    def _copy(self, answers: Sequence[_Answer], tallies: tuple[Tally, ...], by: timedelta, name: str) -> Copy:
        counted, settled = list(tallies), {}
        for answer in answers:
            hours = self._charter.hours_of(answer.holder)
            taken = open_time_between(hours, answer.opened_at + by, answer.answered_at + by).total_seconds()
            event = replace(answer.event, at=answer.event.at + by, open_seconds=taken)
            settled[answer.n] = replace(event, turn=event.turn.replace(event.turn.partition("-")[0], name))
            bucket = f.ANSWER_DELAY_OPEN.bucket(taken)
            counted[answer.tally] = replace(counted[answer.tally], bucket=bucket, total=taken)
        return Copy(by, name, settled, tuple(counted))


def began(history: History) -> datetime:
    """When it began."""
    return history.saves[0].change.events[0].at


def _underway(history: History) -> bool:
    sent = {out.id for save in history.saves for out in save.change.outgoing}
    ended = (e.Delivered, e.Undeliverable, e.Cancelled)
    events = (event for save in history.saves for event in save.change.events)
    return bool(sent - {event.outgoing for event in events if isinstance(event, ended)})


def _answers(history: History) -> Iterator[_Answer]:
    tallies = [tally for save in history.saves for tally in save.tallies]
    places = iter([place for place, tally in enumerate(tallies) if tally.family == f.ANSWER_DELAY_OPEN.name])
    first = history.saves[0].after
    state, n = Conversation(first.id, first.key), 0
    for save in history.saves:
        for event in save.change.events:
            n += 1
            if isinstance(event, e.Settled) and event.open_seconds is not None:
                turn = state.turn(event.turn)
                if turn is None or turn.answered_at is None:
                    raise ValueError(f"conversation {state.id}: the answer that settled by event {n} is not there")
                answered_at = max(turn.opened_at, turn.answered_at)
                yield _Answer(n, event, next(places), turn.first_holder or turn.department, turn.opened_at, answered_at)
            state = after(state, (event,))
