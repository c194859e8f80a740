"""What is taken out of a message before it is stored."""

from dataclasses import replace

from conversations.conversation import Conversation
from conversations.message import Incoming
from routing import masking


def without_secrets(incoming: Incoming, before: Conversation, language: str) -> tuple[Incoming, tuple[str, ...]]:
    """The message with text and displayed name masked in `language`, and the kinds of what was masked.

    `before` is the conversation that it comes to: what was masked there just before tells what three digits alone are.
    """
    lately = {kind for message in before.undecided for kind in message.masked}
    text, name = masking.mask(incoming.text, language, lately), masking.mask(incoming.sender.name, language)
    kinds = tuple(kind for kind in masking.KINDS if kind in (*text.kinds, *name.kinds))
    return replace(incoming, text=text.text, sender=replace(incoming.sender, name=name.text)), kinds
