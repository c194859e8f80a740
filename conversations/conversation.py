"""The state of a conversation: a fold of its events, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from conversations import events as e
from conversations import turn_fold
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
    """The turns of `conversation` once `events` have happened to it, those that finish on the way included."""
    turns = {turn.id: turn for turn in conversation.turns}
    for event in events:
        turns = {id: turn_fold.after(turn, event) for id, turn in turns.items()}
        if isinstance(event, e.TurnOpened):
            turns[event.turn] = turn_fold.opened(event)
    return tuple(turns.values())


def _after_one(was: Conversation, event: e.Event) -> Conversation:
    now = replace(was, version=was.version + 1, turns=_turns(was.turns, event))
    match event:
        case e.MessageReceived():
            return _received(now, event)
        case e.Decided():
            return _decided(now, event)
        case e.TurnOpened():
            return replace(now, opened_turns=now.opened_turns + 1, closed=False)
        case e.HandedOver() | e.Transferred():
            return replace(now, department=event.department, choices=())
        case e.ClarificationAsked():
            return replace(now, choices=event.choices)
        case e.Replied():
            return _replied(now, event)
        case e.DangerRaised():
            since = min(moment for moment in (now.danger_at, event.since or event.at) if moment is not None)
            return replace(now, danger_at=since, warned=(*now.warned, event.source), endangered=True)
        case e.DangerAcknowledged():
            return replace(now, danger_at=None, warned=(), alarms=0, alarmed_at=None, touched_at=event.at)
        case e.CardRaised():
            return replace(now, card=event.rule)
        case e.HandedBack():
            return replace(now, human_at=None, bounded=False)
        case e.Closed():
            return _closed(now)
        case _:
            return _together(now, event)


def _together(now: Conversation, event: e.Event) -> Conversation:
    """What staff do among themselves, and what moves a conversation to private."""
    match event:
        case e.Assigned():
            return replace(now, assigned=event.to, touched_at=event.at)
        case e.Released():
            return replace(now, assigned=None)
        case e.Noted():
            return replace(now, touched_at=event.at)
        case e.Held():
            return replace(now, held=(*now.held, HeldReply(event.outgoing, event.by, event.why, event.until)))
        case e.Approved() | e.Cancelled() | e.Delivered() | e.Undeliverable():
            return _left(now, event)
        case e.Invited():
            return replace(now, invited=True)
        case e.MovedToPrivate():
            # Who has never met the bot in private is told there who speaks, whatever a short mark in public has said.
            return replace(now, moved=True, visibility=Visibility.PRIVATE, introduced=False)
        case e.Rated():
            return replace(now, rated=True)
        case _:
            return now


def _left(now: Conversation, event: e.Approved | e.Cancelled | e.Delivered | e.Undeliverable) -> Conversation:
    arrived = isinstance(event, e.Delivered) and event.outgoing == now.private_answer
    held = tuple(held for held in now.held if held.outgoing != event.outgoing)
    return replace(now, held=held, answered_in_private=now.answered_in_private or arrived)


def _closed(now: Conversation) -> Conversation:
    return replace(
        now,
        closed=True,
        human_at=None,
        bounded=False,
        choices=(),
        card=None,
        assigned=None,
        person_answered=False,
        hottest="calm",
        endangered=now.danger_at is not None,
    )


def _decided(now: Conversation, event: e.Decided) -> Conversation:
    hottest = max(now.hottest, event.heat, key=lambda word: Heat[word.upper()])
    return replace(
        now,
        undecided=tuple(m for m in now.undecided if m.id not in event.messages),
        language=event.language,
        heat=event.heat,
        hottest=hottest,
        choices=_choices(now, event),
    )


def _choices(now: Conversation, event: e.Decided) -> tuple[str, ...]:
    """A thank-you or an aside in between takes no question back."""
    aside = event.verdict.startswith("light:") or event.verdict in ("hors_sujet", "arrived")
    return now.choices if aside else ()


def _received(now: Conversation, event: e.MessageReceived) -> Conversation:
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
    last = max(now.last_at or event.at, event.at)
    return replace(now, undecided=(*now.undecided, message), last_at=last, said=now.version, visibility=event.visibility)


def _replied(now: Conversation, event: e.Replied) -> Conversation:
    apart = now.moved and event.reply is Reply.ANSWER
    now = replace(
        now,
        said=now.said if event.reply in FOR_STAFF else now.version,
        private_answer=event.outgoing if apart else now.private_answer,
        lined=now.lined or event.reply is Reply.PUBLIC_LINE,
        offered_since=now.offered_since if event.reply in FOR_STAFF else _offered_since(now, event),
    )
    if event.by is AnsweredBy.STAFF:
        answered = now.person_answered or event.reply is Reply.ANSWER
        return replace(now, human_at=event.at, touched_at=event.at, card=None, person_answered=answered)
    if event.reply is Reply.ON_CALL:
        return replace(now, alarms=now.alarms + 1, alarmed_at=event.at)
    if event.reply in FOR_STAFF:
        return now
    return replace(
        now,
        introduced=True,
        variants=tuple(sorted({**dict(now.variants), **dict(event.wordings)}.items())),
        surveyed=now.surveyed or event.reply is Reply.SATISFACTION,
        light_at=event.at if event.reply is Reply.LIGHT else now.light_at,
        bounded=now.bounded or event.reply is Reply.BOUNDARY,
    )


def _offered_since(now: Conversation, event: e.Replied) -> datetime | None:
    if event.reply is not Reply.OFFER:
        return None
    turn = now.turn(event.turn or "")
    return turn.opened_at if turn is not None else event.at


def _turns(turns: tuple[Turn, ...], event: e.Event) -> tuple[Turn, ...]:
    opened = (turn_fold.opened(event),) if isinstance(event, e.TurnOpened) else ()
    changed = (*(turn_fold.after(turn, event) for turn in turns), *opened)
    return tuple(turn for turn in changed if turn in opened or not turn_fold.finished(turn))
