"""A line with its reading side in memory, for tests of the channels: it decides nothing, tests speak for the staff."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from conversations.acts import StaffAct
from conversations.change import Button
from conversations.conversation import Conversation, after
from conversations.events import Delivered, Event, MessageReceived, Replied, Undeliverable
from conversations.message import Direction, Incoming, Message, PlaceKey, Receipt, Visibility
from conversations.ports import Refused, Unavailable
from conversations.sending import Account, Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def pass_by(self, **units: float) -> None:
        self.time += timedelta(**units)


class MemoryChanges:
    """Changes told to whoever listens; `close` is the process stopping."""

    def __init__(self) -> None:
        self._ears: list[asyncio.Queue[tuple[str, int] | None]] = []

    def announce(self, conversation: str, version: int) -> None:
        for ear in self._ears:
            ear.put_nowait((conversation, version))

    async def listen(self, conversation: str | None = None) -> AsyncIterator[tuple[str, int]]:
        ear: asyncio.Queue[tuple[str, int] | None] = asyncio.Queue()
        self._ears.append(ear)
        try:
            while (change := await ear.get()) is not None:
                if conversation in {None, change[0]}:
                    yield change
        finally:
            self._ears.remove(ear)

    def close(self) -> None:
        for ear in self._ears:
            ear.put_nowait(None)

    @property
    def listeners(self) -> int:
        return len(self._ears)


class MemoryLine:
    """Line, Outbox, Timeline, Contacts and Switch in one. `down`: the store is away. `links` lead to conversations."""

    def __init__(self, clock: SetClock, changes: MemoryChanges | None = None) -> None:
        self.clock = clock
        self.changes = changes or MemoryChanges()
        self.down = False
        self.refusal: str | None = None
        self.paused: str | None = None
        self.conversations: dict[str, Conversation] = {}
        self.received: list[Incoming] = []
        self.log: dict[str, list[Event]] = {}
        self._messages: list[Message] = []
        self._parcels: dict[str, Parcel] = {}
        self._receipts: dict[tuple[str, str, str], Receipt] = {}
        self._names: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self._led: dict[str, PlaceKey] = {}
        self._emails: dict[str, str] = {}
        self._ids = count(1)

    # the line

    async def receive(self, incoming: Incoming) -> Receipt:
        self._up()
        if self.refusal:
            raise Refused(self.refusal)
        known = (incoming.key.channel, incoming.key.account, incoming.external_id)
        if known in self._receipts:
            return replace(self._receipts[known], duplicate=True)
        self._follow(incoming)
        conversation = await self.find(incoming.key) or Conversation(id=self._id("c"), key=incoming.key)
        self.conversations[conversation.id] = conversation
        self._names[conversation.id] = incoming.sender.name
        message = Message(
            id=self._id("m"),
            conversation=conversation.id,
            direction=Direction.INBOUND,
            visibility=incoming.visibility,
            text=incoming.text,
            at=incoming.sent_at,
            author=incoming.sender.name,
            kind=incoming.kind,
            external_id=incoming.external_id,
        )
        self._messages.append(message)
        self.received.append(incoming)
        now = self.clock.now()
        self._happen(conversation.id, MessageReceived(incoming.sent_at, message.id, now, incoming.visibility, incoming.mention))
        self._receipts[known] = Receipt(message.id, conversation.id)
        return self._receipts[known]

    async def tick(self, conversation: str) -> None:
        raise NotImplementedError("this line decides nothing")

    async def act(self, act: StaffAct) -> None:
        raise NotImplementedError("use say")

    async def delivered(self, parcel: Parcel, at: datetime) -> None:
        self._up()
        if self._parcels[parcel.id].state is not ParcelState.DELIVERED:
            self._parcels[parcel.id] = replace(parcel, state=ParcelState.DELIVERED)
            self._happen(parcel.conversation, Delivered(at, parcel.id, parcel.reply, parcel.by))

    async def undeliverable(self, parcel: Parcel, code: str, at: datetime) -> None:
        self._up()
        self._parcels[parcel.id] = replace(parcel, state=ParcelState.FAILED, error=code)
        self._happen(parcel.conversation, Undeliverable(at, parcel.id, code, parcel.reply))

    async def perhaps_twice(self, parcel: Parcel, at: datetime) -> None:
        self._parcels[parcel.id] = replace(parcel, perhaps_twice=True)

    # what tests do

    def say(
        self,
        conversation: str,
        text: str,
        *,
        reply: Reply = Reply.ANSWER,
        by: AnsweredBy = AnsweredBy.STAFF,
        author: str = "Sophie",
        buttons: tuple[Button, ...] = (),
        due: datetime | None = None,
    ) -> Parcel:
        """Queue a reply to the customer of `conversation`, as the line would."""
        key, now = self.conversations[conversation].key, self.clock.now()
        last = [m for m in self._messages if m.conversation == conversation and m.direction is Direction.INBOUND][-1]
        asked = next(one for one in self.received if one.external_id == last.external_id and one.key.contact == key.contact)
        parcel = Parcel(
            id=self._id("p"),
            conversation=conversation,
            account=Account(key.channel, key.account),
            place=key.place,
            address=asked.address,
            reply=reply,
            by=by,
            text=text,
            visibility=last.visibility,
            created_at=now,
            due=due or now,
            author=author,
            buttons=buttons,
            reply_to=last.external_id,
        )
        self._parcels[parcel.id] = parcel
        self._messages.append(
            Message(parcel.id, conversation, Direction.OUTBOUND, last.visibility, text, due or now, author, reply=reply.value)
        )
        self._happen(conversation, Replied(now, parcel.id, reply, by))
        return parcel

    def write_note(self, conversation: str, text: str) -> None:
        """An internal note."""
        note = Message(self._id("n"), conversation, Direction.NOTE, Visibility.PRIVATE, text, self.clock.now())
        self._messages.append(note)

    def becomes(self, parcel: Parcel, state: ParcelState) -> None:
        """The parcel is held, taken back, on its way."""
        self._parcels[parcel.id] = replace(parcel, state=state)

    def state(self, parcel: Parcel) -> ParcelState:
        """Where a parcel is now."""
        return self._parcels[parcel.id].state

    def deliveries(self, parcel: Parcel) -> list[datetime]:
        """When the parcel was noted as delivered: once, if all is well."""
        events = self.log[parcel.conversation]
        return [event.at for event in events if isinstance(event, Delivered) and event.outgoing == parcel.id]

    # outbox

    async def take(self, account: Account, now: datetime, limit: int) -> Sequence[Parcel]:
        raise NotImplementedError("these channels fetch")

    async def retry(self, parcel: str, due: datetime, error: str) -> None:
        raise NotImplementedError("these channels fetch")

    async def in_flight(self, account: Account) -> Sequence[Parcel]:
        return ()

    async def waiting(
        self, channel: str, after: str | None, limit: int, conversation: str | None = None, now: datetime | None = None
    ) -> Sequence[Parcel]:
        self._up()
        if self.paused is not None:
            return []
        every = [one for one in self._parcels.values() if one.account.channel == channel]
        start = [one.id for one in every].index(after) + 1 if after else 0
        due = [one for one in every[start:] if now is None or one.due is None or one.due <= now]
        waiting = (one for one in due if one.state is ParcelState.QUEUED)
        return [one for one in waiting if conversation in {None, one.conversation}][:limit]

    async def parcel(self, id: str) -> Parcel | None:
        self._up()
        return self._parcels.get(id)

    # timeline

    async def find(self, key: PlaceKey) -> Conversation | None:
        self._up()
        led = [id for id, place in self._led.items() if place == key]
        if led:
            return self.conversations[led[-1]]
        return next((one for one in self.conversations.values() if one.key == key), None)

    async def messages(self, conversation: str) -> Sequence[Message]:
        self._up()
        return [one for one in self._messages if one.conversation == conversation]

    async def exchanged(self, conversation: str) -> Sequence[Message]:
        self._up()
        whose = {id: one.key.contact for id, one in self.conversations.items()}
        return [one for one in self._messages if whose.get(one.conversation) == whose[conversation]]

    async def events(self, conversation: str) -> Sequence[tuple[int, Event]]:
        return list(enumerate(self.log.get(conversation, ()), start=1))

    async def conversation(self, id: str) -> Conversation | None:
        self._up()
        return self.conversations.get(id)

    async def meeting(self, key: PlaceKey) -> Sequence[str]:
        self._up()
        private = [id for id, place in self._led.items() if place == key]
        return [*private, *(one.id for one in self.conversations.values() if one.key == key and one.id not in private)]

    async def contact_name(self, conversation: str) -> str:
        return self._names.get(conversation, "")

    async def parcels(self, conversation: str) -> Sequence[Parcel]:
        return [one for one in self._parcels.values() if one.conversation == conversation]

    async def place(self, channel: str, account: str, place: str, limit: int) -> Sequence[Message]:
        self._up()
        where = (channel, account, place)
        there = {id for id, one in self.conversations.items() if (one.key.channel, one.key.account, one.key.place) == where}
        public = (one for one in self._messages if one.conversation in there and one.visibility is Visibility.PUBLIC)
        return [one for one in public if one.direction is Direction.INBOUND or self._may_be_read(one)][-limit:]

    def _may_be_read(self, message: Message) -> bool:
        parcel = self._parcels.get(message.id)
        if parcel is None or parcel.due is None:
            return False
        return parcel.state is ParcelState.DELIVERED or (self.paused is None and parcel.due <= self.clock.now())

    # contacts and switch

    async def set_email(self, conversation: str, email: str | None) -> None:
        self._up()
        if email is None:
            self._emails.pop(conversation, None)
        else:
            self._emails[conversation] = email

    async def email(self, conversation: str) -> str | None:
        return self._emails.get(conversation)

    async def suspended(self) -> str | None:
        return self.paused

    async def suspensions(self) -> Mapping[str, str]:
        return {} if self.paused is None else {"all": self.paused}

    async def suspend(self, reason: str, by: str, scope: str = "all") -> None:
        if scope != "all":
            raise NotImplementedError("this line knows one switch")
        self.paused = reason

    async def resume(self, by: str, scope: str | None = None) -> None:
        self.paused = None

    def _follow(self, incoming: Incoming) -> None:
        id = self.links.get(incoming.link or "")
        if id is not None and self.conversations[id].key.contact == incoming.key.contact:
            self._led[id] = incoming.key

    def _happen(self, conversation: str, event: Event) -> None:
        self.log.setdefault(conversation, []).append(event)
        self.conversations[conversation] = after(self.conversations[conversation], [event])
        self.changes.announce(conversation, self.conversations[conversation].version)

    def _up(self) -> None:
        if self.down:
            raise Unavailable("the database is away")

    def _id(self, kind: str) -> str:
        return f"{kind}{next(self._ids):04d}"
