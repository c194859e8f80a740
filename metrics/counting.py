"""What each fact about a conversation adds to which number. Pure: the events say all, and a recount finds the same."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.message import PlaceKey, Visibility, narrowest
from conversations.tally import Labels, Tally
from conversations.turn import FOR_STAFF, WITHDRAWN_BY_CUSTOMER, AnsweredBy, Clock, Reply, Turn
from metrics import families as f
from metrics.turns import elapsed

_PROMISES = {"met": "kept", "missed": "broken"}
_LATE = e.NoAnswerNeeded | e.Excluded | e.AnswerRefused | e.Delivered


def tallies(before: Conversation, events: Iterable[e.Event]) -> tuple[Tally, ...]:
    """What `events`, which happen to the conversation as it was `before`, add to the numbers. Delays in seconds."""
    found: list[Tally] = []
    for event in events:
        found.extend(tallied(before, event))
        before = after(before, (event,))
    return tuple(found)


def beginning(id: str, events: Sequence[e.Event]) -> Conversation:
    """The conversation before these, all its events: as empty as it was, in the channel that they name."""
    named = (event.channel for event in events if isinstance(event, e.MessageReceived | e.TurnOpened))
    return Conversation(id, PlaceKey(next((channel for channel in named if channel), ""), "", "", ""))


def tallied(before: Conversation, event: e.Event) -> Iterator[Tally]:
    """What one event adds, which happens to the conversation as it was `before`."""
    match event:
        case e.TurnOpened():
            yield _count(f.TURNS_OPENED, **_place(event.channel, event))
        case e.Settled():
            yield from _settled(before, event)
        case e.DangerAcknowledged() if before.danger_at is not None:
            labels = {"channel": f.channel(before.key.channel), "visibility": before.visibility.value}
            yield from _observed(f.DANGER_ACKNOWLEDGED_DELAY, elapsed(before.danger_at, event.at), labels)
        case e.AnswerConfirmed():
            yield from _confirmed(before, event)
        case e.NoAnswerNeeded() | e.Excluded() | e.AnswerRefused() | e.Delivered(reply=Reply.ANSWER):
            yield from _of_a_turn(before, event)
        case e.Overrode():
            yield from (_count(f.CHECKS_OVERRIDDEN, check=name) for name in dict.fromkeys(map(f.check, event.findings)))
        case e.Undeliverable():
            yield _count(f.UNDELIVERABLE, channel=_sent_by(before, event.reply), code=f.code(event.code))
        case e.PerhapsTwice():
            yield _count(f.PERHAPS_TWICE, channel=_sent_by(before, event.reply))
        case _:
            yield from _heard(before, event)


def _heard(before: Conversation, event: e.Event) -> Iterator[Tally]:
    """What customers wrote, and what was decided on it."""
    match event:
        case e.MessageReceived():
            channel = f.channel(before.key.channel)
            yield from _observed(f.INGEST_LAG, elapsed(event.at, event.received_at), {"channel": channel})
            yield from (_count(f.SECRETS_MASKED, kind=kind) for kind in event.masked if kind in f.MASKED_KINDS)
        case e.CardRaised(rule="impostor"):
            yield _count(f.IMPOSTORS, channel=f.channel(before.key.channel))
        case e.Decided():
            yield from _decided(before, event)
        case _:
            return


def _settled(before: Conversation, event: e.Settled) -> Iterator[Tally]:
    labels = _place(event.channel, event) | {"department": event.department}
    if event.result is not None and event.measure == Clock.PROMISED:
        yield _count(f.PROMISES_DUE, result=_PROMISES[event.result], **labels)
    elif event.result is not None:
        yield _count(f.TURNS_DUE, clock=event.measure, result=event.result, **labels)
    elif event.measure == "acknowledged":
        yield from _observed(f.ACKNOWLEDGEMENT_DELAY, event.seconds, labels)
    elif event.answered_by is not None:
        by = labels | {"answered_by": event.answered_by.value}
        yield from _observed(f.ANSWER_DELAY, event.seconds, by)
        yield from _observed(f.ANSWER_DELAY_OPEN, event.open_seconds, by)
        yield from _observed(f.STAFF_WAIT, event.staff_seconds, labels)
        yield from (_count(f.ANSWERED_LATE, clock=clock.value, **by) for clock in _passed(before.turn(event.turn)))


def _passed(turn: Turn | None) -> Iterator[Clock]:
    """The clocks whose deadline its answer came after."""
    if turn is None or turn.answered_at is None:
        return
    for clock in Clock:
        deadline = turn.deadline(clock)
        if deadline is not None and deadline < turn.answered_at:
            yield clock


def _decided(before: Conversation, event: e.Decided) -> Iterator[Tally]:
    read = [message for message in before.undecided if message.id in event.messages]
    visibility = narrowest(message.visibility for message in read) if read else before.visibility
    kind = f.listed(event.verdict.partition(":")[0], f.VERDICTS)
    yield _count(f.DECISIONS, kind=kind, visibility=visibility.value)
    left_alone = kind == "hors_sujet" and event.turn is None
    if left_alone and any(message.visibility is Visibility.PUBLIC for message in read):
        yield _count(f.OFF_TOPIC, mention=_yes(any(message.mention for message in read)))


def _confirmed(before: Conversation, event: e.AnswerConfirmed) -> Iterator[Tally]:
    turn = before.turn(event.turn)
    if turn is not None and turn.answered_by is AnsweredBy.BOT and turn.confirmed_at is None:
        yield _count(f.FAQ_ANSWERS_CONFIRMED, **_place(before.key.channel, turn))


def _of_a_turn(before: Conversation, event: _LATE) -> Iterator[Tally]:
    """Events that say only which turn they are about: counted under its labels, or as late when it is settled and gone."""
    turn = before.turn(event.turn) if event.turn is not None else None
    channel = before.key.channel
    late = _late(turn, event)
    if late is not None:
        yield _count(f.LATE_FACTS, channel=f.channel(channel), fact=late)
    if turn is None:
        return
    match event:
        case e.NoAnswerNeeded() if not turn.over and not turn.stands(event.at):
            yield _not_needed(event.rule, _place(channel, turn))
        case e.Excluded() if turn.excluded is None:
            yield _count(f.EXCLUDED, reason=f.listed(event.reason, f.EXCLUSION_REASONS), **_place(channel, turn))
        case e.AnswerRefused() if turn.answered_at is not None and late is None:
            yield _count(f.FAQ_ANSWERS_REFUSED, **_place(channel, turn))
        case _:
            return


def _not_needed(rule: str, place: dict[str, str]) -> Tally:
    if rule == WITHDRAWN_BY_CUSTOMER:
        return _count(f.TURNS_WITHDRAWN, **place)
    return _count(f.NO_ANSWER_NEEDED, rule=f.listed(rule.partition(":")[0], f.NO_ANSWER_RULES), **place)


def _late(turn: Turn | None, event: _LATE) -> str | None:
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


def _sent_by(before: Conversation, reply: Reply | None) -> str:
    """The channel label of what was sent: the conversation's own, e-mail for what goes to the staff."""
    return "email" if reply in FOR_STAFF else f.channel(before.key.channel)


def _place(channel: str, of: e.TurnOpened | e.Settled | Turn) -> dict[str, str]:
    return {"channel": f.channel(channel), "visibility": of.visibility.value, "mention": _yes(of.mention)}


def _count(family: f.Family, **labels: str) -> Tally:
    return Tally(family.name, _labels(labels))


def _observed(family: f.Family, seconds: float | None, labels: dict[str, str]) -> Iterator[Tally]:
    if seconds is not None:
        yield Tally(family.name, _labels(labels), bucket=family.bucket(seconds), total=seconds)


def _labels(labels: dict[str, str]) -> Labels:
    return tuple(sorted(labels.items()))


def _yes(mention: bool) -> str:
    return "yes" if mention else "no"
