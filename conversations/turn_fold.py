"""How events change a turn."""

from dataclasses import replace
from datetime import datetime

from conversations import events as e
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
        return replace(turn, closed_at=event.at if turn.waits else turn.closed_at, also=())
    if isinstance(event, e.TurnOpened) and event.rest_of == turn.id:
        return replace(turn, also=())
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
            return replace(turn, confirmed_at=event.at) if turn.answered_by is AnsweredBy.BOT else turn
        case e.AnswerRefused():
            return _refused(turn, event)
        case e.DangerRaised():
            return replace(turn, danger=True)
        case e.ClarificationAsked():
            return turn if turn.over else replace(turn, asked=True)
        case e.NoAnswerNeeded():
            open_still = not turn.over and not turn.stands(event.at)
            return replace(turn, no_answer_needed=event.rule, no_answer_needed_at=event.at, also=()) if open_still else turn
        case e.Excluded():
            return replace(turn, excluded=event.reason, excluded_at=event.at, also=()) if turn.excluded is None else turn
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
            return replace(turn, reminded_at=event.at)
        case e.DelayNoticed():
            return replace(turn, notices=event.number)
        case e.DatedActDeclared():
            return _declared(turn, event)
        case _:
            return turn


def _on_its_way(turn: Turn, event: e.Replied | e.Undeliverable | e.Cancelled | e.Held | e.Approved) -> Turn:
    """A reply leaves, waits, or will never arrive."""
    match event:
        case e.Replied():
            return replace(turn, answering=event.outgoing) if event.reply is Reply.ANSWER else turn
        case e.Held():
            return _held(turn, event)
        case e.Approved():
            return replace(turn, answering=turn.to_approve) if turn.to_approve == event.outgoing else turn
        case _:
            return replace(turn, answering=None) if turn.answering == event.outgoing else turn


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
    return replace(turn, dated_act=event.act, reference=event.reference, legal_by=legal_by, declared_at=event.at)


def _decided(turn: Turn, event: e.Decided) -> Turn:
    turn = replace(
        turn, mention=turn.mention or event.mention, heat=_hotter(turn.heat, event.heat), about=turn.about or event.verdict
    )
    kind, _, target = event.verdict.partition(":")
    if kind != "faq":
        return turn
    further = (also.partition(":") for also in event.also)
    return replace(turn, faq=target, faq_also=tuple(id for kind, _, id in further if kind == "faq"))


def _hotter(heat: str | None, other: str) -> str:
    return other if heat is None else max(heat, other, key=lambda word: Heat[word.upper()])


def _but(also: tuple[str, ...], department: str) -> tuple[str, ...]:
    return tuple(id for id in also if id != department)


def _handed_over(turn: Turn, event: e.HandedOver) -> Turn:
    if turn.over or turn.stands(event.at):
        return replace(turn, department=event.department)
    return replace(
        turn,
        department=event.department,
        handed_over_at=turn.handed_over_at or event.at,
        first_holder=event.department if turn.target_by is None else turn.first_holder,
        target_by=turn.target_by or event.target_by,
        also=_but(tuple(dict.fromkeys((*turn.also, *event.also))), event.department),
    )


def _transferred(turn: Turn, event: e.Transferred) -> Turn:
    return replace(
        turn,
        department=event.department,
        first_holder=turn.first_holder or event.department,
        also=_but(turn.also, event.department),
    )


def _promised(turn: Turn, event: e.Promised) -> Turn:
    if turn.over or turn.stands(event.at):
        return turn
    if event.held:
        return replace(turn, unsaid_by=event.by, unsaid_in=None)
    return _told(turn, event.by)


def _told(turn: Turn, by: datetime) -> Turn:
    if turn.promised_by is None:
        return replace(turn, promised_by=by)
    return replace(turn, renewed_by=by, reminded_at=None)


def _held(turn: Turn, event: e.Held) -> Turn:
    """Nothing is on its way until a second person agrees: the customer waits, and is told so."""
    if turn.answering == event.outgoing:
        return replace(turn, answering=None, to_approve=event.outgoing) if event.why == "approval" else turn
    return replace(turn, unsaid_in=turn.unsaid_in or event.outgoing) if turn.unsaid_by is not None else turn


def _delivered(turn: Turn, event: e.Delivered) -> Turn:
    if turn.unsaid_by is not None and turn.unsaid_in == event.outgoing and not turn.over and not turn.stands(event.at):
        turn = replace(_told(turn, turn.unsaid_by), unsaid_by=None, unsaid_in=None)
    if event.reply in HEARS and not turn.over_by(event.at):
        turn = replace(turn, acknowledged_at=min(turn.acknowledged_at or event.at, event.at))
    if event.reply is not Reply.ANSWER:
        return turn
    answering = None if turn.answering == event.outgoing else turn.answering
    return replace(_answered(turn, event), answering=answering)


def _answered(turn: Turn, event: e.Delivered) -> Turn:
    """What a delivered answer changes: nothing once the turn is over or its answer stands, nor when it was refused since."""
    if turn.over_by(event.at) or turn.stands(event.at):
        return turn
    if event.by is AnsweredBy.BOT and turn.refused_at is not None and event.at < turn.refused_at:
        return turn
    if turn.answered_at is None or turn.answered_by is not event.by:
        until, author = event.refusable_until, event.author
        return replace(turn, answered_at=event.at, answered_by=event.by, refusable_until=until, author=author)
    windows = (turn.refusable_until, event.refusable_until)
    longest = max((window for window in windows if window is not None), default=None)
    author = event.author if event.at < turn.answered_at else turn.author
    return replace(turn, answered_at=min(turn.answered_at, event.at), refusable_until=longest, author=author)


def _refused(turn: Turn, event: e.AnswerRefused) -> Turn:
    """The turn waits again from its original opening, unless its answer can no longer be refused.

    Another answer that is already on its way stays on its way.
    """
    if turn.stands(event.at):
        return turn
    return replace(
        turn,
        answered_at=None,
        answered_by=None,
        author=None,
        refusable_until=None,
        answering=turn.answering if turn.answered_at is not None else None,
        refused=True,
        refused_at=event.at,
    )
