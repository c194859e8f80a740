"""What a customer thinks of a canned answer: yes settles it, no gives the turn to a person with its clock from the start."""

import re

from charter.wording import Situation
from conversations import events as e
from conversations.change import Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.turn import Reply, Turn
from routing.answering import has_a_request
from routing.context import Case, Context, Heard
from routing.draft import Draft

REFUSED = "refused"
AGAIN = "asked_again"
YES = re.compile(r"(oui|ouais|yes|yep|super oui|oui merci|parfait merci|yes thanks)[\s.!]*", re.IGNORECASE)
NO = re.compile(
    r"(non|nan|no|nope|pas du tout|non merci|pas vraiment|not really)[\s.!]*"
    r"|.{0,40}\b(ne |n')?(m'aide|me sert|répond|repond|m'avance)( \w+)? (pas|rien)\b.{0,60}"
    r"|.{0,40}\bpas (utile|la réponse|ma question)\b.{0,60}"
    r"|.{0,40}\b(doesn'?t|didn'?t|does not|did not) (help|answer)\b.{0,60}",
    re.IGNORECASE,
)


def judged(conversation: Conversation, heard: Heard, context: Context) -> Decision | None:
    """The verdict of a plain yes or no to "did that help?"."""
    turn = _refusable(conversation, heard)
    if turn is None:
        return None
    if YES.fullmatch(heard.text.strip()):
        return Decision(Verdict("helped"), (Reason("helped", {"faq": turn.faq}),))
    if NO.fullmatch(heard.text.strip()):
        return Decision(Verdict("route", _department(turn, context)), (Reason(REFUSED, {"faq": turn.faq}),))
    return None


def not_again(conversation: Conversation, decision: Decision, heard: Heard, context: Context) -> Decision:
    """The decision, unless it would give an answer that was just given: asked again, it has not helped."""
    turn = _refusable(conversation, heard)
    if turn is None or decision.verdict != Verdict("faq", turn.faq):
        return decision
    return Decision(Verdict("route", _department(turn, context)), (Reason(AGAIN, {"faq": turn.faq}), *decision.reasons))


def refuse(draft: Draft, case: Case) -> None:
    """Reopen the turn of a canned answer that did not help: refused, asked again, or a person is wanted instead."""
    turn = _refusable(draft.conversation, case.heard)
    if turn is None or draft.conversation.waiting is not None:
        return
    verdict = case.decision.verdict
    refused = any(reason.rule in (REFUSED, AGAIN) for reason in case.decision.reasons)
    if refused or verdict.kind == "humain":
        draft.add(e.AnswerRefused(case.heard.opened_at, turn.id))


def thank(draft: Draft, case: Case) -> None:
    """Confirm the answer, and one short word; a request that waits beside it goes on waiting, and then nothing is said."""
    turn, answered = draft.conversation.waiting, _refusable(draft.conversation, case.heard)
    if turn is None or answered is None:
        return
    draft.add(e.AnswerConfirmed(case.heard.opened_at, answered.id))
    if has_a_request(turn):
        return
    draft.add(e.NoAnswerNeeded(draft.context.now, turn.id, "helped"))
    word = draft.word(Situation.CONFIRMED, case.heard.visibility)
    draft.reply(Reply.LIGHT, word, case.heard.visibility, turn=turn)


def _refusable(conversation: Conversation, heard: Heard) -> Turn | None:
    """By the time at which the customer wrote: a refusal in time that reaches us late is still one."""
    turn = conversation.refusable
    until = turn.refusable_until if turn else None
    return turn if until is not None and heard.opened_at < until else None


def _department(turn: Turn, context: Context) -> str:
    entry = context.charter.entry(turn.faq or "")
    return (entry.department if entry else None) or context.charter.default_department
