"""Once a department has answered its part, the rest of the message is the next one's: a turn that has waited as long.

The new turn is dated from the customer's first message, so that no delay is flattered. While the answer is held nothing
happens: it may be taken back.
"""

from charter.wording import Situation
from conversations import events as e
from conversations.change import Timer
from conversations.conversation import Conversation
from conversations.message import Visibility
from conversations.turn import Turn
from routing import acknowledgement, assigning, take_over
from routing.draft import Draft

REASON = "handed_on"
"""Why nobody has the conversation any more: another team has its turn."""


def with_promise(draft: Draft, answered: Turn, visibility: Visibility) -> str:
    """Hand the rest of the answered turn on; the sentence that goes out with the answer and promises a time for it."""
    turn = _open(draft, answered)
    words = acknowledgement.promise_words(draft, turn, draft.context.charter.holder(turn.department))
    return draft.word(Situation.FURTHER, visibility, words)


def in_silence(draft: Draft) -> None:
    """Hand on what answers that have left meanwhile have left over; the team's acknowledgement follows once nobody is about."""
    for turn in draft.conversation.turns:
        if _left_over(draft.conversation, turn):
            _open(draft, turn)
            assigning.give_back(draft, "rule", REASON)
            take_over.time_is_up(draft)


def when_it_has_left(draft: Draft) -> None:
    """Look again once the reply that is held can be taken back no more."""
    times = [held.until for held in draft.conversation.held if held.until is not None]
    if times and any(turn.also for turn in draft.conversation.turns):
        draft.timer(Timer.FURTHER, max(times))


def _left_over(conversation: Conversation, turn: Turn) -> bool:
    held = {reply.outgoing for reply in conversation.held if reply.until is None}
    answered = turn.answered_at is not None or (turn.answering is not None and turn.answering not in held)
    return bool(turn.also) and answered and not turn.over


def _open(draft: Draft, answered: Turn) -> Turn:
    """The turn of the rest: the first of the departments has it, the others wait behind it."""
    conversation = draft.conversation
    id = f"{conversation.id}-t{conversation.opened_turns + 1}"
    department, *others = (draft.context.charter.holder(one) for one in answered.also)
    opened = e.TurnOpened(
        answered.opened_at,
        id,
        answered.visibility,
        answered.mention,
        answered.expected_by,
        conversation.key.channel,
        rest_of=answered.id,
    )
    draft.add(opened)
    turn = draft.conversation.turn(id)
    assert turn is not None
    acknowledgement.hand_over(draft, turn, department, tuple(others))
    return draft.conversation.turn(id) or turn
