"""A question that may be about the request that waits is taken to be: its state is told, as no canned answer would be."""

from conversations.change import Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.understanding import Understanding
from routing.context import Context

STATE = "ou_en_est"


def asked(conversation: Conversation, decision: Decision, understanding: Understanding, context: Context) -> Decision:
    """The decision, or the state of what a team has, for a question of which that is the second reading."""
    turn = conversation.waiting
    second = next((score for score in understanding.intents[1:2] if score.id == STATE), None)
    if turn is None or turn.handed_over_at is None or decision.verdict.kind != "faq" or second is None:
        return decision
    if second.confidence < context.charter.confidence.clarify:
        return decision
    reasons = (Reason("about_what_waits", {"faq": decision.verdict.target}), *decision.reasons)
    return Decision(Verdict(STATE), reasons, decision.also)
