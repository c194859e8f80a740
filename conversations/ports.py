"""What the parts ask of each other. The concrete classes are named only in `bot.wiring`.

All times are timezone-aware. Every method of a store's port is one whole transaction.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversations.acts import StaffAct
from conversations.change import Save, Timer
from conversations.conversation import Conversation
from conversations.events import Event
from conversations.figures import Figures as Figures
from conversations.message import Incoming, Message, PlaceKey, Receipt
from conversations.sending import Account, Parcel
from conversations.understanding import Understanding
from conversations.views import Filter, QueueRow
from conversations.workload import Wait


class Conflict(Exception):
    """Somebody else saved this conversation first: load it again and decide again."""


class Duplicate(Exception):
    """This message or act is known already. `receipt` says where the first one went, when it was a message."""

    def __init__(self, receipt: Receipt | None = None) -> None:
        super().__init__("known already")
        self.receipt = receipt


class Stale(Exception):
    """The conversation has moved on since the person looked at it; `version` is where it is now."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the conversation is at version {version}")
        self.version = version


class Refused(Exception):
    """An act or message that cannot be done, with a sentence saying what to do instead.

    `code` and `figures` let a door to the outside say it in another language.
    """

    def __init__(self, what: str, code: str = "", **figures: str | int) -> None:
        super().__init__(what)
        self.code = code
        self.figures = figures


class Unavailable(Exception):
    """The store cannot be reached or written now (database down, disk full). Nothing was saved; try again later."""


class Clock(Protocol):
    """Where `now` comes from."""

    def now(self) -> datetime:
        """The present time, UTC."""
        ...


class Engine(Protocol):
    """From text to meaning."""

    name: str

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """What these texts of one person, read together, mean."""
        ...

    def alarm(self, text: str) -> bool:
        """True when cheap rules find danger, a same-day deadline, a threat or a wish for a person: do not wait for more."""
        ...


class Line(Protocol):
    """The only way in which anything happens to a conversation."""

    async def receive(self, incoming: Incoming) -> Receipt:
        """Store a customer's message once. Returns after commit. Raises Refused, Unavailable."""
        ...

    async def tick(self, conversation: str) -> None:
        """Do what time has brought: decide what was received, fire due timers, settle measures."""
        ...

    async def act(self, act: StaffAct) -> None:
        """Do what a person of the staff asks. A repeated key changes nothing. Raises Stale, Refused, Unavailable."""
        ...

    async def delivered(self, parcel: Parcel, at: datetime) -> None:
        """A parcel reached the customer at `at`. Saying it twice changes nothing."""
        ...

    async def undeliverable(self, parcel: Parcel, code: str, at: datetime) -> None:
        """A parcel will never reach the customer, for the reason `code`."""
        ...

    async def perhaps_twice(self, parcel: Parcel, at: datetime) -> None:
        """A parcel was in flight when we were stopped; it goes out again and may arrive twice."""
        ...


@dataclass(frozen=True, slots=True)
class Ripe:
    """A conversation for which time has come: its state, its timers, and its undecided messages, in order."""

    conversation: Conversation
    timers: Mapping[Timer, datetime]
    undecided: tuple[Message, ...]


class Store(Protocol):
    """What the line loads and saves."""

    async def find(self, key: PlaceKey) -> Conversation | None:
        """The conversation of that contact in that place."""
        ...

    async def load(self, id: str) -> Conversation | None:
        """The conversation of that id."""
        ...

    async def save(self, save: Save) -> None:
        """All of it or nothing. Raises Conflict, Duplicate, Unavailable."""
        ...

    async def acted(self, key: str) -> bool:
        """True when an act with that key was saved before."""
        ...

    async def texts(self, conversation: str, messages: Sequence[str]) -> tuple[Message, ...]:
        """These inbound messages, in the order of `messages`."""
        ...

    async def ripe(self, id: str) -> Ripe | None:
        """A conversation with all that a decision on it reads, at one moment."""
        ...

    async def timers(self, conversation: str) -> Mapping[Timer, datetime]:
        """The timers of a conversation."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Conversations with a timer due at `now`, the most overdue first."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next timer of any conversation is due."""
        ...

    async def follow(self, link: str, key: PlaceKey, now: datetime) -> Conversation | None:
        """The conversation that a link (its hash) leads this contact to; None when it is unknown, used, too old, or another
        contact's: then it is not consumed. Saving with `followed` consumes it."""
        ...

    async def staff_waits(self, departments: Sequence[str], since: datetime) -> Mapping[str, Sequence[Wait]]:
        """The turns handed over to these departments since then, oldest first: their usual delay and output follow from it."""
        ...

    async def stated(self, key: PlaceKey, since: datetime) -> bool:
        """True when the holding statement was said in that public thread since then, to anybody."""
        ...

    async def public_acknowledgements(self, contact: str, channel: str, since: datetime) -> frozenset[str]:
        """Departments for which this contact (platform id) was acknowledged in public since then, in any place."""
        ...


class Outbox(Protocol):
    """What the senders take and give back."""

    async def take(self, account: Account, now: datetime, limit: int) -> Sequence[Parcel]:
        """Due parcels of the account, now marked `sending`: oldest first, at most one per conversation, none of a conversation
        whose earlier parcel is still in flight or waits for a retry."""
        ...

    async def retry(self, parcel: str, due: datetime, error: str) -> None:
        """Put a parcel back after a passing error."""
        ...

    async def in_flight(self, account: Account) -> Sequence[Parcel]:
        """Parcels found marked `sending` by a sender that was stopped."""
        ...

    async def waiting(
        self, channel: str, after: str | None, limit: int, conversation: str | None = None, now: datetime | None = None
    ) -> Sequence[Parcel]:
        """Undelivered parcels of a channel that fetches (web, API), oldest first, following the parcel `after`.

        With `now`, only those that are due by then, in the order in which they became so: who asks for what follows the last
        one passes over none.
        """
        ...

    async def parcel(self, id: str) -> Parcel | None:
        """One parcel, whatever its state."""
        ...


class Leases(Protocol):
    """At most one holder per name, by the database's clock."""

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        """Take or prolong the lease; False when another holder has it."""
        ...

    async def release(self, name: str, holder: str) -> None:
        """Give the lease up, if it is still held."""
        ...


class Cursors(Protocol):
    """Small persistent positions, such as a poller's offset."""

    async def read(self, name: str) -> str | None:
        """The value stored under that name."""
        ...

    async def write(self, name: str, value: str) -> None:
        """Store the value."""
        ...


class Switch(Protocol):
    """Whether sending is suspended (`recul pause`): all of it, the bot's, the staff's, or one user's."""

    async def suspended(self) -> str | None:
        """Why all sending is suspended, or None when it is not."""
        ...

    async def suspensions(self) -> Mapping[str, str]:
        """Why sending is suspended, by scope: `all`, `bot`, `staff`, `user:<id>`."""
        ...

    async def withheld(self) -> Mapping[str, int]:
        """How many messages wait for nothing but the end of a suspension, by kind of reply."""
        ...

    async def suspend(self, reason: str, by: str, scope: str = "all") -> None:
        """Suspend sending in that scope."""
        ...

    async def resume(self, by: str, scope: str | None = None) -> None:
        """Send again in that scope; None: in all of them."""
        ...


class Queue(Protocol):
    """What waits for a person."""

    async def rows(self, filter: Filter, limit: int, after: str | None = None) -> Sequence[QueueRow]:
        """Conversations that match, the oldest promise first (danger before all)."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """How many conversations wait, by department."""
        ...


class Timeline(Protocol):
    """One conversation, to read."""

    async def messages(self, conversation: str) -> Sequence[Message]:
        """Its messages and notes, oldest first."""
        ...

    async def exchanged(self, conversation: str) -> Sequence[Message]:
        """Messages and notes of all conversations with its contact, in whatever place, oldest first."""
        ...

    async def events(self, conversation: str) -> Sequence[tuple[int, Event]]:
        """Its events with their numbers, oldest first."""
        ...

    async def conversation(self, id: str) -> Conversation | None:
        """Its state."""
        ...

    async def find(self, key: PlaceKey) -> Conversation | None:
        """The conversation of that contact in that place; the same method as the store's."""
        ...

    async def meeting(self, key: PlaceKey) -> Sequence[str]:
        """The ids of all conversations with that contact in that place: what lives there, and what links have led there."""
        ...

    async def contact_name(self, conversation: str) -> str:
        """The displayed name of the customer; empty when there is none."""
        ...

    async def parcels(self, conversation: str) -> Sequence[Parcel]:
        """Its outgoing messages with their state."""
        ...

    async def place(self, channel: str, account: str, place: str, limit: int) -> Sequence[Message]:
        """What everybody can read in a public place: public messages of all its conversations, both ways, oldest first."""
        ...


class Contacts(Protocol):
    """What a customer tells us to reach them by, beside the place where they wrote."""

    async def set_email(self, conversation: str, email: str | None) -> None:
        """Where copies of private answers go; None: nowhere any more."""
        ...

    async def email(self, conversation: str) -> str | None:
        """The address given for this conversation."""
        ...


class Changes(Protocol):
    """Tells who listens that a conversation has changed."""

    def announce(self, conversation: str, version: int) -> None:
        """Say that a conversation is now at `version`."""
        ...

    def listen(self, conversation: str | None = None) -> AsyncIterator[tuple[str, int]]:
        """Changes of one conversation, or of all. Ends when the process stops."""
        ...
