"""Replies that have not left: until when, what they say, and who may let them go or take them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conversations.conversation import Conversation, HeldReply
from conversations.message import Direction, Message
from conversations.sending import Parcel, ParcelState
from conversations.turn import Reply
from conversations.users import User
from desk.reader import Reader


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reply that is held: why in a sentence, its text, and whether the person who looks may approve it."""

    outgoing: str
    sentence: str
    text: str
    approvable: bool


def held(conversation: Conversation, messages: Iterable[Message], user: User, reader: Reader) -> tuple[Waiting, ...]:
    """What is held in a conversation, for `user` to act on. What has come due meanwhile is on its way."""
    texts = {message.id: message.text for message in messages}
    still = [one for one in conversation.held if one.until is None or one.until > reader.now]
    return tuple(_waiting(one, texts.get(one.outgoing, ""), user, reader) for one in still)


def taken_back(messages: Sequence[Message], parcels: Iterable[Parcel], user: User) -> str:
    """The text that `user` wrote and that was taken back since anybody last replied: shown again, to be sent anew."""
    states = {parcel.id: parcel for parcel in parcels}
    ours = [message for message in messages if message.direction is Direction.OUTBOUND]
    parcel = states.get(ours[-1].id) if ours else None
    if parcel is None or parcel.state is not ParcelState.CANCELLED or parcel.user != user.id:
        return ""
    if parcel.reply is Reply.HOLDING:
        return ""  # its promise is another one by now
    return ours[-1].text.removesuffix(f"\n— {ours[-1].author}")


def held_sentences(conversation: Conversation, reader: Reader) -> tuple[str, ...]:
    """What is held, for a terminal: each with the id by which it is approved or taken back."""
    return tuple(f"{one.outgoing}: {_sentence(one, reader)}" for one in conversation.held)


def _waiting(one: HeldReply, text: str, user: User, reader: Reader) -> Waiting:
    approvable = one.why == "approval" and user.approves and user.id != one.by
    return Waiting(one.outgoing, _sentence(one, reader), text, approvable)


def _sentence(one: HeldReply, reader: Reader) -> str:
    until = reader.moment(one.until) if one.until else ""
    return reader.words(f"held.{one.why}", who=reader.user(one.by), until=until)
