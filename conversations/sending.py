"""What the outbox hands to a channel's sender, and what the sender says back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from conversations.change import Button
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Reply


class Account(NamedTuple):
    """One of our identities in a channel."""

    channel: str
    name: str


class ParcelState(StrEnum):
    """Where an outgoing message is on its way."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outgoing message on its way. `address` is the last `Incoming.address`; `to` is for e-mail notices.

    `reply_to` is the external id of the customer's last message, for replies threaded in public. `private_link` is the token
    of which a bridge makes a link to private.
    """

    id: str
    conversation: str
    account: Account
    place: str
    address: Mapping[str, str | int]
    reply: Reply
    by: AnsweredBy
    text: str
    visibility: Visibility
    created_at: datetime
    state: ParcelState = ParcelState.QUEUED
    due: datetime | None = None
    turn: str | None = None
    author: str = ""
    buttons: tuple[Button, ...] = ()
    reply_to: str | None = None
    to: str | None = None
    subject: str = ""
    attempts: int = 0
    error: str | None = None
    perhaps_twice: bool = False
    user: str | None = None
    private_link: str = ""


def held_back(parcel: Parcel, suspensions: Mapping[str, str]) -> bool:
    """True while sending is suspended for that parcel (see `Switch.suspensions`). What goes to the staff never is."""
    scopes = {"all", parcel.by.value, f"user:{parcel.user}"}
    return parcel.to is None and not scopes.isdisjoint(suspensions)


class PassingError(Exception):
    """Sending failed and may work later. `retry_after` in seconds, when the platform says it."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class PermanentError(Exception):
    """Sending will never work. `code` is from the channel's table of errors (`blocked`, `chat_gone`…)."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


class ChannelSender(Protocol):
    """Sends parcels of one account of a channel that pushes (Telegram, webhook, e-mail)."""

    account: Account

    async def send(self, parcel: Parcel) -> None:
        """Return when the platform has accepted it. Raises PassingError, PermanentError."""
        ...
