"""The state of a conversation: a fold of its events, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversations import events as e
from conversations import turn_fold
from conversations.changed import changed
from conversations.message import PlaceKey, Visibility, narrowest
from conversations.turn import FOR_STAFF, AnsweredBy, Reply, Turn
from conversations.understanding import Heat


@dataclass(frozen=True, slots=True)
class Undecided:
    """A message that the line has stored and not yet decided on."""

    id: str
    at: datetime
    received_at: datetime
    visibility: Visibility
    mention: bool
    immediate: bool
    masked: tuple[str, ...] = ()
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class HeldReply:
    """A staff reply that has not left: until a time, or (None) until a second person agrees."""

    outgoing: str
    by: str
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """All messages between one contact and the brand in one place.

    `version` counts the events: it is the number of the last one, and what compare-and-set compares; `said` is the version at
    which somebody last spoke. `turns` holds the turns that may still change or settle, oldest first. `human_at` is when a
    person last spoke here, None after a hand-back. `variants` remembers which variant of each wording was used last. `card`
    is why a person should look although no turn waits. `hottest` is the hottest heat since it was last closed. `assigned` is
    the user who has it, `touched_at` when a person last acted. `alarms` counts how often somebody on call was told of a danger
    that nobody has taken, `alarmed_at` is the last time; `warned` are the sources of it that safety wording was said for.
    `offered_since`: the last thing said here was the offer of a person, to a request of that time. `person_answered`: a
    person has, since it was last closed.
    `invited`: a link to private was given; `moved`: it was followed. `private_answer` is the last answer that
    was queued since then, `answered_in_private`: it has arrived; `lined`: the public line was said. `held` are
    replies that have not left.
    """

    id: str
    key: PlaceKey
    version: int = 0
    said: int = 0
    visibility: Visibility = Visibility.PRIVATE
    language: str | None = None
    department: str | None = None
    undecided: tuple[Undecided, ...] = ()
    turns: tuple[Turn, ...] = ()
    opened_turns: int = 0
    human_at: datetime | None = None
    introduced: bool = False
    light_at: datetime | None = None
    bounded: bool = False
    offered_since: datetime | None = None
    choices: tuple[str, ...] = ()
    variants: tuple[tuple[str, int], ...] = ()
    danger_at: datetime | None = None
    warned: tuple[str, ...] = ()
    card: str | None = None
    heat: str = "calm"
    hottest: str = "calm"
    endangered: bool = False
    alarms: int = 0
    alarmed_at: datetime | None = None
    assigned: str | None = None
    touched_at: datetime | None = None
    invited: bool = False
    moved: bool = False
    private_answer: str | None = None
    answered_in_private: bool = False
    lined: bool = False
    person_answered: bool = False
    surveyed: bool = False
    rated: bool = False
    held: tuple[HeldReply, ...] = ()
    closed: bool = False
    last_at: datetime | None = None

    @property
    def waiting(self) -> Turn | None:
        """The turn in which somebody owes this customer an answer, if any."""
        return next((turn for turn in reversed(self.turns) if turn.waits), None)

    @property
    def refusable(self) -> Turn | None:
        """The turn whose last answer came from the bot and can still be refused, if any."""
        found = (t for t in reversed(self.turns) if t.answered_by is AnsweredBy.BOT and t.confirmed_at is None)
        return next(found, None)

    @property
    def audience(self) -> Visibility:
        """Who would read a reply given now: in private as soon as the turn that waits or the last message is private, and for
        ever once the customer has followed a link there, whatever they write in public since."""
        if self.moved:
            return Visibility.PRIVATE
        turn = self.waiting
        return narrowest([self.visibility, *([turn.visibility] if turn else [])])

    @property
    def muted(self) -> bool:
        """True from a person's first reply until hand-back or closing."""
        return self.human_at is not None

    def turn(self, id: str) -> Turn | None:
        """The turn of that id, if it is still held here."""
        return next((turn for turn in self.turns if turn.id == id), None)

    def variant(self, wording: str) -> int | None:
        """The variant of `wording` that was used last here, if any."""
        return dict(self.variants).get(wording)


def after(conversation: Conversation, events: Iterable[e.Event]) -> Conversation:
    """The conversation once `events` have happened to it, in that order."""
    for event in events:
        conversation = _after_one(conversation, event)
    return conversation


def touched(conversation: Conversation, events: Iterable[e.Event]) -> tuple[Turn, ...]:
    """The turns of `conversation` once `events` have happened to it, those that finish on the way included, as they finish."""
    turns = {turn.id: turn for turn in conversation.turns}
    for event in events:
        turns = {id: turn if turn_fold.finished(turn) else turn_fold.after(turn, event) for id, turn in turns.items()}
        if isinstance(event, e.TurnOpened):
            turns[event.turn] = turn_fold.opened(event)
    return tuple(turns.values())


def _after_one(was: Conversation, event: e.Event) -> Conversation:
    turns = _turns(was.turns, event)
    return changed(was, version=was.version + 1, turns=turns, **_changes(was, event))


def _changes(was: Conversation, event: e.Event) -> dict[str, Any]:
    """The fields that the event changes, beside the version and the turns."""
    match event:
        case e.MessageReceived():
            return _received(was, event)
        case e.Decided():
            return _decided(was, event)
        case e.Replied():
            return _replied(was, event)
        case e.TurnOpened():
            return {"opened_turns": was.opened_turns + 1, "closed": False}
        case e.HandedOver() | e.Transferred():
            return {"department": event.department, "choices": ()}
        case e.ClarificationAsked():
            return {"choices": event.choices}
        case e.DangerRaised():
            since = min(moment for moment in (was.danger_at, event.since or event.at) if moment is not None)
            return {"danger_at": since, "warned": (*was.warned, event.source), "endangered": True}
        case e.DangerAcknowledged():
            return {"danger_at": None, "warned": (), "alarms": 0, "alarmed_at": None, "touched_at": event.at}
        case e.CardRaised():
            return {"card": event.rule}
        case e.HandedBack():
            return {"human_at": None, "bounded": False}
        case e.Closed():
            return _closed(was)
        case _:
            return _together(was, event)


def _together(was: Conversation, event: e.Event) -> dict[str, Any]:
    """What staff do among themselves, and what moves a conversation to private."""
    match event:
        case e.Assigned():
            return {"assigned": event.to, "touched_at": event.at}
        case e.Released():
            return {"assigned": None}
        case e.Noted():
            return {"touched_at": event.at}
        case e.Held():
            return {"held": (*was.held, HeldReply(event.outgoing, event.by, event.why, event.until))}
        case e.Approved() | e.Cancelled() | e.Delivered() | e.Undeliverable():
            return _left(was, event)
        case e.Invited():
            return {"invited": True}
        case e.MovedToPrivate():
            # Who has never met the bot in private is told there who speaks, whatever a short mark in public has said.
            return {"moved": True, "visibility": Visibility.PRIVATE, "introduced": False}
        case e.Rated():
            return {"rated": True}
        case _:
            return {}


def _left(was: Conversation, event: e.Approved | e.Cancelled | e.Delivered | e.Undeliverable) -> dict[str, Any]:
    arrived = isinstance(event, e.Delivered) and event.outgoing == was.private_answer
    held = tuple(held for held in was.held if held.outgoing != event.outgoing)
    return {"held": held, "answered_in_private": was.answered_in_private or arrived}


def _closed(was: Conversation) -> dict[str, Any]:
    return {
        "closed": True,
        "human_at": None,
        "bounded": False,
        "choices": (),
        "card": None,
        "assigned": None,
        "person_answered": False,
        "hottest": "calm",
        "endangered": was.danger_at is not None,
    }


def _decided(was: Conversation, event: e.Decided) -> dict[str, Any]:
    return {
        "undecided": tuple(m for m in was.undecided if m.id not in event.messages),
        "language": event.language,
        "heat": event.heat,
        "hottest": max(was.hottest, event.heat, key=lambda word: Heat[word.upper()]),
        "choices": _choices(was, event),
    }


def _choices(was: Conversation, event: e.Decided) -> tuple[str, ...]:
    """A thank-you or an aside in between takes no question back."""
    aside = event.verdict.startswith("light:") or event.verdict in ("hors_sujet", "arrived")
    return was.choices if aside else ()


def _received(was: Conversation, event: e.MessageReceived) -> dict[str, Any]:
    message = Undecided(
        event.message,
        event.at,
        event.received_at,
        event.visibility,
        event.mention,
        event.immediate,
        event.masked,
        event.arrived,
    )
    return {
        "undecided": (*was.undecided, message),
        "last_at": max(was.last_at or event.at, event.at),
        "said": was.version + 1,
        "visibility": event.visibility,
    }


def _replied(was: Conversation, event: e.Replied) -> dict[str, Any]:
    said = {} if event.reply in FOR_STAFF else _said(was, event)
    if event.by is AnsweredBy.STAFF:
        return said | _by_staff(was, event)
    if event.reply is Reply.ON_CALL:
        return {"alarms": was.alarms + 1, "alarmed_at": event.at}
    return said if event.reply in FOR_STAFF else said | _by_bot(was, event)


def _said(was: Conversation, event: e.Replied) -> dict[str, Any]:
    """What changes by anything that is said to the customer."""
    return {
        "said": was.version + 1,
        "private_answer": event.outgoing if was.moved and event.reply is Reply.ANSWER else was.private_answer,
        "lined": was.lined or event.reply is Reply.PUBLIC_LINE,
        "offered_since": _offered_since(was, event),
    }


def _by_staff(was: Conversation, event: e.Replied) -> dict[str, Any]:
    answered = was.person_answered or event.reply is Reply.ANSWER
    return {"human_at": event.at, "touched_at": event.at, "card": None, "person_answered": answered}


def _by_bot(was: Conversation, event: e.Replied) -> dict[str, Any]:
    return {
        "introduced": True,
        "variants": tuple(sorted({**dict(was.variants), **dict(event.wordings)}.items())),
        "surveyed": was.surveyed or event.reply is Reply.SATISFACTION,
        "light_at": event.at if event.reply is Reply.LIGHT else was.light_at,
        "bounded": was.bounded or event.reply is Reply.BOUNDARY,
    }


def _offered_since(was: Conversation, event: e.Replied) -> datetime | None:
    if event.reply is not Reply.OFFER:
        return None
    turn = was.turn(event.turn or "")
    return turn.opened_at if turn is not None else event.at


def _turns(turns: tuple[Turn, ...], event: e.Event) -> tuple[Turn, ...]:
    """A turn that the event leaves as it was has not finished by it: those that have are gone."""
    changed_turns = [(turn, turn_fold.after(turn, event)) for turn in turns]
    kept = tuple(now for was, now in changed_turns if now is was or not turn_fold.finished(now))
    return (*kept, turn_fold.opened(event)) if isinstance(event, e.TurnOpened) else kept
