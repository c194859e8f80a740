"""The dated, append-only facts about a conversation.

They hold our own ids, rule names and figures, never a text, a name or a platform id, and are never deleted. `at` is
when the fact happened, UTC: the platform's time for what a customer did, the deliverer's time for what was delivered.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter

from conversations.message import Visibility
from conversations.promise_events import DatedActDeclared as DatedActDeclared
from conversations.promise_events import DelayNoticed as DelayNoticed
from conversations.promise_events import Promised as Promised
from conversations.promise_events import Reason as Reason
from conversations.promise_events import Reminded as Reminded
from conversations.staff_events import Approved as Approved
from conversations.staff_events import Assigned as Assigned
from conversations.staff_events import Cancelled as Cancelled
from conversations.staff_events import HandedBack as HandedBack
from conversations.staff_events import Held as Held
from conversations.staff_events import Noted as Noted
from conversations.staff_events import Overrode as Overrode
from conversations.staff_events import Released as Released
from conversations.turn import AnsweredBy, Reply


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A customer's message was stored. `received_at` is ours; `immediate`: it is not waited on. `masked`: the kinds of
    secrets that were taken out before it was stored (`card`, `cvv`, `password`).
    `arrived`: with it the customer followed a link to private. `channel` is where it came (empty in old events).
    """

    at: datetime
    message: str
    received_at: datetime
    visibility: Visibility
    mention: bool = False
    immediate: bool = False
    masked: tuple[str, ...] = ()
    arrived: bool = False
    channel: str = ""
    kind: Literal["message_received"] = "message_received"


@dataclass(frozen=True, slots=True)
class Decided:
    """The line decided what to do with some messages, by one release throughout; `also`: the verdicts on further requests;
    `mention`: one of them names us."""

    at: datetime
    messages: tuple[str, ...]
    verdict: str
    language: str
    heat: str
    release: str
    engine: str
    reasons: tuple[Reason, ...]
    turn: str | None = None
    also: tuple[str, ...] = ()
    mention: bool = False
    kind: Literal["decided"] = "decided"


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """A run of customer messages began to wait. `at` is the platform's time of its first message.

    `rest_of` is the turn of the same messages whose department has answered its part: the rest has waited as long.
    """

    at: datetime
    turn: str
    visibility: Visibility
    mention: bool
    expected_by: datetime
    channel: str
    rest_of: str | None = None
    kind: Literal["turn_opened"] = "turn_opened"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The bot gave the turn to a department. `target_by` is fixed by the first hand-over and never moves later.

    `instead_of` is the department that it was meant for, in which nobody was present. `also` are the departments of further
    requests in it, which are theirs once this one is answered.
    """

    at: datetime
    turn: str
    department: str
    target_by: datetime
    instead_of: str | None = None
    also: tuple[str, ...] = ()
    kind: Literal["handed_over"] = "handed_over"


@dataclass(frozen=True, slots=True)
class Transferred:
    """A person moved the conversation to another department. No clock moves."""

    at: datetime
    by: str
    department: str
    turn: str | None = None
    kind: Literal["transferred"] = "transferred"


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply was queued for the customer. It counts for nothing until it is delivered.

    `author` is the user who wrote it. `wordings` are the situations and variants that were said.
    """

    at: datetime
    outgoing: str
    reply: Reply
    by: AnsweredBy
    author: str | None = None
    turn: str | None = None
    wordings: tuple[tuple[str, int], ...] = ()
    kind: Literal["replied"] = "replied"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A reply reached the customer. `refusable_until` is set for the bot's answers, `author` is the user who wrote it."""

    at: datetime
    outgoing: str
    reply: Reply
    by: AnsweredBy
    turn: str | None = None
    refusable_until: datetime | None = None
    author: str | None = None
    kind: Literal["delivered"] = "delivered"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """A reply cannot reach the customer, for good. `code` names the error in the channel's table."""

    at: datetime
    outgoing: str
    code: str
    reply: Reply
    turn: str | None = None
    kind: Literal["undeliverable"] = "undeliverable"


@dataclass(frozen=True, slots=True)
class PerhapsTwice:
    """We were stopped between sending a reply and noting it: it may have been sent twice. `reply`: None in old events."""

    at: datetime
    outgoing: str
    reply: Reply | None = None
    kind: Literal["perhaps_twice"] = "perhaps_twice"


@dataclass(frozen=True, slots=True)
class ClarificationAsked:
    """The customer was offered a choice between ids of FAQ entries and departments."""

    at: datetime
    turn: str
    choices: tuple[str, ...]
    kind: Literal["clarification_asked"] = "clarification_asked"


@dataclass(frozen=True, slots=True)
class AnswerConfirmed:
    """The customer said that the bot's answer helped."""

    at: datetime
    turn: str
    kind: Literal["answer_confirmed"] = "answer_confirmed"


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """The customer said that the bot's answer did not help: the turn is unanswered, from its original opening."""

    at: datetime
    turn: str
    kind: Literal["answer_refused"] = "answer_refused"


@dataclass(frozen=True, slots=True)
class NoAnswerNeeded:
    """A written rule says that nobody owes an answer to this turn (a thank-you, chatter)."""

    at: datetime
    turn: str
    rule: str
    kind: Literal["no_answer_needed"] = "no_answer_needed"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A turn was taken out of the ratios, by a rule or a user, for a reason."""

    at: datetime
    turn: str
    reason: str
    by: str
    kind: Literal["excluded"] = "excluded"


@dataclass(frozen=True, slots=True)
class DangerRaised:
    """A message speaks of danger: the on-call person must know. `source` is where it comes from, `since` the platform's time of
    the message (of the first of several read together; None, in old events: `at`)."""

    at: datetime
    turn: str
    source: str = ""
    since: datetime | None = None
    kind: Literal["danger_raised"] = "danger_raised"


@dataclass(frozen=True, slots=True)
class DangerAcknowledged:
    """A person said that they take care of the danger."""

    at: datetime
    by: str
    kind: Literal["danger_acknowledged"] = "danger_acknowledged"


@dataclass(frozen=True, slots=True)
class CardRaised:
    """A person should look at this conversation, although nobody owes it an answer. `rule` says why."""

    at: datetime
    rule: str
    kind: Literal["card_raised"] = "card_raised"


@dataclass(frozen=True, slots=True)
class Invited:
    """The customer was offered a link to go on in private."""

    at: datetime
    turn: str | None = None
    kind: Literal["invited"] = "invited"


@dataclass(frozen=True, slots=True)
class MovedToPrivate:
    """The customer has followed the link: the conversation goes on in private, its turns as they were."""

    at: datetime
    kind: Literal["moved_to_private"] = "moved_to_private"


@dataclass(frozen=True, slots=True)
class Rated:
    """The customer answered the satisfaction question, from 1 to 5."""

    at: datetime
    score: int
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True, slots=True)
class Closed:
    """A user closed the conversation. A turn that still waits stays unanswered for ever."""

    at: datetime
    by: str
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True, slots=True)
class Settled:
    """One measure of one turn became a fact: it is counted by this event, exactly once.

    `measure` is `acknowledged`, `answered`, `expected`, `target` or `promised`; the delays are in seconds; `department` is the
    holder at settling; `result` is `met` or `missed` for the clocks. `release` is the one whose opening hours counted
    `open_seconds`; None in old events.
    """

    at: datetime
    turn: str
    measure: str
    visibility: Visibility
    mention: bool
    channel: str
    department: str
    seconds: float | None = None
    open_seconds: float | None = None
    staff_seconds: float | None = None
    answered_by: AnsweredBy | None = None
    result: Literal["met", "missed"] | None = None
    release: str | None = None
    kind: Literal["settled"] = "settled"


Event = (
    MessageReceived
    | Decided
    | TurnOpened
    | HandedOver
    | Transferred
    | Promised
    | Replied
    | Delivered
    | Undeliverable
    | PerhapsTwice
    | ClarificationAsked
    | AnswerConfirmed
    | AnswerRefused
    | NoAnswerNeeded
    | Excluded
    | DangerRaised
    | DangerAcknowledged
    | CardRaised
    | DatedActDeclared
    | Reminded
    | DelayNoticed
    | Invited
    | MovedToPrivate
    | Assigned
    | Released
    | Held
    | Approved
    | Cancelled
    | Overrode
    | Rated
    | Noted
    | HandedBack
    | Closed
    | Settled
)
EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Discriminator("kind")])
"""Reads and writes events as JSON."""
