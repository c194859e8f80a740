"""The second look through the store, on both databases: what the outbox takes, when, and after whom."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from bot.bell import ProcessChanges
from bot.line import LiveLine
from bot.release import Release
from bot.surroundings import Surroundings
from conversations import events as e
from conversations.acts import Approve, Cancel, Note, Say, StaffAct
from conversations.conversation import Conversation
from conversations.message import Direction, Incoming, PlaceKey, Sender, Visibility
from conversations.ports import Refused, Stale
from conversations.sending import Account
from conversations.turn import AnsweredBy
from conversations.users import Role, User
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY

ACCOUNT = Account("web", "site")
COOLING = timedelta(minutes=2)
STAFF = (
    User("u1", "lea", "Léa", Role.SUPERVISOR, "x"),
    User("u2", "marie", "Marie", Role.MANAGER, "x"),
    User("u3", "tom", "Tom", Role.AGENT, "x"),
)


class Desk:
    """A conversation in a public or private place, its customer, its staff and its sender."""

    def __init__(self, store: SqlStore, visibility: Visibility) -> None:
        self.store, self.clock, self.visibility = store, VirtualClock(MONDAY), visibility
        self.release = Release("r1", small_charter(), ScriptedEngine())
        self.key = PlaceKey("web", "site", f"{visibility}:x", "x")
        self.left: dict[str, datetime] = {}
        self.restart()
        self._n = 0

    def restart(self) -> None:
        """Another process takes over."""
        surroundings = Surroundings(self.store)
        self.line = LiveLine(self.store, self.store, self.clock, ProcessChanges(), lambda: self.release, surroundings)

    async def hires(self, *users: User) -> None:
        for user in users:
            await self.store.add_user(user)

    async def writes(self, text: str) -> None:
        """The customer writes, and is understood."""
        await self.hears(text)
        await self.passes(timedelta(seconds=10))

    async def hears(self, text: str) -> None:
        """The customer writes; nobody has understood it yet."""
        self._n += 1
        sender, now = Sender("x", "Zoé"), self.clock.now()
        await self.line.receive(Incoming(self.key, f"e{self._n}", sender, self.visibility, text, now))

    async def acts(self, make: type[Approve] | type[Cancel], by: str) -> None:
        """A person approves or takes back the last reply that is held."""
        conversation = await self.conversation()
        outgoing = conversation.held[-1].outgoing if conversation.held else "o"
        await self._act(make(conversation.id, by, f"k{self._n}-{conversation.version}", conversation.version, outgoing))

    async def says(self, by: str = "u1", text: str = "Voici ce que nous faisons.", override: str = "") -> None:
        """A person replies, twice with the same key."""
        conversation = await self.conversation()
        key = f"s{conversation.version}"
        act = Say(conversation.id, by, key, conversation.version, text, "answer", "Léa", True, override)
        await self._act(act)
        await self._act(act)

    async def passes(self, time: timedelta) -> None:
        """Time passes; the line ticks, and the sender takes what may leave."""
        end = self.clock.now() + time
        while self.clock.now() < end:
            self.clock.set(min(end, self.clock.now() + timedelta(seconds=10)))
            for id in await self.store.due(self.clock.now(), 100):
                await self.line.tick(id)
            await self.sends()

    async def sends(self) -> None:
        """What may leave now, leaves and arrives."""
        for parcel in await self.store.take(ACCOUNT, self.clock.now(), 10):
            if parcel.by is AnsweredBy.STAFF:
                self.left[parcel.id] = self.clock.now()
            await self.line.delivered(parcel, self.clock.now())

    async def conversation(self) -> Conversation:
        found = await self.store.find(self.key)
        assert found is not None
        return found

    async def events(self) -> list[e.Event]:
        return [event for _, event in await self.store.events((await self.conversation()).id)]

    async def _act(self, act: StaffAct) -> None:
        await self.line.act(act)


async def test_a_public_reply_to_somebody_angry_leaves_when_it_has_cooled(store: SqlStore) -> None:
    desk = Desk(store, Visibility.PUBLIC)
    await desk.hires(*STAFF)
    await desk.writes("livraison furieux")
    await desk.says()
    await desk.passes(COOLING - timedelta(seconds=10))
    assert desk.left == {}
    await desk.passes(timedelta(seconds=10))
    assert len(desk.left) == 1
    assert (await desk.conversation()).held == ()


async def test_a_message_takes_a_reply_back_before_anybody_has_understood_it(store: SqlStore) -> None:
    """The settle window may outlast what is left of the cooling-off."""
    desk = Desk(store, Visibility.PUBLIC)
    await desk.hires(*STAFF)
    await desk.writes("livraison furieux")
    await desk.says()
    await desk.passes(COOLING - timedelta(seconds=10))
    await desk.hears("je l'ai reçu, merci")
    desk.clock.move(timedelta(seconds=10))
    await desk.sends()
    assert desk.left == {}
    assert (await desk.conversation()).waiting is not None


async def test_a_message_at_the_second_in_which_the_reply_leaves_waits_for_another_one(store: SqlStore) -> None:
    """The sender's clock may be a little ahead: what it has in hand is not taken back, and answers nothing said since."""
    desk = Desk(store, Visibility.PUBLIC)
    await desk.hires(*STAFF)
    await desk.writes("livraison furieux")
    await desk.says()
    (held,) = (await desk.conversation()).held
    assert held.until is not None
    desk.clock.set(held.until - timedelta(seconds=1))
    (parcel,) = await store.take(ACCOUNT, held.until, 10)
    await desk.hears("et la facture ?")
    await desk.line.delivered(parcel, held.until)
    await desk.passes(timedelta(seconds=30))
    assert not any(isinstance(event, e.Cancelled) for event in await desk.events())
    waiting = (await desk.conversation()).waiting
    assert waiting is not None
    assert waiting.opened_at == held.until - timedelta(seconds=1)


async def test_what_a_suspension_holds_back_is_taken_back_when_the_customer_writes(store: SqlStore) -> None:
    desk = Desk(store, Visibility.PUBLIC)
    await desk.hires(*STAFF)
    await desk.writes("livraison furieux")
    await desk.says()
    await store.suspend("une rumeur", "u2")
    await desk.passes(2 * COOLING)
    await desk.hears("c'est réglé, merci")
    assert (await desk.conversation()).held == ()
    await store.resume("u2")
    await desk.passes(COOLING)
    assert desk.left == {}


async def test_a_message_that_was_there_before_the_reply_takes_nothing_back(store: SqlStore) -> None:
    desk = Desk(store, Visibility.PRIVATE)
    await desk.hires(*STAFF)
    await desk.writes("livraison avocat")
    await desk.hears("livraison encore")
    await desk.says()
    await desk.passes(timedelta(seconds=30))
    assert [held.why for held in (await desk.conversation()).held] == ["approval"]


async def test_alone_it_goes_with_a_reason_that_is_kept_and_told(store: SqlStore) -> None:
    desk = Desk(store, Visibility.PRIVATE)
    await desk.hires(STAFF[0], STAFF[2])
    await desk.writes("livraison avocat")
    with pytest.raises(Refused) as refused:
        await desk.says()
    assert refused.value.code == "reason_needed"
    await desk.says(override="Personne d'autre ce soir.")
    await desk.passes(COOLING)
    assert len(desk.left) == 1
    notes = [m.text for m in await store.messages((await desk.conversation()).id) if m.direction is Direction.NOTE]
    assert notes == ["Personne d'autre ce soir."]
    (notice,) = [p for p in await store.parcels((await desk.conversation()).id) if p.to == "ana@colibri.example"]
    assert "Personne d'autre ce soir." in notice.text


async def test_somebody_absent_is_no_second_person(store: SqlStore) -> None:
    desk = Desk(store, Visibility.PRIVATE)
    await desk.hires(*STAFF)
    await store.set_absence("u2", True)
    await desk.writes("livraison avocat")
    with pytest.raises(Refused) as refused:
        await desk.says()
    assert refused.value.code == "reason_needed"


async def test_a_public_reply_repeats_nothing_of_a_note_and_nobodys_number(store: SqlStore) -> None:
    desk = Desk(store, Visibility.PUBLIC)
    await desk.hires(*STAFF)
    await desk.writes("livraison en retard")
    conversation = await desk.conversation()
    text = "Le colis de madame Petit est au dépôt d'Angers."
    await desk.line.act(Note(conversation.id, "u1", "note", conversation.version, text))
    for said in ("Bonjour, le colis de madame Petit est au dépôt.", "Appelez le 06 12 34 56 78.", "au 12 rue des Lilas"):
        with pytest.raises(Refused) as refused:
            await desk.says(text=said)
        assert refused.value.code == "public_text"
    await desk.says(text="Bonjour, le colis est arrivé au dépôt : nous vous écrivons en privé.")
    await desk.passes(timedelta(seconds=10))
    assert len(desk.left) == 1


async def test_a_public_reply_repeats_nothing_that_was_said_to_them_elsewhere_in_private(store: SqlStore) -> None:
    """The customer has never followed a link: the private conversation is another one."""
    private, public = Desk(store, Visibility.PRIVATE), Desk(store, Visibility.PUBLIC)
    await private.hires(*STAFF)
    await private.hears("mon fils est allergique aux plumes de la couette, dossier 8841952")
    public._n = 50
    await public.writes("livraison en retard")
    for said in ("Votre fils est allergique aux plumes de la couette !", "Pour le dossier 8841952, écrivez-nous."):
        with pytest.raises(Refused) as refused:
            await public.says(text=said)
        assert refused.value.code == "public_text"
    await public.says(text="Nous vous avons écrit en privé.")


@pytest.mark.parametrize("seed", range(4))
async def test_over_any_life_nothing_leaves_too_early_or_alone(store: SqlStore, seed: int) -> None:
    """Customers, staff, repeated acts, time and restarts, in any order."""
    chance = random.Random(seed)
    desk = Desk(store, chance.choice(list(Visibility)))
    await desk.hires(*STAFF)
    await desk.writes("livraison")
    for _ in range(25):
        with suppress(Refused, Stale):
            await _step(desk, chance)
    events = await desk.events()
    holds = {event.outgoing: event for event in events if isinstance(event, e.Held)}
    approved = {event.outgoing: event for event in events if isinstance(event, e.Approved)}
    cancelled = {event.outgoing for event in events if isinstance(event, e.Cancelled)}
    assert not cancelled & desk.left.keys()
    assert all(event.by in ("u1", "u2") and event.by != holds[id].by for id, event in approved.items())
    for id, at in desk.left.items():
        hold = holds.get(id)
        assert hold is None or id in approved or (hold.until is not None and at >= hold.until)
    _never_left_after_the_customer_wrote(events, holds, desk.left)


def _never_left_after_the_customer_wrote(events: list[e.Event], holds: dict[str, e.Held], left: dict[str, datetime]) -> None:
    """What was still held when a message was received has not left."""
    for n, event in enumerate(events):
        if isinstance(event, e.MessageReceived):
            earlier = [held.outgoing for held in events[:n] if isinstance(held, e.Held)]
            over = {gone.outgoing for gone in events[:n] if isinstance(gone, e.Approved | e.Cancelled | e.Delivered)}
            for id in set(earlier) - over:
                until = holds[id].until
                if until is None or until > event.received_at:
                    assert id not in left


async def _step(desk: Desk, chance: random.Random) -> None:
    match chance.randrange(6):
        case 0:
            await desk.writes(chance.choice(["livraison", "livraison furieux", "livraison avocat", "merci"]))
        case 1 | 2:
            await desk.says(chance.choice(["u1", "u2", "u3"]))
        case 3:
            await desk.acts(Approve, chance.choice(["u1", "u2", "u3"]))
        case 4:
            await desk.acts(Cancel, chance.choice(["u1", "u3"]))
        case 5:
            desk.restart()
            await desk.passes(timedelta(seconds=chance.choice([10, 60, 150])))
