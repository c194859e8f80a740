"""How events change a turn."""

from datetime import datetime
from typing import Any

from conversations import events as e
from conversations.changed import changed
from conversations.turn import HEARS, AnsweredBy, Clock, Reply, Turn
from conversations.understanding import Heat


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
        return changed(turn, closed_at=event.at if turn.waits else turn.closed_at, also=())
    if isinstance(event, e.TurnOpened) and event.rest_of == turn.id:
        return changed(turn, also=())
    if getattr(event, "turn", None) != turn.id:
        return turn
    match event:
        case e.Decided():
            return _decided(turn, event)
        case e.HandedOver():
            return _handed_over(turn, event)
        case e.Transferred():
            return _transferred(turn, event)
        case e.Replied() | e.Undeliverable() | e.Cancelled() | e.Held() | e.Approved():
            return _on_its_way(turn, event)
        case e.Delivered():
            return _delivered(turn, event)
        case e.AnswerConfirmed():
            return changed(turn, confirmed_at=event.at) if turn.answered_by is AnsweredBy.BOT else turn
        case e.AnswerRefused():
            return _refused(turn, event)
        case e.DangerRaised():
            return changed(turn, danger=True)
        case e.ClarificationAsked():
            return turn if turn.over else changed(turn, asked=True)
        case e.NoAnswerNeeded():
            open_still = not turn.over and not turn.stands(event.at)
            return changed(turn, no_answer_needed=event.rule, no_answer_needed_at=event.at, also=()) if open_still else turn
        case e.Excluded():
            return changed(turn, excluded=event.reason, excluded_at=event.at, also=()) if turn.excluded is None else turn
        case e.Settled():
            return turn.with_measure(event.measure)
        case _:
            return _word(turn, event)


def _word(turn: Turn, event: e.Event) -> Turn:
    """What was said to the customer about time, and what the law says."""
    match event:
        case e.Promised():
            return _promised(turn, event)
        case e.Reminded():
            return changed(turn, reminded_at=event.at)
        case e.DelayNoticed():
            return changed(turn, notices=event.number)
        case e.DatedActDeclared():
            return _declared(turn, event)
        case _:
            return turn


def _on_its_way(turn: Turn, event: e.Replied | e.Undeliverable | e.Cancelled | e.Held | e.Approved) -> Turn:
    """A reply leaves, waits, or will never arrive."""
    match event:
        case e.Replied():
            return changed(turn, answering=event.outgoing) if event.reply is Reply.ANSWER else turn
        case e.Held():
            return _held(turn, event)
        case e.Approved():
            return changed(turn, answering=turn.to_approve) if turn.to_approve == event.outgoing else turn
        case _:
            return changed(turn, answering=None) if turn.answering == event.outgoing else turn


def finished(turn: Turn) -> bool:
    """True when nothing that may still happen can change this turn or count one of its measures, and nothing of it is left."""
    if turn.also:
        return False
    if any(turn.due(clock) and clock.value not in turn.settled for clock in Clock):
        return False
    return "answered" in turn.settled or (turn.over and not turn.answer_counts)


def _declared(turn: Turn, event: e.DatedActDeclared) -> Turn:
    """A second act takes no deadline away from the first."""
    deadlines = [moment for moment in (turn.legal_by, event.legal_by) if moment is not None]
    legal_by = min(deadlines, default=None)
    return changed(turn, dated_act=event.act, reference=event.reference, legal_by=legal_by, declared_at=event.at)


def _decided(turn: Turn, event: e.Decided) -> Turn:
    changes: dict[str, Any] = {
        "mention": turn.mention or event.mention,
        "heat": _hotter(turn.heat, event.heat),
        "about": turn.about or event.verdict,
    }
    kind, _, target = event.verdict.partition(":")
    if kind == "faq":
        further = (also.partition(":") for also in event.also)
        changes |= {"faq": target, "faq_also": tuple(id for kind, _, id in further if kind == "faq")}
    return changed(turn, **changes)


def _hotter(heat: str | None, other: str) -> str:
    return other if heat is None else max(heat, other, key=lambda word: Heat[word.upper()])


def _but(also: tuple[str, ...], department: str) -> tuple[str, ...]:
    return tuple(id for id in also if id != department)


def _handed_over(turn: Turn, event: e.HandedOver) -> Turn:
    if turn.over or turn.stands(event.at):
        return changed(turn, department=event.department)
    return changed(
        turn,
        department=event.department,
        handed_over_at=turn.handed_over_at or event.at,
        first_holder=event.department if turn.target_by is None else turn.first_holder,
        target_by=turn.target_by or event.target_by,
        also=_but(tuple(dict.fromkeys((*turn.also, *event.also))), event.department),
    )


def _transferred(turn: Turn, event: e.Transferred) -> Turn:
    return changed(
        turn,
        department=event.department,
        first_holder=turn.first_holder or event.department,
        also=_but(turn.also, event.department),
    )


def _promised(turn: Turn, event: e.Promised) -> Turn:
    if turn.over or turn.stands(event.at):
        return turn
    if event.held:
        return changed(turn, unsaid_by=event.by, unsaid_in=None)
    return changed(turn, **_told(turn, event.by))


def _told(turn: Turn, by: datetime) -> dict[str, Any]:
    if turn.promised_by is None:
        return {"promised_by": by}
    return {"renewed_by": by, "reminded_at": None}


def _held(turn: Turn, event: e.Held) -> Turn:
    """Nothing is on its way until a second person agrees: the customer waits, and is told so."""
    if turn.answering == event.outgoing:
        return changed(turn, answering=None, to_approve=event.outgoing) if event.why == "approval" else turn
    return changed(turn, unsaid_in=turn.unsaid_in or event.outgoing) if turn.unsaid_by is not None else turn


def _delivered(turn: Turn, event: e.Delivered) -> Turn:
    changes: dict[str, Any] = {}
    if turn.unsaid_by is not None and turn.unsaid_in == event.outgoing and not turn.over and not turn.stands(event.at):
        changes = {**_told(turn, turn.unsaid_by), "unsaid_by": None, "unsaid_in": None}
    if event.reply in HEARS and not turn.over_by(event.at):
        changes["acknowledged_at"] = min(turn.acknowledged_at or event.at, event.at)
    if event.reply is Reply.ANSWER:
        changes |= _answered(turn, event)
        if event.by is AnsweredBy.BOT and not turn.over_by(event.at):
            changes["bot_answered_at"] = min(turn.bot_answered_at or event.at, event.at)
        if turn.answering == event.outgoing:
            changes["answering"] = None
    return changed(turn, **changes) if changes else turn


def _answered(turn: Turn, event: e.Delivered) -> dict[str, Any]:
    """What a delivered answer changes: nothing once the turn is over or its answer stands, nor when it was refused since."""
    if turn.over_by(event.at) or turn.stands(event.at):
        return {}
    if event.by is AnsweredBy.BOT and turn.refused_at is not None and event.at < turn.refused_at:
        return {}
    if turn.answered_at is None or turn.answered_by is not event.by:
        return {
            "answered_at": event.at,
            "answered_by": event.by,
            "refusable_until": event.refusable_until,
            "author": event.author,
        }
    windows = (turn.refusable_until, event.refusable_until)
    longest = max((window for window in windows if window is not None), default=None)
    author = event.author if event.at < turn.answered_at else turn.author
    return {"answered_at": min(turn.answered_at, event.at), "refusable_until": longest, "author": author}


def _refused(turn: Turn, event: e.AnswerRefused) -> Turn:
    """The turn waits again from its original opening, unless its answer can no longer be refused.

    Another answer that is already on its way stays on its way.
    """
    if turn.stands(event.at):
        return turn
    return changed(
        turn,
        answered_at=None,
        answered_by=None,
        author=None,
        refusable_until=None,
        answering=turn.answering if turn.answered_at is not None else None,
        refused=True,
        refused_at=event.at,
    )
