"""The state of a conversation: a fold of its events, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversations import events as e
from conversations import turn_fold
from conversations.message import PlaceKey, Visibility, narrowest
from conversations.turn import AnsweredBy, Reply, Turn


@dataclass(frozen=True, slots=True)
class Undecided:
    """A message that the line has stored and not yet decided on."""

    id: str
    at: datetime
    received_at: datetime
    visibility: Visibility
    mention: bool
    immediate: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """All messages between one contact and the brand in one place.

    `version` counts the events: it is the number of the last one, and what compare-and-set compares; `said` is the version at
    which somebody last spoke. `turns` holds the turns that may still change or settle, oldest first. `human_at` is when a
    person last spoke here, None after a hand-back. `variants` remembers which variant of each wording was used last. `card`
    is why a person should look although no turn waits.
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
    choices: tuple[str, ...] = ()
    variants: tuple[tuple[str, int], ...] = ()
    danger_at: datetime | None = None
    card: str | None = None
    heat: str = "calm"
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
        """Who would read a reply given now: in private as soon as the turn that waits or the last message is private."""
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
    """The turns of `conversation` once `events` have happened to it, those that finish on the way included."""
    turns = {turn.id: turn for turn in conversation.turns}
    for event in events:
        if isinstance(event, e.TurnOpened):
            turns[event.turn] = turn_fold.opened(event)
        else:
            turns = {id: turn_fold.after(turn, event) for id, turn in turns.items()}
    return tuple(turns.values())


def _after_one(was: Conversation, event: e.Event) -> Conversation:
    now = replace(was, version=was.version + 1, turns=_turns(was.turns, event))
    match event:
        case e.MessageReceived():
            return _received(now, event)
        case e.Decided():
            left = tuple(m for m in now.undecided if m.id not in event.messages)
            return replace(now, undecided=left, language=event.language, heat=event.heat, choices=_choices(now, event))
        case e.TurnOpened():
            return replace(now, opened_turns=now.opened_turns + 1, closed=False)
        case e.HandedOver() | e.Transferred():
            return replace(now, department=event.department, choices=())
        case e.ClarificationAsked():
            return replace(now, choices=event.choices)
        case e.Replied():
            return _replied(now, event)
        case e.DangerRaised():
            return replace(now, danger_at=now.danger_at or event.at)
        case e.DangerAcknowledged():
            return replace(now, danger_at=None)
        case e.CardRaised():
            return replace(now, card=event.rule)
        case e.HandedBack():
            return replace(now, human_at=None, bounded=False)
        case e.Closed():
            return replace(now, closed=True, human_at=None, bounded=False, choices=(), card=None)
        case _:
            return now


def _choices(now: Conversation, event: e.Decided) -> tuple[str, ...]:
    """A thank-you or an aside in between takes no question back."""
    aside = event.verdict.startswith("light:") or event.verdict == "hors_sujet"
    return now.choices if aside else ()


def _received(now: Conversation, event: e.MessageReceived) -> Conversation:
    message = Undecided(event.message, event.at, event.received_at, event.visibility, event.mention, event.immediate)
    last = max(now.last_at or event.at, event.at)
    return replace(now, undecided=(*now.undecided, message), last_at=last, said=now.version, visibility=event.visibility)


def _replied(now: Conversation, event: e.Replied) -> Conversation:
    now = replace(now, said=now.version)
    if event.by is AnsweredBy.STAFF:
        return replace(now, human_at=event.at, card=None)
    if event.reply is Reply.ON_CALL:
        return now
    variants = now.variants
    if event.wording is not None and event.variant is not None:
        variants = tuple(sorted({**dict(variants), event.wording: event.variant}.items()))
    return replace(
        now,
        introduced=True,
        variants=variants,
        light_at=event.at if event.reply is Reply.LIGHT else now.light_at,
        bounded=now.bounded or event.reply is Reply.BOUNDARY,
    )


def _turns(turns: tuple[Turn, ...], event: e.Event) -> tuple[Turn, ...]:
    if isinstance(event, e.TurnOpened):
        return (*turns, turn_fold.opened(event))
    changed = (turn_fold.after(turn, event) for turn in turns)
    return tuple(turn for turn in changed if not turn_fold.finished(turn))
