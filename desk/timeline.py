"""A conversation as a story: its messages, notes and events in one line of time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from conversations import events as e
from conversations.message import Direction, Message, MessageKind, Visibility
from conversations.sending import Parcel, held_back
from desk import reasons
from desk.delivery import Delivery, delivery
from desk.happened import happened
from desk.reader import Reader

Side = Literal["customer", "bot", "staff", "note", "notice", "event"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the story. `number` is that of its event, 0 when it has none. `why` holds the sentences of the reasons."""

    number: int
    at: datetime
    side: Side
    text: str
    author: str = ""
    label: str = ""
    public: bool = False
    delivery: Delivery | None = None
    why: tuple[str, ...] = ()
    new: bool = False


def story(
    messages: Sequence[Message],
    events: Sequence[tuple[int, e.Event]],
    parcels: Sequence[Parcel],
    suspensions: Mapping[str, str],
    reader: Reader,
) -> tuple[Item, ...]:
    """Everything that was said and done, oldest first."""
    texts = {message.id: message for message in messages}
    ways = {parcel.id: delivery(parcel, held_back(parcel, suspensions), reader.words) for parcel in parcels}
    told = [item for n, event in events if (item := _item(n, event, texts, ways, reader))]
    unknown = texts.keys() - {_message_of(event) for _, event in events}
    loose = (_said(0, texts[id], ways.get(id), reader) for id in unknown)
    return tuple(sorted((*told, *loose), key=lambda item: (item.at, item.number)))


def marked_new(items: Iterable[Item], seen: int) -> tuple[Item, ...]:
    """The same story, with what a person who saw version `seen` has not read marked as new."""
    return tuple(replace(item, new=item.number > seen) for item in items)


def _message_of(event: e.Event) -> str | None:
    match event:
        case e.MessageReceived() | e.Noted():
            return event.message
        case e.Replied():
            return event.outgoing
        case _:
            return None


def _item(n: int, event: e.Event, texts: Mapping[str, Message], ways: Mapping[str, Delivery], reader: Reader) -> Item | None:
    id = _message_of(event)
    if id is not None:
        return _said(n, texts[id], ways.get(id), reader) if id in texts else None
    text = happened(event, reader)
    if text is None:
        return None
    why = (
        tuple(reasons.sentence(reason, reader) for reason in event.reasons) if isinstance(event, e.Decided | e.Promised) else ()
    )
    return Item(n, event.at, "event", text, why=why)


def _said(n: int, message: Message, way: Delivery | None, reader: Reader) -> Item:
    text = message.text
    if not text and message.kind is MessageKind.MEDIA:
        text = reader.words("message.media")
    return Item(
        number=n,
        at=message.at,
        side=_side(message),
        text=text,
        author=reader.users.get(message.author, message.author),
        label=reader.words.either(f"reply.{message.reply}", "") if message.reply else "",
        public=message.visibility is Visibility.PUBLIC,
        delivery=way,
    )


def _side(message: Message) -> Side:
    match message.direction:
        case Direction.INBOUND:
            return "customer"
        case Direction.NOTE:
            return "note"
        case Direction.NOTICE:
            return "notice"
        case Direction.OUTBOUND:
            return "staff" if message.author else "bot"
