"""A person was offered to who asked for something that is not ours: yes brings one, no needs no answer.

Who says yes has waited since they asked: what we thought was not ours was.
"""

from datetime import datetime

from conversations.change import Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from routing import yes_no
from routing.context import Heard

TAKEN = "offer_taken"


def taken(conversation: Conversation, heard: Heard) -> Decision | None:
    """The verdict of a yes or no right after the offer; None when there is none, or something else is said."""
    offered = conversation.offered_since is not None and conversation.waiting is None
    wanted = yes_no.helped(heard.text) if offered else None
    if wanted is None:
        return None
    if wanted:
        return Decision(Verdict("humain"), (Reason(TAKEN),))
    return Decision(Verdict("hors_sujet"), (Reason("offer_declined"),))


def asked_at(conversation: Conversation, decision: Decision) -> datetime | None:
    """When the request was written for which the offered person is wanted; None when no offer is taken."""
    return conversation.offered_since if any(reason.rule == TAKEN for reason in decision.reasons) else None
