"""The line: the only load → decide → save → retry. Everything that happens to a conversation goes through here."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from bot import settling
from bot.release import Release
from bot.surroundings import Surroundings
from bot.ways import hash_of
from bot.without_secrets import without_secrets
from conversations import events as e
from conversations.acts import StaffAct
from conversations.change import Change, Save, Timer
from conversations.conversation import Conversation, after, touched
from conversations.message import Incoming, Message, MessageKind, Receipt, Visibility, narrowest
from conversations.ports import Changes, Clock, Conflict, Duplicate, Outbox, Refused, Ripe, Store
from conversations.sending import Parcel, ParcelState
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import NOT_UNDERSTOOD, Understanding
from metrics import counting, turns
from routing import second_look, triggers
from routing.context import Heard
from routing.masking import unmarked
from routing.on_message import on_message
from routing.on_staff import on_staff
from routing.on_time import on_time

FUTURE = timedelta(minutes=5)
"""How far ahead of us a platform's clock may be."""
LONGEST = 100_000
"""Characters of a message that are kept."""
ATTEMPTS = 20
ENGINE_PATIENCE = timedelta(seconds=30)
"""How long a message waits for an engine that fails, before a person gets it as it is."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Understood:
    heard: Heard
    understanding: Understanding

    def fits(self, conversation: Conversation) -> bool:
        """False once somebody else has decided on one of these messages."""
        return {message.id for message in conversation.undecided}.issuperset(self.heard.messages)


@dataclass(frozen=True, slots=True)
class _Followed:
    hash: str
    leads_to: Conversation


class LiveLine:
    """The line over a store. `release` gives the release to decide by now, `surroundings` what else decisions look at, `took`
    is told which engine understood and in how many seconds."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        clock: Clock,
        changes: Changes,
        release: Callable[[], Release],
        surroundings: Surroundings,
        took: Callable[[str, float], None] = lambda *_: None,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._changes = changes
        self._release = release
        self._surroundings = surroundings
        self._took = took

    async def receive(self, incoming: Incoming) -> Receipt:
        """Store a customer's message once; see `conversations.ports.Line`."""
        incoming = _acceptable(incoming, self._clock.now())
        release = self._release()
        pressing = incoming.kind is not MessageKind.TEXT or _pressing(incoming.text, release)
        for _ in range(ATTEMPTS):
            link = await self._followed(incoming)
            before = link.leads_to if link else await self._store.find(incoming.key)
            before = before or Conversation(secrets.token_hex(8), incoming.key)
            message = f"{before.id}-m{before.version + 1}"
            said, masked = without_secrets(incoming, before, release.charter.languages[0])
            event = e.MessageReceived(
                at=incoming.sent_at,
                message=message,
                received_at=self._clock.now(),
                visibility=incoming.visibility,
                mention=incoming.mention,
                immediate=pressing,
                masked=masked,
                arrived=link is not None,
                channel=incoming.key.channel,
            )
            events: tuple[e.Event, ...] = (event, e.MovedToPrivate(incoming.sent_at)) if link else (event,)
            here = await self._surroundings.still_here(before)
            events += second_look.withdrawn(before, self._clock.now(), here)
            received = after(before, events)
            change = Change(events, timers={Timer.DECIDE: settling.due(received.undecided, release.charter.settle)})
            change += await self._surroundings.suspicion(said, received, release, self._clock.now())
            try:
                await self._save(before, change, release, incoming=said, message=message, followed=link.hash if link else None)
            except Conflict:
                continue
            except Duplicate as known:
                return known.receipt or Receipt(message, before.id, duplicate=True)
            return Receipt(message, before.id)
        raise Refused("This conversation is too busy to take the message now. Send it again in a moment.")

    async def _followed(self, incoming: Incoming) -> _Followed | None:
        """The link that this message follows: a fresh one that was given to this very contact, pressed in private."""
        if incoming.link is None or incoming.visibility is not Visibility.PRIVATE:
            return None
        hash = hash_of(incoming.link)
        found = await self._store.follow(hash, incoming.key, self._clock.now())
        return _Followed(hash, found) if found is not None else None

    async def tick(self, conversation: str) -> None:
        """Do what time has brought; see `conversations.ports.Line`."""
        # One release throughout: what its engine understood is not judged by another one's charter.
        release = self._release()
        understood: _Understood | None = None
        for _ in range(ATTEMPTS):
            ripe = await self._store.ripe(conversation)
            if ripe is None:
                return
            before, timers = ripe.conversation, ripe.timers
            now = self._clock.now()
            due = {timer: at for timer, at in timers.items() if at <= now}
            if Timer.DECIDE in due and before.undecided:
                if understood is None or not understood.fits(before):
                    understood = await self._understand(ripe, release)
                change = await self._decide(before, understood, release)
            else:
                # Cleared first: a rule may set its timer anew.
                change = Change(timers=dict.fromkeys(due.keys() - {Timer.MEASURE}))
                change += on_time(before, due, await self._surroundings.around(before, release, now))
            try:
                await self._save(before, change, release, unless_idle=not due)
            except Conflict:
                continue
            return

    async def act(self, act: StaffAct) -> None:
        """Do what a person asks; see `conversations.ports.Line`."""
        for _ in range(ATTEMPTS):
            if await self._store.acted(act.key):
                return
            before = await self._load(act.conversation)
            release = self._release()
            change = on_staff(before, act, await self._surroundings.around(before, release, self._clock.now(), act))
            try:
                await self._save(before, change, release, act_key=act.key)
            except Conflict:
                continue
            except Duplicate:
                return
            return
        raise Refused("This conversation is changing too fast. Try again in a moment.", "changing")

    async def delivered(self, parcel: Parcel, at: datetime) -> None:
        """A parcel reached the customer; see `conversations.ports.Line`."""
        release = self._release()
        by_bot = parcel.by is AnsweredBy.BOT and parcel.reply is Reply.ANSWER
        until = at + release.charter.refusal_window if by_bot else None
        await self._report(parcel, e.Delivered(at, parcel.id, parcel.reply, parcel.by, parcel.turn, until, parcel.user))

    async def undeliverable(self, parcel: Parcel, code: str, at: datetime) -> None:
        """A parcel will never arrive; see `conversations.ports.Line`."""
        await self._report(parcel, e.Undeliverable(at, parcel.id, code, parcel.reply, parcel.turn))

    async def perhaps_twice(self, parcel: Parcel, at: datetime) -> None:
        """A parcel was in flight when we stopped; see `conversations.ports.Line`."""
        await self._report(parcel, e.PerhapsTwice(at, parcel.id, parcel.reply))

    async def _report(self, parcel: Parcel, event: e.Event) -> None:
        for _ in range(ATTEMPTS):
            before = await self._load(parcel.conversation)
            fresh = await self._outbox.parcel(parcel.id)
            if fresh is None or fresh.state in (ParcelState.DELIVERED, ParcelState.FAILED):
                return
            try:
                await self._save(before, Change((event,)), self._release())
            except Conflict:
                continue
            return
        raise Refused("This conversation is changing too fast. Try again in a moment.", "changing")

    async def _understand(self, ripe: Ripe, release: Release) -> _Understood:
        conversation, messages = ripe.conversation, ripe.undecided
        began = time.perf_counter()
        try:
            understanding = await release.engine.understand([unmarked(message.text) for message in messages])
        except Exception as error:
            if self._clock.now() - conversation.undecided[0].received_at < ENGINE_PATIENCE:
                raise
            # Tried again and again, in vain: nobody would ever see this customer. No text of the error: it may quote them.
            log.error("engine_failed", conversation=conversation.id, error=type(error).__name__)
            understanding = NOT_UNDERSTOOD
        self._took(understanding.engine, time.perf_counter() - began)
        return _Understood(_heard(conversation, messages), understanding)

    async def _decide(self, before: Conversation, understood: _Understood, release: Release) -> Change:
        heard = understood.heard
        context = await self._surroundings.around(before, release, self._clock.now())
        change = on_message(before, heard, understood.understanding, context)
        left = [message for message in before.undecided if message.id not in heard.messages]
        later = settling.due(tuple(left), release.charter.settle) if left else None
        return change + Change(timers={Timer.DECIDE: later})

    async def _load(self, id: str) -> Conversation:
        found = await self._store.load(id)
        if found is None:
            raise Refused(
                f"There is no conversation {id[:80]}. It may have been erased; go back to the queue.", "no_conversation"
            )
        return found

    async def _save(
        self,
        before: Conversation,
        change: Change,
        release: Release,
        *,
        incoming: Incoming | None = None,
        message: str | None = None,
        act_key: str | None = None,
        followed: str | None = None,
        unless_idle: bool = False,
    ) -> None:
        now = self._clock.now()
        heard_until = await self._surroundings.hearing.until(before.key, now)
        events, state = _with_settlements(before, change.events, release, now, heard_until)
        timers = {**change.timers, Timer.MEASURE: turns.next_settlement(state, now, heard_until)}
        if unless_idle and not events:
            return
        with self._surroundings.workloads.saving(state, events):
            await self._store.save(
                Save(
                    before=before.version,
                    after=state,
                    change=replace(change, events=events, timers=timers),
                    tallies=counting.tallies(before, events),
                    turns=touched(before, events),
                    at=now,
                    incoming=incoming,
                    message=message,
                    act_key=act_key,
                    followed=followed,
                )
            )
        self._changes.announce(state.id, state.version)


def _with_settlements(
    before: Conversation, events: tuple[e.Event, ...], release: Release, now: datetime, heard_until: datetime
) -> tuple[tuple[e.Event, ...], Conversation]:
    """All that happens, and the conversation after it. Measures that were due before this change come first: nothing that
    happens now can undo a miss. Before them come messages alone: they were written earlier, and one of them may refuse in time
    what would settle."""
    hours = release.charter.hours_of
    said = tuple(event for event in events if isinstance(event, e.MessageReceived))
    done = tuple(event for event in events if not isinstance(event, e.MessageReceived))
    heard = after(before, said)
    past = turns.settlements(heard, now, heard_until, hours, release.id)
    present = after(heard, (*past, *done))
    settled = turns.settlements(present, now, heard_until, hours, release.id)
    return (*said, *past, *done, *settled), after(present, settled)


def _pressing(text: str, release: Release) -> bool:
    return release.engine.alarm(text) or triggers.pressing(text, release.charter)


def _heard(conversation: Conversation, messages: tuple[Message, ...]) -> Heard:
    undecided = conversation.undecided
    pressed = {message.id for message in undecided if message.arrived}
    # A pressed link says nothing by itself, and so the command that it sends is not read as a request.
    spoken = [one for one in messages if not (one.id in pressed and one.kind is MessageKind.COMMAND)]
    audience = spoken or messages
    return Heard(
        messages=tuple(message.id for message in undecided),
        text="\n".join(message.text for message in spoken),
        opened_at=min(message.at for message in audience),
        visibility=narrowest(message.visibility for message in audience),
        mention=any(message.mention for message in undecided),
        media=bool(spoken) and all(message.kind is MessageKind.MEDIA for message in spoken),
        masked=tuple(sorted({kind for message in undecided for kind in message.masked})),
        arrived=bool(pressed),
    )


def _acceptable(incoming: Incoming, now: datetime) -> Incoming:
    if incoming.sent_at.tzinfo is None:
        raise Refused("`sent_at` has no time zone. Write it with one, as in 2026-03-01T09:30:00Z.")
    if incoming.sent_at > now + FUTURE:
        raise Refused(f"`sent_at` is {incoming.sent_at.isoformat()}, in the future. Check the clock of the sender.")
    text = incoming.text.encode("utf-8", "replace").decode().replace("\x00", "")[:LONGEST]
    return replace(incoming, text=text, sent_at=min(incoming.sent_at, now).astimezone(UTC))
