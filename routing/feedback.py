"""What a customer thinks of a canned answer: yes settles it, no gives the turn to a person with its clock from the start."""

from charter.wording import Situation
from conversations import events as e
from conversations.change import Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.turn import Reply, Turn
from conversations.understanding import Understanding
from routing import acknowledgement, yes_no
from routing.answering import has_a_request
from routing.context import Case, Context, Heard
from routing.draft import Draft

REFUSED = "refused"
AGAIN = "asked_again"
COMPLAINED = "complained_after_answer"


def judged(conversation: Conversation, heard: Heard, context: Context) -> Decision | None:
    """The verdict of a yes or no to "did that help?"."""
    turn = _refusable(conversation, heard)
    helped = yes_no.helped(heard.text) if turn is not None else None
    if turn is None or helped is None:
        return None
    if helped:
        return Decision(Verdict("helped"), (Reason("helped", {"faq": turn.faq}),))
    return Decision(Verdict("route", _department(turn, context)), (Reason(REFUSED, {"faq": turn.faq}),))


def not_again(
    conversation: Conversation, decision: Decision, heard: Heard, understanding: Understanding, context: Context
) -> Decision:
    """The decision, unless it would answer whom our answer has not helped: they ask it again, or complain after it."""
    turn = _refusable(conversation, heard)
    if turn is None:
        return decision
    if not _answered(turn).isdisjoint((decision.verdict, *decision.also)):
        return _to_a_person(turn, decision, context, Reason(AGAIN, {"faq": turn.faq}))
    answered_so = decision.verdict.kind == "helped" or any(reason.rule == REFUSED for reason in decision.reasons)
    if answered_so or conversation.waiting is not None or not _complains(turn, decision, understanding, context):
        return decision
    reason = Reason(COMPLAINED, {"faq": turn.faq, "heat": understanding.heat.word})
    return _to_a_person(turn, decision, context, reason)


def refuse(draft: Draft, case: Case) -> None:
    """Reopen the turn of a canned answer that did not help: refused, asked again, complained of, or a person is wanted.

    When another request waits, only a plain refusal is about the answer; the reopened turn then goes to its own team.
    """
    turn = _refusable(draft.conversation, case.heard)
    if turn is None:
        return
    rules = {reason.rule for reason in case.decision.reasons}
    if draft.conversation.waiting is None:
        if rules & {REFUSED, AGAIN, COMPLAINED} or case.decision.verdict.kind == "humain":
            draft.add(e.AnswerRefused(case.heard.opened_at, turn.id))
    elif rules & {REFUSED, AGAIN}:
        draft.add(e.AnswerRefused(case.heard.opened_at, turn.id))
        _give_to_its_team(draft, case, turn)


def _give_to_its_team(draft: Draft, case: Case, turn: Turn) -> None:
    """The reopened turn, beside another that waits: acknowledged like any other, unless a person has the word."""
    department = _department(turn, draft.context)
    if draft.conversation.muted or case.understanding.danger is not None:
        acknowledgement.hand_over(draft, turn, department)
    else:
        acknowledgement.acknowledge_case(draft, case, turn, department)


def _complains(turn: Turn, decision: Decision, u: Understanding, context: Context) -> bool:
    """Heat, irony, or news for the team whose answer it was; a calm declaration is a step that the answer may have shown."""
    if u.vexed:
        return True
    return u.dated_act is None and decision.verdict == Verdict("route", _department(turn, context))


def _to_a_person(turn: Turn, decision: Decision, context: Context, reason: Reason) -> Decision:
    handed = decision.verdict.kind in ("route", "humain")
    verdict = decision.verdict if handed else Verdict("route", _department(turn, context))
    asked = (one for one in (decision.verdict, *decision.also) if one.kind in ("faq", "route"))
    others = tuple(one for one in asked if one != verdict and one not in _answered(turn))
    return Decision(verdict, (reason, *decision.reasons), others)


def _answered(turn: Turn) -> set[Verdict]:
    """What the bot's last answer there was given to."""
    return {Verdict("faq", id) for id in (turn.faq, *turn.faq_also) if id is not None}


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
