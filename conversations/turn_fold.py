"""How events change a turn."""

from dataclasses import replace

from conversations import events as e
from conversations.turn import HEARS, AnsweredBy, Clock, Reply, Turn


def opened(event: e.TurnOpened) -> Turn:
    """The turn that `event` opens."""
    return Turn(
        id=event.turn,
        opened_at=event.at,
        visibility=event.visibility,
        mention=event.mention,
        expected_by=event.expected_by,
    )


def after(turn: Turn, event: e.Event) -> Turn:
    """The turn once `event` has happened; unchanged when the event does not concern it."""
    if isinstance(event, e.Closed):
        return replace(turn, closed_at=event.at) if turn.waits else turn
    if getattr(event, "turn", None) != turn.id:
        return turn
    match event:
        case e.HandedOver():
            return _handed_over(turn, event)
        case e.Transferred():
            return replace(turn, department=event.department)
        case e.Promised():
            return replace(turn, promised_by=turn.promised_by or event.by)
        case e.Replied(reply=Reply.ANSWER):
            return replace(turn, answering=event.outgoing)
        case e.Undeliverable():
            return replace(turn, answering=None) if turn.answering == event.outgoing else turn
        case e.Delivered():
            return _delivered(turn, event)
        case e.AnswerConfirmed():
            return replace(turn, confirmed_at=event.at)
        case e.AnswerRefused():
            return replace(turn, answered_at=None, answered_by=None, refusable_until=None, answering=None, refused=True)
        case e.DangerRaised():
            return replace(turn, danger=True)
        case e.ClarificationAsked():
            return replace(turn, asked=True)
        case e.NoAnswerNeeded():
            return replace(turn, no_answer_needed=event.rule)
        case e.Excluded():
            return replace(turn, excluded=event.reason, excluded_at=event.at)
        case e.Settled():
            return turn.with_measure(event.measure)
        case _:
            return turn


def finished(turn: Turn) -> bool:
    """True when nothing that may still happen can change this turn or count one of its measures."""
    if turn.no_answer_needed is not None:
        return True
    if turn.excluded is not None:
        return True
    if turn.answered_by is None and turn.closed_at is None:
        return False
    if turn.answered_by is not None and "answered" not in turn.settled:
        return False
    running = (clock for clock in Clock if turn.deadline(clock) is not None)
    return all(clock.value in turn.settled for clock in running)


def _handed_over(turn: Turn, event: e.HandedOver) -> Turn:
    return replace(
        turn,
        department=event.department,
        handed_over_at=turn.handed_over_at or event.at,
        target_by=turn.target_by or event.target_by,
    )


def _delivered(turn: Turn, event: e.Delivered) -> Turn:
    if event.reply in HEARS and turn.acknowledged_at is None:
        turn = replace(turn, acknowledged_at=event.at)
    if event.reply is not Reply.ANSWER:
        return turn
    answered = (
        turn
        if turn.answered_by is AnsweredBy.STAFF
        else replace(turn, answered_at=event.at, answered_by=event.by, refusable_until=event.refusable_until)
    )
    return replace(answered, answering=None if answered.answering == event.outgoing else answered.answering)
