"""Which measures of a turn have become facts, and what each fact adds to which number. Pure: time is an argument.

A measure settles once, by one `Settled` event, and is never corrected. The line appends `settlements` of the conversation as it
is after all other events of a change, and hands `tallies` of everything that it appends to the store, in the same transaction.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from charter.hours import OpeningHours, open_time_between
from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.message import Visibility
from conversations.tally import Labels, Tally
from conversations.turn import AnsweredBy, Clock, Reply, Turn
from metrics import families as f

ON_ITS_WAY = timedelta(hours=1)
"""How long a passed deadline waits for news that is on its way: an answer that may have arrived in time and is reported late, a
customer whom we have not heard. Not for ever: an answer that never arrives is a miss, and no outage hides one."""

LOOK_AGAIN = timedelta(seconds=30)
"""How soon to look again, at the earliest, at what is due and held back: nobody was heard, or a message is undecided."""
LOOK_AT_LEAST = timedelta(minutes=10)
"""How soon to look again at the latest, for however long nobody was heard."""

_AN_INSTANT = timedelta.resolution

Hours = Callable[[str | None], OpeningHours]
"""The opening hours of a department; of the brand for None."""


def settlements(conversation: Conversation, now: datetime, heard_until: datetime, hours: Hours) -> tuple[e.Settled, ...]:
    """The measures of the conversation's turns that have become facts by `now` and are not settled yet; each dated `now`.

    `heard_until`: everything that customers said before it is stored. What silence decides settles only once it is heard, and
    once no message of that time is undecided: a bot's answer at the end of its refusal window, and for `ON_ITS_WAY` a miss.
    """
    found: list[e.Settled] = []
    read_until = min((heard_until, *(message.at for message in conversation.undecided)))
    for turn in conversation.turns:
        place = _Place(conversation.key.channel, turn, now, read_until)
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


def tallies(before: Conversation, events: Iterable[e.Event]) -> tuple[Tally, ...]:
    """What `events`, which happen to the conversation as it was `before`, add to the numbers. Delays in seconds."""
    found: list[Tally] = []
    for event in events:
        found.extend(_tallied(before, event))
        before = after(before, (event,))
    return tuple(found)


class _Place:
    """A turn at the moment at which its measures are looked at; what customers said before `read_until` is known."""

    def __init__(self, channel: str, turn: Turn, now: datetime, read_until: datetime) -> None:
        self.channel, self.turn, self.now, self.read_until = channel, turn, now, read_until

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
            department=turn.department or f.NOBODY,
            seconds=seconds,
            open_seconds=open_seconds,
            staff_seconds=staff_seconds,
            answered_by=answered_by,
            result=result,
        )


def _delays(place: _Place, hours: Hours) -> Iterator[e.Settled]:
    turn = place.turn
    if turn.acknowledged_at is not None and turn.withdrawn_at is None and "acknowledged" not in turn.settled:
        yield place.settled("acknowledged", seconds=_seconds(turn.opened_at, turn.acknowledged_at))
    if "answered" in turn.settled or turn.answered_at is None or not turn.answer_counts or not _final(turn, place.read_until):
        return
    opened, answered = turn.opened_at, max(turn.opened_at, turn.answered_at)
    by_staff = turn.answered_by is AnsweredBy.STAFF
    opening = hours(turn.first_holder or turn.department)
    yield place.settled(
        "answered",
        seconds=_seconds(opened, answered),
        open_seconds=open_time_between(opening, opened, answered).total_seconds(),
        staff_seconds=_seconds(turn.handed_over_at, answered) if by_staff and turn.handed_over_at else None,
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


def _tallied(before: Conversation, event: e.Event) -> Iterator[Tally]:
    match event:
        case e.TurnOpened():
            yield _count(f.TURNS_OPENED, **_cell(event.channel, event))
        case e.Settled():
            yield from _settled(event)
        case e.MessageReceived():
            yield from (_count(f.SECRETS_MASKED, kind=kind) for kind in event.masked if kind in f.MASKED_KINDS)
        case e.CardRaised(rule="impostor"):
            yield _count(f.IMPOSTORS, channel=before.key.channel)
        case e.DangerAcknowledged() if before.danger_at is not None:
            place = {"channel": before.key.channel, "visibility": before.visibility.value}
            yield from _observed(f.DANGER_ACKNOWLEDGED_DELAY, _seconds(before.danger_at, event.at), place)
        case e.Decided(verdict="hors_sujet", turn=None):
            yield from _off_topic(before, event)
        case e.NoAnswerNeeded() | e.Excluded() | e.AnswerRefused() | e.Delivered(reply=Reply.ANSWER):
            yield from _of_a_turn(before, event)
        case _:
            return


def _settled(event: e.Settled) -> Iterator[Tally]:
    labels = _cell(event.channel, event) | {"department": event.department}
    if event.result is not None:
        yield _count(f.TURNS_DUE, clock=event.measure, result=event.result, **labels)
    elif event.measure == "acknowledged":
        yield from _observed(f.ACKNOWLEDGEMENT_DELAY, event.seconds, labels)
    elif event.answered_by is not None:
        by = labels | {"answered_by": event.answered_by.value}
        yield from _observed(f.ANSWER_DELAY, event.seconds, by)
        yield from _observed(f.ANSWER_DELAY_OPEN, event.open_seconds, by)
        yield from _observed(f.STAFF_WAIT, event.staff_seconds, labels)


def _off_topic(before: Conversation, event: e.Decided) -> Iterator[Tally]:
    read = [message for message in before.undecided if message.id in event.messages]
    if any(message.visibility is Visibility.PUBLIC for message in read):
        yield _count(f.OFF_TOPIC, mention=_yes(any(message.mention for message in read)))


def _of_a_turn(before: Conversation, event: e.NoAnswerNeeded | e.Excluded | e.AnswerRefused | e.Delivered) -> Iterator[Tally]:
    """Events that say only which turn they are about: counted under its labels, or as late when it is settled and gone."""
    turn = before.turn(event.turn) if event.turn is not None else None
    channel = before.key.channel
    late = _late(turn, event)
    if late is not None:
        yield _count(f.LATE_FACTS, channel=channel, fact=late)
    if turn is None:
        return
    match event:
        case e.NoAnswerNeeded() if not turn.over and not turn.stands(event.at):
            yield _count(
                f.NO_ANSWER_NEEDED, rule=_listed(event.rule.partition(":")[0], f.NO_ANSWER_RULES), **_cell(channel, turn)
            )
        case e.Excluded() if turn.excluded is None:
            yield _count(f.EXCLUDED, reason=_listed(event.reason, f.EXCLUSION_REASONS), **_cell(channel, turn))
        case e.AnswerRefused() if turn.answered_at is not None and late is None:
            yield _count(f.FAQ_ANSWERS_REFUSED, **_cell(channel, turn))
        case _:
            return


def _late(turn: Turn | None, event: e.NoAnswerNeeded | e.Excluded | e.AnswerRefused | e.Delivered) -> str | None:
    """What the event would have changed, had it come before the turn settled; None when it is not late."""
    match event:
        case e.NoAnswerNeeded():
            return "no_answer_needed" if turn is None else None
        case e.Excluded():
            return "exclusion" if turn is None else None
        case e.AnswerRefused():
            return "refusal" if turn is None or turn.stands(event.at) else None
        case e.Delivered():
            return "answer" if event.turn is not None and (turn is None or _answered_too_late(turn, event.at)) else None


def _answered_too_late(turn: Turn, at: datetime) -> bool:
    """True when an answer delivered at `at` finds the turn closed, withdrawn, or counted as missed although it was in time."""
    if turn.answered_at is not None:
        return False
    counted = (turn.deadline(clock) for clock in Clock if clock.value in turn.settled)
    return turn.over_by(at) or any(d is not None and at <= d for d in counted)


def _cell(channel: str, of: e.TurnOpened | e.Settled | Turn) -> dict[str, str]:
    return {"channel": channel, "visibility": of.visibility.value, "mention": _yes(of.mention)}


def _count(family: f.Family, **labels: str) -> Tally:
    return Tally(family.name, _labels(labels))


def _observed(family: f.Family, seconds: float | None, labels: dict[str, str]) -> Iterator[Tally]:
    if seconds is not None:
        yield Tally(family.name, _labels(labels), bucket=f.bucket(seconds), total=seconds)


def _labels(labels: dict[str, str]) -> Labels:
    return tuple(sorted(labels.items()))


def _listed(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else f.OTHER


def _yes(mention: bool) -> str:
    return "yes" if mention else "no"


def _seconds(start: datetime, end: datetime) -> float:
    """From start to end, never negative: the platform's clock and ours may differ by a little."""
    return max(0.0, (end - start).total_seconds())
