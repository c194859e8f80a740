"""A customer takes a request back, calmly: it is solved, or no longer one. The turn is withdrawn, and no miss is undone.

Never of a danger or a dated act: those stay with a person.
"""

from charter.wording import Situation
from conversations import events as e
from conversations.change import Decision, Timer, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.turn import WITHDRAWN_BY_CUSTOMER, Reply, Turn
from conversations.understanding import Understanding, Wish
from routing.context import Case
from routing.draft import Draft


def withdrawn(conversation: Conversation, understanding: Understanding) -> Decision | None:
    """The verdict of "it is solved" while something waits; what is said in heat or irony is thrown away, not taken back."""
    if understanding.wish is not Wish.NOTHING_MORE or understanding.vexed:
        return None
    return Decision(Verdict("withdrawn"), (Reason(WITHDRAWN_BY_CUSTOMER),)) if _theirs(conversation) else None


def end(draft: Draft, case: Case) -> None:
    """Nobody owes an answer to what waited; one short word, unless a person has the word here."""
    waiting = _theirs(draft.conversation)
    draft.add(*(e.NoAnswerNeeded(draft.context.now, turn.id, WITHDRAWN_BY_CUSTOMER) for turn in waiting))
    if draft.conversation.waiting is None:
        for timer in (Timer.CLARIFY, Timer.TEAM, Timer.REMIND, Timer.PROMISE):
            draft.timer(timer, None)
    if not draft.conversation.muted and waiting:
        word = draft.word(Situation.CONFIRMED, case.heard.visibility)
        draft.reply(Reply.LIGHT, word, case.heard.visibility, turn=waiting[-1])


def _theirs(conversation: Conversation) -> tuple[Turn, ...]:
    """The turns that a customer may take back."""
    requests = (turn for turn in conversation.turns if turn.waits and (turn.handed_over_at is not None or turn.asked))
    return tuple(turn for turn in requests if not turn.danger and turn.dated_act is None)
