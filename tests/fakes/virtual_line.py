"""One conversation in virtual time, moved by the production decisions without a store: for tests of the rules."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from charter.charter import Charter
from conversations import events as e
from conversations.acts import Close, HandBack, Note, Say, StaffAct, TakeDanger, Transfer
from conversations.change import Change, Link, Outgoing, Timer, Written
from conversations.conversation import Conversation, after
from conversations.message import Direction, PlaceKey, Visibility
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import Understanding
from conversations.workload import Workload
from routing import second_look
from routing.context import Context, Draftsman, Emergency, Heard, WayToPrivate
from routing.on_message import on_message
from routing.on_staff import on_staff
from routing.on_time import on_time
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood

WAY = "https://t.me/colibri_bot?start=0123456789012345678901"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class VirtualLine:
    """Customers write, staff act, time passes; replies are delivered when they leave unless `deliver` is False.

    `on_their_way` are those that have not left: until their time, or until a second person agrees. `ways`: there are links to
    private; `links` are those that were given.
    """

    visibility: Visibility = Visibility.PRIVATE
    charter: Charter = field(default_factory=small_charter)
    now: datetime = MONDAY
    deliver: bool = True
    conversation: Conversation = field(default_factory=lambda: Conversation("c1", PlaceKey("web", "site", "p", "x")))
    sent: list[Outgoing] = field(default_factory=list)
    timers: dict[Timer, datetime] = field(default_factory=dict)
    events: list[e.Event] = field(default_factory=list)
    acknowledged: dict[str, datetime] = field(default_factory=dict)
    emergency: Emergency | None = None
    caught_up: bool = True
    suspended: bool = False
    letters: bool = True
    workloads: dict[str, Workload] = field(default_factory=dict)
    away: frozenset[str] = frozenset()
    draftsman: Draftsman = field(default_factory=lambda: Draftsman(approvers=frozenset({"u1", "u2"})))
    on_their_way: list[Outgoing] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    ways: bool = False
    links: list[Link] = field(default_factory=list)

    def writes(
        self,
        understanding: Understanding,
        text: str = "texte",
        mention: bool = False,
        media: bool = False,
        masked: tuple[str, ...] = (),
    ) -> list[Outgoing]:
        """A customer's message arrives and is decided on; returns what is sent to the outside."""
        id = f"m{self.conversation.version + 1}"
        received = e.MessageReceived(self.now, id, self.now, self.visibility, mention, masked=masked)
        self._happen(Change((received, *second_look.withdrawn(self.conversation, self.now))))
        heard = Heard((id,), text, self.now, self.visibility, mention, media, masked)
        return self._happen(on_message(self.conversation, heard, understanding, self._context()))

    def follows(self, understanding: Understanding | None = None, text: str = "") -> list[Outgoing]:
        """The customer presses their link, perhaps with a word; returns what is sent to the outside."""
        id, private = f"m{self.conversation.version + 1}", Visibility.PRIVATE
        received = e.MessageReceived(self.now, id, self.now, private, arrived=True)
        withdrawn = second_look.withdrawn(self.conversation, self.now)
        self._happen(Change((received, e.MovedToPrivate(self.now), *withdrawn)))
        heard = Heard((id,), text, self.now, private, mention=False, arrived=True)
        greeting = understood(("salutation", 0.9))
        return self._happen(on_message(self.conversation, heard, understanding or greeting, self._context()))

    @property
    def decided(self) -> e.Decided:
        """The last decision."""
        return [event for event in self.events if isinstance(event, e.Decided)][-1]

    def says(self, text: str = "Bonjour, voici.", reply: str = "answer", override: str = "") -> list[Outgoing]:
        """A person of the staff replies, and has confirmed it where everybody reads it."""
        act = Say("c1", "u1", "k", self.conversation.version, text, reply, "Léa", True, override)  # type: ignore[arg-type]
        return self.acts(act)

    def acts(self, act: StaffAct) -> list[Outgoing]:
        """A person of the staff acts."""
        return self._happen(on_staff(self.conversation, act, self._context()))

    def closes(self) -> None:
        """A person closes the conversation."""
        self.acts(Close("c1", "u1", "k", self.conversation.version))

    def hands_back(self) -> None:
        """A person gives the conversation back to the bot."""
        self.acts(HandBack("c1", "u1", "k", self.conversation.version))

    def notes(self, text: str = "à voir") -> None:
        """A person writes a note."""
        self.acts(Note("c1", "u1", "k", self.conversation.version, text))

    def transfers(self, department: str) -> None:
        """A person moves the conversation to another department."""
        self.acts(Transfer("c1", "u1", "k", self.conversation.version, department))

    def takes_danger(self) -> None:
        """A person takes care of the danger."""
        self.acts(TakeDanger("c1", "u1", "k", self.conversation.version))

    def waits(self, time: timedelta) -> list[Outgoing]:
        """Time passes; timers fire when they are due."""
        end, sent = self.now + time, []
        while (moment := self._next_moment()) is not None and moment <= end:
            self.now = max(self.now, moment)
            self._let_go()
            due = {timer: at for timer, at in self.timers.items() if at <= self.now}
            for timer in due:
                del self.timers[timer]
            sent += self._happen(on_time(self.conversation, due, self._context()))
        self.now = end
        return sent

    def is_down(self, time: timedelta) -> None:
        """Time passes and nobody ticks."""
        self.now += time

    def _context(self) -> Context:
        day_ago = self.now - timedelta(hours=24)
        known = frozenset(id for id, at in self.acknowledged.items() if at >= day_ago)
        return Context(
            self.charter,
            "r1",
            self.now,
            known,
            workloads=self.workloads,
            away=self.away,
            emergency=self.emergency,
            draftsman=self.draftsman,
            caught_up=self.caught_up,
            suspended=self.suspended,
            letters=self.letters,
            way=WayToPrivate(Link("hash", self.now + timedelta(days=7)), WAY) if self.ways else None,
        )

    def _happen(self, change: Change) -> list[Outgoing]:
        assert all(written.direction is Direction.NOTE for written in change.written)
        self.written += change.written
        self.links += change.links
        self._fold(change.events)
        for event in change.events:
            self._approved_or_cancelled(event)
        for timer, due in change.timers.items():
            if due is None:
                self.timers.pop(timer, None)
            else:
                self.timers[timer] = due
        for outgoing in change.outgoing:
            self._send(outgoing)
        return [outgoing for outgoing in change.outgoing if outgoing.to is None]

    def _next_moment(self) -> datetime | None:
        return min([*self.timers.values(), *(out.due for out in self.on_their_way if not out.held)], default=None)

    def _let_go(self) -> None:
        """What is due leaves."""
        leaving = [out for out in self.on_their_way if not out.held and out.due <= self.now]
        self.on_their_way = [out for out in self.on_their_way if out not in leaving]
        for outgoing in leaving:
            self._send(outgoing)

    def _approved_or_cancelled(self, event: e.Event) -> None:
        if isinstance(event, e.Cancelled):
            self.on_their_way = [out for out in self.on_their_way if out.id != event.outgoing]
        if isinstance(event, e.Approved):
            agreed = (replace(out, held=False, due=event.at) if out.id == event.outgoing else out for out in self.on_their_way)
            self.on_their_way = list(agreed)
            self._let_go()

    def _send(self, outgoing: Outgoing) -> None:
        if outgoing.once and any(outgoing.id == earlier.id for earlier in self.sent):
            return
        if outgoing.to is None and (outgoing.held or outgoing.due > self.now):
            self.on_their_way.append(outgoing)
            return
        self.sent.append(outgoing)
        if outgoing.reply is Reply.ACKNOWLEDGEMENT and outgoing.visibility is Visibility.PUBLIC:
            turn = self.conversation.turn(outgoing.turn or "")
            self.acknowledged[turn.department if turn and turn.department else ""] = self.now
        if self.deliver and outgoing.to is None:
            by_bot = outgoing.by is AnsweredBy.BOT and outgoing.reply is Reply.ANSWER
            until = self.now + self.charter.refusal_window if by_bot else None
            self._fold((e.Delivered(self.now, outgoing.id, outgoing.reply, outgoing.by, outgoing.turn, until),))

    def _fold(self, events: tuple[e.Event, ...]) -> None:
        self.events += events
        self.conversation = replace(after(self.conversation, events))
