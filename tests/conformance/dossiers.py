"""A conversation as tests write it: each step is one save."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from conversations import events as e
from conversations.change import Change, Outgoing, Save
from conversations.conversation import Conversation, after, touched
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.sending import Account
from conversations.turn import AnsweredBy, Reply
from store.sql import SqlStore

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, UTC)
ACCOUNT = Account("telegram", "colibri")
_ids = count(1)


def minutes(n: float) -> datetime:
    """A moment, `n` minutes after NOW."""
    return NOW + timedelta(minutes=n)


def fresh(prefix: str) -> str:
    """An id that was never used."""
    return f"{prefix}{next(_ids)}"


def place(contact: str = "ada", where: str = "private", account: Account = ACCOUNT) -> PlaceKey:
    """Where a conversation lives."""
    return PlaceKey(account.channel, account.name, where, contact)


def incoming(key: PlaceKey | None = None, text: str = "Bonjour", external_id: str | None = None, **more: object) -> Incoming:
    """A customer's message."""
    key = key or place()
    said = Incoming(key, external_id or fresh("x"), Sender(key.contact, "Ada"), Visibility.PRIVATE, text, NOW)
    return replace(said, **more)  # type: ignore[arg-type]


def reply(text: str = "Bien reçu", reply: Reply = Reply.ACKNOWLEDGEMENT, **more: object) -> Outgoing:
    """Something to send at once."""
    out = Outgoing(fresh("o"), reply, AnsweredBy.BOT, text, Visibility.PRIVATE, NOW)
    return replace(out, **more)  # type: ignore[arg-type]


def handed_over(turn: str, at: datetime = NOW, department: str = "sav", promised_by: datetime | None = None) -> Change:
    """A turn opens and goes to a department with a promise."""
    return Change(
        (
            e.TurnOpened(at, turn, Visibility.PRIVATE, True, at + timedelta(hours=2), "telegram"),
            e.HandedOver(at, turn, department, at + timedelta(hours=4)),
            e.Promised(at, turn, promised_by or at + timedelta(hours=4)),
        )
    )


@dataclass
class Dossier:
    """A conversation in a store. `state` is what it should be there."""

    store: SqlStore
    key: PlaceKey = field(default_factory=place)
    state: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.state = Conversation(fresh("c"), self.key)

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.state.id

    async def receive(self, said: Incoming | None = None, change: Change | None = None, message: str | None = None) -> str:
        """A customer's message arrives, with what else happens at once; returns its id."""
        said, message = said or incoming(self.key), message or fresh("m")
        event = e.MessageReceived(said.sent_at, message, NOW, said.visibility)
        await self.happens(Change((event,)) + (change or Change()), incoming=said, message=message)
        return message

    async def happens(self, change: Change, **more: object) -> None:
        """A change is saved."""
        save = self.save(change, **more)
        await self.store.save(save)
        self.state = save.after

    async def event(self, *events: e.Event) -> None:
        """Events are saved."""
        await self.happens(Change(events))

    async def sends(self, *outgoing: Outgoing) -> None:
        """Replies are queued."""
        replied = (e.Replied(NOW, out.id, out.reply, out.by) for out in outgoing)
        await self.happens(Change(tuple(replied), outgoing))

    def save(self, change: Change, **more: object) -> Save:
        """The save of a change on the present state."""
        now = after(self.state, change.events)
        save = Save(self.state.version, now, change, (), touched(self.state, change.events), NOW)
        return replace(save, **more)  # type: ignore[arg-type]
