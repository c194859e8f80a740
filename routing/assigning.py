"""Who of the staff has a conversation: given, taken by speaking in it, and given back."""

from conversations import events as e
from conversations.acts import Assign, Release, Say
from conversations.change import Timer
from routing.draft import Draft


def assign(draft: Draft, act: Assign) -> None:
    """Give the conversation to a user; nothing happens when they have it already."""
    if draft.conversation.assigned != act.to:
        draft.add(e.Assigned(draft.context.now, act.by, act.to))


def release(draft: Draft, act: Release) -> None:
    """Give it back to everybody; nothing happens when it is nobody's."""
    give_back(draft, act.by, act.reason)


def by_speaking(draft: Draft, act: Say) -> None:
    """Who replies in a conversation that is nobody's has it."""
    if draft.conversation.assigned is None:
        draft.add(e.Assigned(draft.context.now, act.by, act.by))


def give_back(draft: Draft, by: str, reason: str) -> None:
    """Nobody has it any more, and nobody is looked for who should have touched it."""
    if draft.conversation.assigned is not None:
        draft.add(e.Released(draft.context.now, by, reason))
    draft.timer(Timer.UNTOUCHED, None)
