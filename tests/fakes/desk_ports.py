"""The desk's ports in memory: conversations are true folds of their events, acts append events, nothing is sent."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter

from conversations import events as e
from conversations.acts import Approve, Cancel, Close, HandBack, Note, Say, StaffAct, TakeDanger, Transfer
from conversations.conversation import Conversation, after
from conversations.message import Direction, Message, PlaceKey, Visibility
from conversations.ports import Refused, Stale, Unavailable
from conversations.sending import Account, Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply
from conversations.users import User
from conversations.views import Filter, QueueRow


@dataclass
class StillClock:
    """A clock that only the test moves."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Thread:
    """One conversation with all that hangs on it."""

    state: Conversation
    name: str
    messages: list[Message] = field(default_factory=list)
    events: list[tuple[int, e.Event]] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)

    def happen(self, *events: e.Event) -> None:
        for event in events:
            self.state = after(self.state, [event])
            self.events.append((self.state.version, event))


class MemoryUsers:
    """The port Users."""

    def __init__(self) -> None:
        self.by_id: dict[str, User] = {}
        self.sessions: dict[str, tuple[str, datetime]] = {}
        self.failures: list[tuple[str, datetime]] = []

    async def add_user(self, user: User) -> None:
        self.by_id[user.id] = user

    async def user_by_login(self, login: str) -> User | None:
        return next((user for user in self.by_id.values() if user.login.casefold() == login.casefold()), None)

    async def users(self) -> Sequence[User]:
        return sorted(self.by_id.values(), key=lambda user: user.login)

    async def set_password(self, user: str, password_hash: str, must_change: bool) -> None:
        self.by_id[user] = replace(self.by_id[user], password_hash=password_hash, must_change_password=must_change)
        self.sessions = {token: session for token, session in self.sessions.items() if session[0] != user}

    async def set_absence(self, user: str, absent: bool, deputy: str | None = None) -> None:
        if not {user, deputy or user} <= self.by_id.keys():
            raise Refused("There is no such user.")
        self.by_id[user] = replace(self.by_id[user], absent=absent, deputy=deputy)

    async def open_session(self, token_hash: str, user: str, expires: datetime) -> None:
        self.sessions[token_hash] = (user, expires)

    async def session_user(self, token_hash: str, now: datetime) -> User | None:
        user, expires = self.sessions.get(token_hash, ("", now))
        found = self.by_id.get(user) if now < expires else None
        return found if found and not found.disabled else None

    async def end_session(self, token_hash: str) -> None:
        self.sessions.pop(token_hash, None)

    async def note_sign_in_failure(self, login: str, at: datetime) -> None:
        self.failures.append((login, at))

    async def sign_in_failures(self, login: str, since: datetime) -> int:
        return sum(1 for name, at in self.failures if name == login and at >= since)


class MemoryChanges:
    """The port Changes."""

    def __init__(self) -> None:
        self.listeners: set[asyncio.Queue[tuple[str, int]]] = set()
        self.heard = asyncio.Event()

    def announce(self, conversation: str, version: int) -> None:
        for listener in self.listeners:
            listener.put_nowait((conversation, version))

    async def listen(self, conversation: str | None = None) -> AsyncIterator[tuple[str, int]]:
        heard: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        self.listeners.add(heard)
        self.heard.set()
        try:
            while True:
                change = await heard.get()
                if conversation in (None, change[0]):
                    yield change
        finally:
            self.listeners.discard(heard)


class MemorySwitch:
    """The port Switch."""

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}
        self.held: dict[str, int] = {}

    @property
    def reason(self) -> str | None:
        return self.reasons.get("all")

    async def suspended(self) -> str | None:
        return self.reason

    async def suspensions(self) -> Mapping[str, str]:
        return dict(self.reasons)

    async def withheld(self) -> Mapping[str, int]:
        return dict(self.held)

    async def suspend(self, reason: str, by: str, scope: str = "all") -> None:
        self.reasons[scope] = reason

    async def resume(self, by: str, scope: str | None = None) -> None:
        self.reasons = {} if scope is None else {one: why for one, why in self.reasons.items() if one != scope}


class MemoryDesk:
    """The ports Line (acts), Queue and Timeline over threads in memory. `broken`: the database is down."""

    def __init__(self, clock: StillClock, changes: MemoryChanges) -> None:
        self.clock, self.changes = clock, changes
        self.threads: dict[str, Thread] = {}
        self.acts: dict[str, StaffAct] = {}
        self.broken = False

    def open(self, id: str, name: str, channel: str, account: str, visibility: Visibility) -> Thread:
        key = PlaceKey(channel, account, f"place-{id}", f"contact-{id}")
        self.threads[id] = Thread(Conversation(id, key, visibility=visibility), name)
        return self.threads[id]

    # Line

    async def act(self, act: StaffAct) -> None:
        self._up()
        if act.key in self.acts:
            return
        thread = self.threads[act.conversation]
        if isinstance(act, Say) and act.seen < thread.state.said:
            raise Stale(thread.state.version)
        if isinstance(act, Say) and "INTERDIT" in act.text:
            raise Refused("Ce texte contient « INTERDIT ». Retirez ce mot et renvoyez.")
        if isinstance(act, Say) and "DISCUTABLE" in act.text and not act.override:
            raise Refused("no matter", "tone", findings="« DISCUTABLE » — un mot à peser → un autre mot")
        self.acts[act.key] = act
        self._happen(thread, act)
        self.changes.announce(act.conversation, thread.state.version)

    def _happen(self, thread: Thread, act: StaffAct) -> None:
        now, turn = self.clock.now(), thread.state.waiting
        match act:
            case Say():
                self.say(thread, act.text, Reply(act.reply), AnsweredBy.STAFF, act.signature)
                if act.reply == "holding" and turn:
                    thread.happen(e.Promised(now, turn.id, now + timedelta(hours=4)))
            case Note():
                id = f"n{len(thread.messages)}-{thread.state.id}"
                note = Message(id, act.conversation, Direction.NOTE, Visibility.PRIVATE, act.text, now, act.by)
                thread.messages.append(note)
                thread.happen(e.Noted(now, act.by, id))
            case Transfer():
                thread.happen(e.Transferred(now, act.by, act.department, turn.id if turn else None))
            case Close():
                thread.happen(e.Closed(now, act.by))
            case HandBack():
                thread.happen(e.HandedBack(now, act.by))
            case TakeDanger():
                thread.happen(e.DangerAcknowledged(now, act.by))
            case Approve():
                thread.happen(e.Approved(now, act.outgoing, act.by))
            case Cancel():
                thread.happen(e.Cancelled(now, act.outgoing, act.by, "taken_back", turn.id if turn else None))
                self.settle(thread, act.outgoing, ParcelState.CANCELLED)

    def say(self, thread: Thread, text: str, reply: Reply, by: AnsweredBy, author: str = "", at: datetime | None = None) -> str:
        """A reply, stored and queued; returns its id."""
        now, state = at or self.clock.now(), thread.state
        turn = state.waiting.id if state.waiting else None
        id = f"o{len(thread.messages)}-{state.id}"
        thread.messages.append(
            Message(id, state.id, Direction.OUTBOUND, state.visibility, text, now, author, reply=reply.value)
        )
        account = Account(state.key.channel, state.key.account)
        thread.parcels.append(Parcel(id, state.id, account, state.key.place, {}, reply, by, text, state.visibility, now))
        thread.happen(e.Replied(now, id, reply, by, author or None, turn))
        return id

    def hear(self, thread: Thread, text: str, at: datetime | None = None) -> str:
        """A customer's message, stored; returns its id."""
        now, state = at or self.clock.now(), thread.state
        id = f"i{len(thread.messages)}-{state.id}"
        thread.messages.append(Message(id, state.id, Direction.INBOUND, state.visibility, text, now, thread.name))
        thread.happen(e.MessageReceived(now, id, now, state.visibility))
        return id

    def settle(self, thread: Thread, id: str, state: ParcelState, **more: str | bool) -> None:
        """What became of a reply."""
        thread.parcels = [replace(p, state=state, **more) if p.id == id else p for p in thread.parcels]  # type: ignore[arg-type]

    async def receive(self, incoming: object) -> None:
        raise NotImplementedError("the desk receives nothing")

    tick = delivered = undeliverable = perhaps_twice = receive

    # Queue

    async def rows(self, filter: Filter, limit: int, after: str | None = None) -> Sequence[QueueRow]:
        self._up()
        found = sorted((self._row(t) for t in self.threads.values() if self._matches(t, filter)), key=attrgetter("cursor"))
        return [row for row in found if after is None or row.cursor > after][:limit]

    async def counts(self) -> Mapping[str, int]:
        waiting = [t.state.department for t in self.threads.values() if self._matches(t, Filter())]
        return {department: waiting.count(department) for department in waiting if department}

    def _matches(self, thread: Thread, filter: Filter) -> bool:
        state = thread.state
        waits = state.waiting is not None or state.danger_at is not None
        fits = {"waiting": waits, "closed": state.closed, "all": True}[filter.state]
        return fits and filter.department in (None, state.department)

    def _row(self, thread: Thread) -> QueueRow:
        state, turn = thread.state, thread.state.waiting
        said = [m.text for m in thread.messages if m.direction is Direction.INBOUND]
        return QueueRow(
            conversation=state.id,
            channel=state.key.channel,
            contact=thread.name,
            department=state.department,
            visibility=state.visibility,
            opened_at=turn.opened_at if turn else None,
            promised_by=turn.promised_by if turn else None,
            heat=state.heat,
            danger=state.danger_at is not None,
            excerpt=said[-1] if said else "",
            cursor=_rank(state),
            also=turn.also if turn else (),
        )

    # Timeline

    async def messages(self, conversation: str) -> Sequence[Message]:
        return list(self.threads[conversation].messages)

    async def events(self, conversation: str) -> Sequence[tuple[int, e.Event]]:
        return list(self.threads[conversation].events)

    async def conversation(self, id: str) -> Conversation | None:
        self._up()
        return self.threads[id].state if id in self.threads else None

    async def find(self, key: PlaceKey) -> Conversation | None:
        self._up()
        return next((thread.state for thread in self.threads.values() if thread.state.key == key), None)

    async def contact_name(self, conversation: str) -> str:
        return self.threads[conversation].name

    async def parcels(self, conversation: str) -> Sequence[Parcel]:
        return list(self.threads[conversation].parcels)

    async def place(self, channel: str, account: str, place: str, limit: int) -> Sequence[Message]:
        return ()

    def _up(self) -> None:
        if self.broken:
            raise Unavailable


def _rank(state: Conversation) -> str:
    """Danger, then the oldest promise, then the oldest opening; as text that sorts so."""
    turn = state.waiting
    moments = (turn.promised_by if turn else None, turn.opened_at if turn else state.last_at)
    promised, opened = (f"{moment.timestamp():016.3f}" if moment else "9" * 16 for moment in moments)
    return f"{'0' if state.danger_at else '1'}{promised}{opened}{state.id}"
