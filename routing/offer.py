"""A person was offered to who asked for something that is not ours: yes brings one, no needs no answer."""

from conversations.change import Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from routing import yes_no
from routing.context import Heard


def taken(conversation: Conversation, heard: Heard) -> Decision | None:
    """The verdict of a yes or no right after the offer; None when there is none, or something else is said."""
    wanted = yes_no.helped(heard.text) if conversation.offered and conversation.waiting is None else None
    if wanted is None:
        return None
    if wanted:
        return Decision(Verdict("humain"), (Reason("offer_taken"),))
    return Decision(Verdict("hors_sujet"), (Reason("offer_declined"),))
