"""Public chatter that is left alone is looked at now and then: a small share of it, always the same messages."""

import hashlib

from conversations import events as e
from routing.context import Heard
from routing.draft import Draft

RULE = "off_topic_sample"


def review(draft: Draft, heard: Heard) -> None:
    """Ask a person to look at a message that opened no turn, if it belongs to the charter's share."""
    if draft.conversation.card is None and place(heard.messages[0]) < draft.context.charter.off_topic_sample:
        draft.add(e.CardRaised(draft.context.now, RULE))


def place(message: str) -> float:
    """Where a message stands between 0 and 1 (not reached), by its id alone."""
    return int.from_bytes(hashlib.sha256(message.encode()).digest()[:8], "big") / 2**64
