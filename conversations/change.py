"""What a decision changes: events, messages and timers, saved together or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from conversations.conversation import Conversation
from conversations.events import Event, Reason
from conversations.message import Direction, Incoming, Visibility
from conversations.tally import Tally
from conversations.turn import AnsweredBy, Reply, Turn


class Timer(StrEnum):
    """What a conversation can wait for; at most one of each kind."""

    DECIDE = "decide"
    CLARIFY = "clarify"
    TEAM = "team"
    REMIND = "remind"
    PROMISE = "promise"
    UNTOUCHED = "untouched"
    ON_CALL = "on_call"
    SURVEY = "survey"
    FURTHER = "further"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered with a message: what is shown, and what comes back as text when pressed."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for the outside. `to` is an e-mail address for staff notices, None for the customer in their place.

    `id` is also the id of the stored message and the idempotency key of the sending. `user` is the user who wrote it. `held`:
    it waits for a second person, whatever `due` says. `once`: an outgoing message with that id may be there already; then
    this one is left out (one notice a day, say). `private_link` is the token of which a bridge makes a link to private.
    """

    id: str
    reply: Reply
    by: AnsweredBy
    text: str
    visibility: Visibility
    due: datetime
    turn: str | None = None
    author: str = ""
    buttons: tuple[Button, ...] = ()
    release: str | None = None
    to: str | None = None
    subject: str = ""
    user: str | None = None
    held: bool = False
    once: bool = False
    private_link: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way from public to private, for one contact and once. `hash` is the SHA-256 of its token, which is stored nowhere."""

    hash: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A text that stays inside: a note of the staff, or a notice of the system for the staff."""

    id: str
    direction: Direction
    text: str
    at: datetime
    author: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a message. `choices` are ids, for `clarify` only."""

    kind: str
    target: str | None = None
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The written form: `faq:horaires`, `clarify:a|b`, `humain`…"""
        if self.choices:
            return f"{self.kind}:{'|'.join(self.choices)}"
        return f"{self.kind}:{self.target}" if self.target else self.kind


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons, in the order in which the rules spoke. `also` are the verdicts on further requests."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    also: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happens next to one conversation. A timer set to None is cleared. `links` are new ways to private.

    `Approved` and `Cancelled` events let a held message go or take it back: the store reads them.
    """

    events: tuple[Event, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    written: tuple[Written, ...] = ()
    timers: Mapping[Timer, datetime | None] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    def __add__(self, other: "Change") -> "Change":
        """Both changes, in order; the later one wins a timer."""
        return Change(
            self.events + other.events,
            self.outgoing + other.outgoing,
            self.written + other.written,
            {**self.timers, **other.timers},
            self.links + other.links,
        )


@dataclass(frozen=True, slots=True)
class Save:
    """One transaction: everything a change means for the store.

    `before` is the version that must still be there (0: the conversation is new). `incoming` is the message that caused
    it, if one did, with its id. `turns` are the touched turns, also those that have finished. `act_key` refuses a repeated act.
    `followed` is the hash of a link that `incoming` has followed: it is consumed, and `incoming.key` leads here from now on.
    """

    before: int
    after: Conversation
    change: Change
    tallies: tuple[Tally, ...]
    turns: tuple[Turn, ...]
    at: datetime
    incoming: Incoming | None = None
    message: str | None = None
    act_key: str | None = None
    followed: str | None = None
