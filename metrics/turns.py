"""Which measures of a turn have become facts. Pure: time is an argument.

A measure settles once, by one `Settled` event, and is never corrected. The line appends `settlements` of the conversation as it
is after all other events of a change; what each event adds to the numbers is in `metrics/counting.py`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from charter.hours import OpeningHours, open_time_between
from conversations import events as e
from conversations.conversation import Conversation
from conversations.turn import AnsweredBy, Clock, Turn
from metrics.families import NOBODY

ON_ITS_WAY = timedelta(hours=1)
"""How long a passed deadline waits for news that is on its way: an answer that may have arrived in time and is reported late, a
customer whom we have not heard. Not for ever: an answer that never arrives is a miss, and no outage hides one."""

IN_TRANSIT = timedelta(minutes=2)
"""How long what somebody has sent may be on its way to us, and how much two clocks may differ: nobody was heard later."""

UNHEARD = timedelta(hours=24)
"""How long at most what silence decides waits for customers whom we have not heard: Telegram keeps what we do not take for so
long, and others try to bring it. What was not heard by then never will be."""

LOOK_AGAIN = timedelta(seconds=30)
"""How soon to look again, at the earliest, at what is due and held back: nobody was heard, or a message is undecided."""
LOOK_AT_LEAST = timedelta(minutes=10)
"""How soon to look again at the latest, for however long nobody was heard."""

_AN_INSTANT = timedelta.resolution

Hours = Callable[[str | None], OpeningHours]
"""The opening hours of a department; of the brand for None."""


def settlements(
    conversation: Conversation, now: datetime, heard_until: datetime, hours: Hours, release: str | None = None
) -> tuple[e.Settled, ...]:
    """The measures of the conversation's turns that have become facts by `now` and are not settled yet; each dated `now`, by
    the opening hours of that release.

    `heard_until`: everything that customers said before it is stored. What silence decides settles only once it is heard, and
    once no message of that time is undecided: a bot's answer at the end of its refusal window, and for `ON_ITS_WAY` a miss.
    """
    found: list[e.Settled] = []
    read_until = min((heard_until, *(message.at for message in conversation.undecided)))
    for turn in conversation.turns:
        place = _Place(conversation.key.channel, turn, now, read_until, release)
        found.extend(_delays(place, hours))
        found.extend(_results(place))
    return tuple(found)


def next_settlement(conversation: Conversation, now: datetime, heard_until: datetime) -> datetime | None:
    """When to look again: the first time after `now` at which a measure of these turns may settle, if customers are heard no
    later than they are now. None when there is none.

    For a measure that is due already and held back that is a while from now, the longer the longer nobody has been heard.
    """
    lag = min(max(timedelta(0), now - heard_until), LOOK_AT_LEAST)
    moments = (moment for turn in conversation.turns for moment in _moments(turn, lag))
    return min((moment if moment > now else now + max(LOOK_AGAIN, lag) for moment in moments), default=None)


class _Place:
    """A turn at the moment at which its measures are looked at; what customers said before `read_until` is known."""

    def __init__(self, channel: str, turn: Turn, now: datetime, read_until: datetime, release: str | None) -> None:
        self.channel, self.turn, self.now, self.read_until, self.release = channel, turn, now, read_until, release

    def settled(
        self,
        measure: str,
        seconds: float | None = None,
        open_seconds: float | None = None,
        staff_seconds: float | None = None,
        answered_by: AnsweredBy | None = None,
        result: Literal["met", "missed"] | None = None,
    ) -> e.Settled:
        """The event that makes `measure` a fact, under the labels of this moment."""
        turn = self.turn
        return e.Settled(
            at=self.now,
            turn=turn.id,
            measure=measure,
            visibility=turn.visibility,
            mention=turn.mention,
            channel=self.channel,
            department=turn.department or NOBODY,
            seconds=seconds,
            open_seconds=open_seconds,
            staff_seconds=staff_seconds,
            answered_by=answered_by,
            result=result,
            release=self.release,
        )


def _delays(place: _Place, hours: Hours) -> Iterator[e.Settled]:
    turn = place.turn
    if turn.acknowledged_at is not None and turn.withdrawn_at is None and "acknowledged" not in turn.settled:
        yield place.settled("acknowledged", seconds=elapsed(turn.opened_at, turn.acknowledged_at))
    if "answered" in turn.settled or turn.answered_at is None or not turn.answer_counts or not _final(turn, place.read_until):
        return
    opened, answered = turn.opened_at, max(turn.opened_at, turn.answered_at)
    by_staff = turn.answered_by is AnsweredBy.STAFF
    opening = hours(turn.first_holder or turn.department)
    yield place.settled(
        "answered",
        seconds=elapsed(opened, answered),
        open_seconds=open_time_between(opening, opened, answered).total_seconds(),
        staff_seconds=elapsed(turn.handed_over_at, answered) if by_staff and turn.handed_over_at else None,
        answered_by=turn.answered_by,
    )


def _results(place: _Place) -> Iterator[e.Settled]:
    for clock in Clock:
        result = _result(place.turn, clock, place.now, place.read_until)
        if result is not None:
            yield place.settled(clock.value, result=result)


def _result(turn: Turn, clock: Clock, now: datetime, read_until: datetime) -> Literal["met", "missed"] | None:
    """Whether the deadline was met; None while that is not a fact, or when it was counted, or does not count."""
    deadline = turn.deadline(clock)
    if deadline is None or clock.value in turn.settled or not turn.due(clock) or now <= deadline:
        return None
    if turn.answered_at is None:
        news = turn.answering is not None or read_until <= deadline
        return None if news and now <= deadline + ON_ITS_WAY else "missed"
    if not _final(turn, read_until):
        return None
    return "met" if turn.answered_at <= deadline else "missed"


def _final(turn: Turn, read_until: datetime) -> bool:
    """True when the answer is a fact. The end of a refusal window is one only when no refusal can still be on its way to us."""
    return turn.confirmed_at is not None or turn.stands(read_until)


def _moments(turn: Turn, lag: timedelta) -> Iterator[datetime]:
    """When each unsettled measure of the turn may settle, as things stand, when customers are heard so much later."""
    window = None if turn.answered_at is None or turn.confirmed_at is not None else turn.refusable_until
    over = None if window is None else window + lag
    if turn.answered_at is not None and turn.answer_counts and "answered" not in turn.settled:
        yield (over or turn.answered_at) + _AN_INSTANT
    for clock in Clock:
        deadline = turn.deadline(clock)
        if deadline is None or clock.value in turn.settled or not turn.due(clock):
            continue
        if turn.answered_at is None:
            deadline += lag if turn.answering is None else ON_ITS_WAY
        yield max(deadline, over or deadline) + _AN_INSTANT


def elapsed(start: datetime, end: datetime) -> float:
    """Seconds from start to end, never negative: the platform's clock and ours may differ by a little."""
    return max(0.0, (end - start).total_seconds())
