"""Time has passed: what the due timers of a conversation bring."""

from collections.abc import Set

from conversations.change import Change, Timer
from conversations.conversation import Conversation
from conversations.turn import Turn
from routing import clarification, take_over
from routing.context import Context
from routing.draft import Draft


def on_time(conversation: Conversation, due: Set[Timer], context: Context) -> Change:
    """The change that these due timers bring; each is cleared, whatever comes of it."""
    draft = Draft(conversation, context)
    if Timer.CLARIFY in due:
        draft.timer(Timer.CLARIFY, None)
        turn = draft.conversation.waiting
        if turn is not None and turn.asked and turn.handed_over_at is None and not conversation.muted:
            clarification.timed_out(draft, turn)
    if Timer.TEAM in due:
        draft.timer(Timer.TEAM, None)
        turn = draft.conversation.waiting
        if turn is not None and turn.handed_over_at is not None and turn.promised_by is None and turn.acknowledged_at is None:
            _team(draft, turn)
    return draft.change()


def _team(draft: Draft, turn: Turn) -> None:
    """Handed over in silence because a person was about: even after a hand-back somebody tells the customer so."""
    present_until = take_over.until(draft.conversation, draft.context)
    if present_until is not None and draft.context.now < present_until:
        draft.timer(Timer.TEAM, present_until)
    else:
        take_over.name_the_team(draft, turn)
