"""What the line and its surroundings ask of a store, in memory: as much of the ports as a simulation needs.

Nothing is awaited for long: everything happens in one task, one thing after the other.
"""

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter

from bot.simulation.parcels import Parcels
from conversations.change import Save, Timer
from conversations.conversation import Conversation
from conversations.crisis import Crisis, CrisisState, Mood
from conversations.figures import TurnRow
from conversations.message import Direction, Message, PlaceKey, Visibility
from conversations.ports import Conflict, Ripe
from conversations.sending import Parcel
from conversations.turn import AnsweredBy, Reply, Turn
from conversations.users import User
from conversations.workload import Wait

PERSON = "person-"
"""What the platform's id of a contact begins with; the id of their conversation is the rest."""


@dataclass(slots=True)
class Life:
    """One conversation as it stands, with all that was saved of it."""

    state: Conversation
    saves: list[Save] = field(default_factory=list)
    timers: dict[Timer, datetime] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    acknowledged: list[tuple[datetime, str]] = field(default_factory=list)


class Memory:
    """The ports, and who is told of each save. `turns` are those that may still count in a figure."""

    def __init__(self, users: Sequence[User], now: Callable[[], datetime]) -> None:
        self._now = now
        self.lives: dict[str, Life] = {}
        self.staff = list(users)
        self.parcels = Parcels()
        self.moods_heard: list[Mood] = []
        self.crises: list[Crisis] = []
        self.saved: Callable[[Save], None] = lambda _: None
        self.turns: dict[str, TurnRow] = {}
        self._places: dict[PlaceKey, str] = {}
        self._contacts: dict[tuple[str, str], str] = {}
        self._links: dict[str, tuple[str, datetime]] = {}
        self._acts: set[str] = set()
        self._stated: list[tuple[tuple[str, str, str], datetime]] = []
        self._waits = _Waits()

    # -- the store of the line

    async def find(self, key: PlaceKey) -> Conversation:
        """The conversation there; a new one when nobody has written there. Nobody has two: its id is that of its contact."""
        id = self._places.get(key)
        if id is not None:
            return self.lives[id].state
        return Conversation(key.contact.removeprefix(PERSON), key)

    async def load(self, id: str) -> Conversation | None:
        """The conversation of that id."""
        life = self.lives.get(id)
        return life.state if life is not None else None

    async def save(self, save: Save) -> None:
        """Keep it. Raises Conflict."""
        life = self.lives.get(save.after.id)
        if life is None:
            life = self.lives[save.after.id] = Life(save.after)
            key = save.after.key
            self._places[key] = self._contacts[key.channel, key.contact] = save.after.id
        elif life.state.version != save.before:
            raise Conflict
        save = self.parcels.post(save)
        life.state = save.after
        self._keep(life, save)
        self._note(life, save)
        life.saves.append(save)
        self.saved(save)

    def _keep(self, life: Life, save: Save) -> None:
        for kind, due in save.change.timers.items():
            if due is None:
                life.timers.pop(kind, None)
            else:
                life.timers[kind] = due
        life.turns.update((turn.id, turn) for turn in save.turns)
        for turn in save.turns:
            self._waits.note(turn)
            self.turns[turn.id] = TurnRow.of(save.after.id, save.after.key.channel, turn)
        life.messages.update((message.id, message) for message in _messages(save))
        self._links.update((link.hash, (save.after.id, link.expires)) for link in save.change.links)
        if save.followed is not None and save.incoming is not None:
            del self._links[save.followed]
            self._places[save.incoming.key] = save.after.id
        if save.act_key is not None:
            self._acts.add(save.act_key)

    def _note(self, life: Life, save: Save) -> None:
        key = save.after.key
        for outgoing in save.change.outgoing:
            if outgoing.visibility is not Visibility.PUBLIC:
                continue
            turn = life.turns.get(outgoing.turn or "")
            department = (turn.department if turn else None) or save.after.department
            if outgoing.reply is Reply.ACKNOWLEDGEMENT and department:
                life.acknowledged.append((save.at, department))
            if outgoing.reply is Reply.STATEMENT:
                self._stated.append(((key.channel, key.account, key.place), save.at))

    async def acted(self, key: str) -> bool:
        """True when an act with that key was saved before."""
        return key in self._acts

    async def ripe(self, id: str) -> Ripe | None:
        """A conversation with its timers and undecided messages."""
        life = self.lives[id]
        undecided = tuple(life.messages[message.id] for message in life.state.undecided)
        return Ripe(life.state, dict(life.timers), undecided)

    async def follow(self, link: str, key: PlaceKey, now: datetime) -> Conversation | None:
        """The conversation that a link leads this contact to."""
        id, expires = self._links.get(link, ("", now))
        life = self.lives.get(id)
        return life.state if life is not None and expires > now and life.state.key.contact == key.contact else None

    async def staff_waits(self, departments: Sequence[str], since: datetime) -> Mapping[str, Sequence[Wait]]:
        """The turns handed over to these departments since then, oldest first."""
        return {department: self._waits.since(department, since) for department in departments}

    async def stated(self, key: PlaceKey, since: datetime) -> bool:
        """True when the holding statement was said in that public thread since then."""
        return any(place == (key.channel, key.account, key.place) and at >= since for place, at in self._stated)

    async def public_acknowledgements(self, contact: str, channel: str, since: datetime) -> frozenset[str]:
        """Departments for which this contact was acknowledged in public since then; they have one conversation."""
        life = self.lives.get(self._contacts.get((channel, contact), ""))
        return frozenset(id for at, id in life.acknowledged if at >= since) if life is not None else frozenset()

    async def exchanged(self, conversation: str) -> Sequence[Message]:
        """What was said and noted there."""
        return list(self.lives[conversation].messages.values())

    async def parcel(self, id: str) -> Parcel | None:
        """One parcel, whatever its state."""
        return self.parcels.parcel(id)

    def forget(self, ids: Sequence[str]) -> None:
        """These conversations are asked for no more; how long people waited there stays known."""
        for id in ids:
            del self.lives[id]
        self.parcels.forget(set(ids))

    # -- what surrounds a decision

    async def users(self) -> Sequence[User]:
        """All of the staff."""
        return self.staff

    async def suspensions(self) -> Mapping[str, str]:
        """Nothing is ever suspended."""
        return {}

    async def read(self, name: str) -> str | None:
        """How far an account was heard: there is no outage, so what was sent long enough ago is here."""
        return self._now().isoformat() if name.endswith(":heard") else None

    async def crisis(self) -> Crisis | None:
        """The last crisis."""
        return self.crises[-1] if self.crises else None

    async def put_crisis(self, crisis: Crisis, before: CrisisState | None) -> None:
        """Keep it as it stands now; its id follows from its number."""
        known = len({crisis.id for crisis in self.crises})
        self.crises.append(replace(crisis, id=id_of("crisis", known)) if before is None else crisis)

    async def moods(self, since: datetime) -> Sequence[Mood]:
        """Public decisions since then."""
        return self.moods_heard[bisect_left(self.moods_heard, since, key=lambda mood: mood.at) :]

    async def acquire(self, *_: object) -> bool:
        """Nobody else wants any lease."""
        return True


class _Waits:
    """The turns of each department by when they were handed over."""

    def __init__(self) -> None:
        self._at: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self._of: dict[str, str] = {}
        self._waits: dict[str, Wait] = {}

    def note(self, turn: Turn) -> None:
        """Keep the turn as it stands, with the department that has it now."""
        if turn.handed_over_at is None or turn.department is None:
            return
        was = self._of.get(turn.id)
        if was != turn.department:
            if was is not None:
                self._at[was].remove((turn.handed_over_at, turn.id))
            at = self._at[turn.department]
            at.insert(bisect_left(at, (turn.handed_over_at, turn.id)), (turn.handed_over_at, turn.id))
            self._of[turn.id] = turn.department
        self._waits[turn.id] = _wait(turn, turn.handed_over_at)

    def since(self, department: str, since: datetime) -> list[Wait]:
        """Oldest first."""
        at = self._at[department]
        return [self._waits[id] for _, id in at[bisect_left(at, since, key=itemgetter(0)) :]]


def _wait(turn: Turn, handed_over_at: datetime) -> Wait:
    by_staff = turn.answered_by is AnsweredBy.STAFF
    ends = (turn.closed_at, turn.withdrawn_at, None if by_staff else turn.answered_at)
    ended_at = min((end for end in ends if end is not None), default=None)
    return Wait(handed_over_at, turn.word, turn.answered_at if by_staff else None, None if by_staff else ended_at)


def _messages(save: Save) -> Iterator[Message]:
    id, said = save.after.id, save.incoming
    if said is not None and save.message is not None:
        yield Message(save.message, id, Direction.INBOUND, said.visibility, said.text, said.sent_at, kind=said.kind)
    for out in save.change.outgoing:
        direction = Direction.OUTBOUND if out.to is None else Direction.NOTICE
        yield Message(out.id, id, direction, out.visibility, out.text, save.at)
    for written in save.change.written:
        yield Message(written.id, id, written.direction, Visibility.PRIVATE, written.text, written.at)


def id_of(*of: object) -> str:
    """Sixteen hexadecimal signs that follow from what they are for."""
    return hashlib.blake2b("\n".join(map(str, of)).encode(), digest_size=8).hexdigest()
