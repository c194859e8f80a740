"""What the checks of a staff text look at: whose data stand in it, what it repeats, and who else may agree to it."""

from collections.abc import Iterator
from typing import Protocol

from charter.charter import Charter
from charter.folded import composed
from conversations.acts import Approve, Say, StaffAct
from conversations.conversation import Conversation
from conversations.message import Direction, Visibility
from conversations.ports import Timeline
from conversations.users import Users
from nlu.entities import entities
from routing import publishing
from routing.context import Draftsman


class Reads(Timeline, Users, Protocol):
    """What is looked at."""


async def draftsman(store: Reads, conversation: Conversation, charter: Charter, act: StaffAct | None) -> Draftsman:
    """All that for `act`; nothing for acts that bring no text to the customer."""
    if not isinstance(act, Say | Approve):
        return Draftsman()
    approvers = frozenset(user.id for user in await store.users() if user.approves)
    if isinstance(act, Approve) or conversation.audience is not Visibility.PUBLIC:
        return Draftsman(approvers=approvers)
    own = publishing.own_texts(charter)
    return Draftsman(personal(act.text, own), await _quotes_private(store, conversation, act.text, own), approvers)


def personal(text: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of personal data in `text`, less what the brand tells everybody in its `own` texts."""
    ways = (composed(text), publishing.evenly_spaced(text))
    return tuple(sorted({kind for way in ways for kind, found in _found(way) if not publishing.is_own(found, own)}))


def _found(text: str) -> Iterator[tuple[str, str]]:
    yield from ((entity.kind, text[entity.start : entity.end]) for entity in entities(text))
    yield from (("address", text[start:end]) for start, end in publishing.addresses(text))


async def _quotes_private(store: Reads, conversation: Conversation, text: str, own: tuple[str, ...]) -> bool:
    """Whatever this customer and we have said in private or in notes, also where they have never followed a link."""
    messages = await store.exchanged(conversation.id)
    inside = [one.text for one in messages if one.direction in (Direction.NOTE, Direction.NOTICE)]
    private = [one.text for one in messages if one.visibility is Visibility.PRIVATE]
    public = [one.text for one in messages if one.visibility is Visibility.PUBLIC and one.direction is Direction.INBOUND]
    return publishing.repeats(text, [*inside, *private], [*own, *public])
