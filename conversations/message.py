"""One thing said, and what a channel tells about it when it arrives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Visibility(StrEnum):
    """Who can read a message where it stands."""

    PUBLIC = "public"
    PRIVATE = "private"


def narrowest(visibilities: Iterable[Visibility]) -> Visibility:
    """Private as soon as one of them is private: what was said in private is never answered in public."""
    return Visibility.PRIVATE if Visibility.PRIVATE in visibilities else Visibility.PUBLIC


class Direction(StrEnum):
    """Inbound from a customer, outbound to a customer, note and notice for staff alone."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NOTE = "note"
    NOTICE = "notice"


class MessageKind(StrEnum):
    """How it was said. Buttons and commands are never waited on; media has no words to understand."""

    TEXT = "text"
    BUTTON = "button"
    COMMAND = "command"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Sender:
    """A contact as the platform knows it: an id that is unique in the channel, and a displayed name (may be empty)."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """Where a conversation lives: one contact and one of our accounts in one place of a channel."""

    channel: str
    account: str
    place: str
    contact: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A customer's message as a channel hands it to the line.

    `external_id` is unique in (channel, account): the second delivery of it changes nothing. `sent_at` is the
    platform's time, timezone-aware. `address` holds what the channel's sender needs to reply there (chat id, thread…);
    it is opaque to everybody else. `reply_to` is the external id that it replies to, if any. `link` is the token of a link to
    private that the customer has followed, if they have.
    """

    key: PlaceKey
    external_id: str
    sender: Sender
    visibility: Visibility
    text: str
    sent_at: datetime
    mention: bool = False
    kind: MessageKind = MessageKind.TEXT
    reply_to: str | None = None
    address: Mapping[str, str | int] = field(default_factory=dict)
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message, with its text. `author` is the sender's name, a user's public name, or empty for the bot."""

    id: str
    conversation: str
    direction: Direction
    visibility: Visibility
    text: str
    at: datetime
    author: str = ""
    kind: MessageKind = MessageKind.TEXT
    external_id: str | None = None
    reply: str | None = None
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the line says of a received message: its ids, and whether it was known already."""

    message: str
    conversation: str
    duplicate: bool = False
