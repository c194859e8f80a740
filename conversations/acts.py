"""What a person of the staff does to a conversation, as the desk and the staff forum hand it to the line.

`by` is a user id; `key` makes the act idempotent (a second act with that key changes nothing); `seen` is the version that
the person had before their eyes: a reply on a conversation that has moved on is refused as stale.
"""

from dataclasses import dataclass
from typing import Literal

LONGEST_REPLY = 4000
"""Characters in a reply or a note of the staff."""


@dataclass(frozen=True, slots=True)
class Act:
    """Common to all acts."""

    conversation: str
    by: str
    key: str
    seen: int


@dataclass(frozen=True, slots=True)
class Say(Act):
    """Reply to the customer: with an answer, a holding reply (which promises) or a question. `signature` is a public name.

    `confirmed`: the person has confirmed account and audience of a public reply. `override` is the written reason to send
    although a check refuses it, or without the second person who cannot be had.
    """

    text: str
    reply: Literal["answer", "holding", "question"]
    signature: str = ""
    confirmed: bool = False
    override: str = ""


@dataclass(frozen=True, slots=True)
class Approve(Act):
    """Agree, as a second person, to a reply that is held."""

    outgoing: str


@dataclass(frozen=True, slots=True)
class Cancel(Act):
    """Take back a reply that has not left."""

    outgoing: str


@dataclass(frozen=True, slots=True)
class Assign(Act):
    """Give the conversation to a user (to oneself: take it)."""

    to: str


@dataclass(frozen=True, slots=True)
class Release(Act):
    """Give the conversation back to everybody. `reason`: `handed_on`, `absent`."""

    reason: Literal["handed_on", "absent"] = "handed_on"


@dataclass(frozen=True, slots=True)
class SayInPublic(Act):
    """After an answer in private: the one neutral line under the public message."""


@dataclass(frozen=True, slots=True)
class Note(Act):
    """Write an internal note, never sent."""

    text: str


@dataclass(frozen=True, slots=True)
class Transfer(Act):
    """Move the conversation to another department."""

    department: str


@dataclass(frozen=True, slots=True)
class Close(Act):
    """Close the conversation. A turn that still waits counts as never answered. `survey`: ask if the answer suited."""

    survey: bool = True


@dataclass(frozen=True, slots=True)
class HandBack(Act):
    """Give the conversation back to the bot."""


@dataclass(frozen=True, slots=True)
class TakeDanger(Act):
    """Say: I take care of this danger."""


StaffAct = Say | Approve | Cancel | Note | Transfer | Assign | Release | SayInPublic | Close | HandBack | TakeDanger
