"""What is taken out of a message before it is stored."""

from dataclasses import replace
from datetime import timedelta

from charter.wording import Situation
from conversations.conversation import Conversation
from conversations.message import Incoming
from routing import masking

LATELY = timedelta(minutes=10)
"""So long after a card number, a few digits alone are its code."""


def without_secrets(incoming: Incoming, before: Conversation, language: str) -> tuple[Incoming, tuple[str, ...]]:
    """The message with text and displayed name masked in `language`, and the kinds of what was masked.

    `before` is the conversation that it comes to: what was masked there just before tells what three digits alone are.
    """
    lately = {kind for message in before.undecided for kind in message.masked}
    if before.variant(Situation.MASKED.value) is not None and before.last_at is not None:
        # Told already that a secret was masked: the code of that card may well follow.
        lately |= {"card"} if incoming.sent_at - before.last_at < LATELY else set()
    text, name = masking.mask(incoming.text, language, lately), masking.mask(incoming.sender.name, language)
    kinds = tuple(kind for kind in masking.KINDS if kind in (*text.kinds, *name.kinds))
    return replace(incoming, text=text.text, sender=replace(incoming.sender, name=name.text)), kinds
