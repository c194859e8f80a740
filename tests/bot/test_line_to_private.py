"""M5 through the line and the store: who follows which link, where the replies go, and what anybody else learns."""

import asyncio
import contextlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bell import ProcessChanges
from bot.channels.telegram import private_link
from bot.line import LiveLine
from bot.release import Release
from bot.surroundings import Surroundings
from bot.ways import Ways, hash_of
from charter.load import load
from conversations import events as e
from conversations.acts import Say, SayInPublic
from conversations.conversation import Conversation
from conversations.message import Incoming, MessageKind, PlaceKey, Receipt, Sender, Visibility
from conversations.ports import Refused, Stale
from conversations.sending import Account, Parcel
from conversations.turn import AnsweredBy, Reply
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY

GROUP = "-100:7"
CHARTER = load(Path("charter/example/charter.yaml").resolve()).charter
SECRET = "Zoé-Marguerite 06.12.34"
"""What customers write everywhere: a name and the beginning of a number."""


@dataclass
class Got:
    """A reply as Telegram got it."""

    parcel: Parcel
    chat: int


class Square:
    """A group in which everybody reads, and a private chat with each customer."""

    def __init__(self, store: SqlStore, number: int = 0) -> None:
        self.store, self.clock, self.account = store, VirtualClock(MONDAY), Account("telegram", f"colibri_{number}_bot")
        self.said: list[Incoming] = []
        self.ids: set[str] = set()
        release = Release("r1", CHARTER, ScriptedEngine())
        ways = Ways({"telegram": private_link.address})
        self.line = LiveLine(store, store, self.clock, ProcessChanges(), lambda: release, Surroundings(store, way=ways.fresh))
        self.got: list[Got] = []
        self._n, self._number = 0, number

    async def says(self, contact: str, text: str, *, public: bool = False, **more: object) -> Receipt:
        """A customer writes, in the group or in their chat; everything that follows from it happens."""
        said = self.message(contact, text, public=public, **more)
        receipt = await self.receives(said)
        await self.passes(timedelta(minutes=1))
        return receipt

    async def receives(self, said: Incoming) -> Receipt:
        """The line is given a message."""
        receipt = await self.line.receive(said)
        self.ids.add(receipt.conversation)
        return receipt

    def chat(self, name: str) -> int:
        """The number of a customer, which is also that of their chat."""
        return 10 * self._number + int(name)

    def key(self, name: str, *, public: bool = False) -> PlaceKey:
        contact = str(self.chat(name))
        return PlaceKey(*self.account, GROUP if public else contact, contact)

    async def led(self, name: str, token: str) -> Conversation | None:
        """Where that link would lead that customer now."""
        return await self.store.follow(hash_of(token), self.key(name), self.clock.now())

    def message(self, name: str, text: str, *, public: bool = False, **more: object) -> Incoming:
        """What Telegram would hand over."""
        self._n += 1
        chat, contact = -100 if public else self.chat(name), str(self.chat(name))
        said = Incoming(
            key=self.key(name, public=public),
            external_id=f"{chat}:{self._n}",
            sender=Sender(contact, SECRET),
            visibility=Visibility.PUBLIC if public else Visibility.PRIVATE,
            text=text,
            sent_at=self.clock.now(),
            mention=public,
            address={"chat_id": chat, "reply_to": self._n},
        )
        self.said.append(replace(said, **more))  # type: ignore[arg-type]
        return self.said[-1]

    async def presses(self, contact: str, token: str) -> Receipt:
        """A customer presses a link, which Telegram turns into a command."""
        return await self.says(contact, "salutation", kind=MessageKind.COMMAND, link=token)

    async def passes(self, time: timedelta) -> None:
        """Time passes, and what is sent arrives."""
        end = self.clock.now() + time
        while (due := await self._due()) and due[0][0] <= end:
            self.clock.set(max(self.clock.now(), due[0][0]))
            await self.line.tick(due[0][1])
            await self._deliver()
        self.clock.set(end)
        await self._deliver()

    async def _due(self) -> list[tuple[datetime, str]]:
        """The timers of this square, the next one first: others may stand in the same database."""
        return sorted([(at, id) for id in self.ids for at in (await self.store.timers(id)).values()])

    async def _deliver(self) -> None:
        while parcels := await self.store.take(self.account, self.clock.now(), 10):
            for parcel in parcels:
                self.got.append(Got(parcel, int(parcel.address["chat_id"])))
                await self.line.delivered(parcel, self.clock.now())

    async def answers(self, id: str, text: str = "Il arrive demain.") -> None:
        """A person answers; an act that cannot be done now is left."""
        now = await self.conversation(id)
        await self.line.act(Say(id, "u1", f"say-{now.version}", now.version, text, "answer", "Léa", confirmed=True))
        await self.passes(timedelta(hours=1))

    async def lines(self, id: str) -> None:
        """A person wants the public line."""
        now = await self.conversation(id)
        await self.line.act(SayInPublic(id, "u1", f"line-{now.version}", now.version))
        await self.passes(timedelta(minutes=1))

    async def conversation(self, id: str) -> Conversation:
        found = await self.store.load(id)
        assert found is not None
        return found

    async def facts(self, id: str) -> list[e.Event]:
        return [event for _, event in await self.store.events(id)]

    def tokens(self) -> list[str]:
        """The links that were given in public, by their tokens."""
        return [token for got in self.got for token in re.findall(r"start=([\w-]{22})", got.parcel.text)]

    def texts(self, chat: int) -> list[str]:
        return [got.parcel.text for got in self.got if got.chat == chat]


@pytest.fixture
def square(store: SqlStore) -> Square:
    return Square(store)


async def test_the_same_conversation_goes_on_in_private_and_ends_with_a_line_in_public(square: Square) -> None:
    id = (await square.says("1", f"livraison {SECRET}", public=True)).conversation
    before = (await square.conversation(id)).turns
    (token,) = square.tokens()
    assert (await square.presses("1", token)).conversation == id
    now = await square.conversation(id)
    assert (now.turns, now.audience, now.opened_turns) == (before, Visibility.PRIVATE, 1)
    (continued,) = square.texts(1)
    assert "automatique" in continued
    assert re.search("continuons ici|rejoints ici|la suite se passe", continued)
    await square.answers(id)
    await square.lines(id)
    assert square.texts(1)[1].startswith("Il arrive demain.")
    assert [got.parcel.reply for got in square.got if got.chat == -100] == [Reply.ACKNOWLEDGEMENT, Reply.PUBLIC_LINE]
    answered = next(one for one in await square.facts(id) if isinstance(one, e.Settled) and one.measure == "answered")
    assert answered.visibility is Visibility.PUBLIC
    assert answered.seconds == pytest.approx((square.clock.now() - MONDAY).total_seconds(), abs=7200)


async def test_pressed_by_somebody_else_it_reveals_nothing_and_still_works(square: Square) -> None:
    id = (await square.says("1", "livraison", public=True)).conversation
    before = await square.conversation(id)
    (token,) = square.tokens()
    assert (await square.presses("2", token)).conversation != id
    assert await square.conversation(id) == before
    (greeting,) = square.texts(2)
    assert "livraison" not in greeting
    assert "service" not in greeting.replace("service automatique", "")
    assert (await square.presses("1", token)).conversation == id


async def test_pressed_twice_it_does_no_harm(square: Square) -> None:
    id = (await square.says("1", "livraison", public=True)).conversation
    (token,) = square.tokens()
    await square.presses("1", token)
    said = len(square.texts(1))
    assert (await square.presses("1", token)).conversation == id
    assert len(square.texts(1)) == said
    assert len([one for one in await square.facts(id) if isinstance(one, e.MovedToPrivate)]) == 1


async def test_delivered_twice_by_telegram_it_is_received_once(square: Square) -> None:
    await square.says("1", "livraison", public=True)
    (token,) = square.tokens()
    pressed = square.message("1", "salutation", kind=MessageKind.COMMAND, link=token)
    first, second = await square.receives(pressed), await square.receives(pressed)
    assert (second.duplicate, second.conversation, second.message) == (True, first.conversation, first.message)


async def test_after_seven_days_it_is_an_ordinary_start(square: Square) -> None:
    id = (await square.says("1", "livraison", public=True)).conversation
    (token,) = square.tokens()
    square.clock.set(square.clock.now() + timedelta(days=7))
    assert (await square.presses("1", token)).conversation != id


async def test_what_follows_in_private_goes_there_and_comes_from_there(square: Square) -> None:
    id = (await square.says("1", "livraison", public=True)).conversation
    await square.presses("1", square.tokens()[0])
    assert (await square.says("1", "mon numéro est 12345")).conversation == id
    assert (await square.says("1", "livraison alors", public=True)).conversation == id
    public = square.texts(-100)
    await square.answers(id, "Votre commande 12345 part demain.")
    assert square.texts(-100) == public
    assert "12345" in square.texts(1)[-1]
    parcels = await square.store.parcels(id)
    assert {p.address["chat_id"] for p in parcels if p.visibility is Visibility.PRIVATE} == {1}
    assert {p.reply_to.partition(":")[0] for p in parcels if p.visibility is Visibility.PRIVATE and p.reply_to} == {"1"}


async def test_a_link_in_a_public_message_is_followed_by_nobody(square: Square) -> None:
    id = (await square.says("1", "livraison", public=True)).conversation
    (token,) = square.tokens()
    await square.says("1", "livraison", public=True, link=token)
    assert not (await square.conversation(id)).moved


async def test_two_presses_at_once_move_it_once(square: Square) -> None:
    id = (await square.says("1", "livraison", public=True)).conversation
    (token,) = square.tokens()
    pressed = [square.message("1", "salutation", kind=MessageKind.COMMAND, link=token) for _ in range(4)]
    receipts = await asyncio.gather(*(square.receives(one) for one in pressed))
    assert {receipt.conversation for receipt in receipts} == {id}
    assert len([one for one in await square.facts(id) if isinstance(one, e.MovedToPrivate)]) == 1


WORDS = st.sampled_from(
    ["livraison", "livraison furieux", "horaires", "ou_en_est", "danger", "salutation", "humain", "insulte"]
)
WHO = st.sampled_from(["1", "2"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("comments"), WHO, WORDS),
        st.tuples(st.just("writes"), WHO, WORDS),
        st.tuples(st.just("presses"), WHO, st.integers(0, 1)),
        st.tuples(st.just("tampers"), WHO, st.integers(0, 1)),
        st.tuples(st.just("repeats"), st.integers(0, 9)),
        st.tuples(st.just("answers"), WHO),
        st.tuples(st.just("lines"), WHO),
        st.tuples(st.just("passes"), st.sampled_from([timedelta(hours=3), timedelta(days=3)])),
    ),
    max_size=12,
)
_squares = count(1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS)
def test_the_method_holds_through_the_store(database_url: str, steps: list[tuple[object, ...]]) -> None:
    """One invitation; nothing of a customer nor over 280 characters in public; strangers change nothing; no way back."""
    asyncio.run(_lived(database_url, steps))


async def _lived(database_url: str, steps: list[tuple[object, ...]]) -> None:
    store = SqlStore.open(database_url)
    try:
        square = Square(store, next(_squares))
        at = {}
        for name in ("1", "2"):
            at[name] = (await square.says(name, f"livraison {SECRET}", public=True)).conversation
        for step in steps:
            await _step(square, at, step)
        await square.passes(timedelta(days=1))
        for name, id in at.items():
            await _holds(square, name, id)
        for got in square.got:
            if got.parcel.visibility is Visibility.PUBLIC and got.parcel.by is AnsweredBy.BOT:
                assert len(got.parcel.text) <= 280
                assert not any(word in got.parcel.text for word in SECRET.split())
    finally:
        await store.close()


async def _step(square: Square, at: dict[str, str], step: tuple[object, ...]) -> None:
    match step:
        case ("comments", str(name), str(words)):
            await square.says(name, f"{words} {SECRET}", public=True)
        case ("writes", str(name), str(words)):
            await square.says(name, f"{words} {SECRET}")
        case ("presses", str(name), int(n)):
            await _press(square, at, name, square.tokens()[n])
        case ("tampers", str(name), int(n)):
            token = square.tokens()[n]
            await _press(square, at, name, token[:-1] + ("A" if token[-1] != "A" else "B"))
        case ("repeats", int(n)):
            assert (await square.receives(square.said[n % len(square.said)])).duplicate
        case ("passes", timedelta() as time):
            await square.passes(time)
        case (("answers" | "lines") as act, str(name)):
            with contextlib.suppress(Refused, Stale):
                await (square.answers(at[name]) if act == "answers" else square.lines(at[name]))


async def _press(square: Square, at: dict[str, str], name: str, token: str) -> None:
    """Press a link; whoever is not its contact, or has changed it, changes nothing for anybody else."""
    owners = [who for who, id in at.items() if token in str([p.text for p in await square.store.parcels(id)])]
    pressed = square.message(name, "salutation", kind=MessageKind.COMMAND, link=token)
    others = {who: await square.conversation(id) for who, id in at.items() if who != name}
    led = {who: await square.led(who, token) for who in at}
    receipt = await square.receives(pressed)
    assert {who: await square.conversation(at[who]) for who in others} == others
    if owners != [name]:
        assert {who: await square.led(who, token) for who in at} == led
    elif led[name] is not None:
        assert receipt.conversation == at[name]
        assert await square.led(name, token) is None
    await square.passes(timedelta(minutes=1))


async def _holds(square: Square, name: str, id: str) -> None:
    events, parcels = await square.facts(id), await square.store.parcels(id)
    assert len([one for one in events if isinstance(one, e.Invited)]) == 1
    moves = [n for n, one in enumerate(events) if isinstance(one, e.MovedToPrivate)]
    assert len(moves) <= 1
    opened = {one.turn: one for one in events if isinstance(one, e.TurnOpened)}
    settled = [one for one in events if isinstance(one, e.Settled)]
    assert all(one.visibility is opened[one.turn].visibility for one in settled)
    replied = {one.outgoing: n for n, one in enumerate(events) if isinstance(one, e.Replied)}
    customers = [one for one in parcels if one.to is None]
    later = [one for one in customers if moves and one.visibility is Visibility.PUBLIC and replied[one.id] > moves[0]]
    assert [one.reply for one in later] in ([], [Reply.PUBLIC_LINE])
    for one in customers:
        assert one.address["chat_id"] == (-100 if one.visibility is Visibility.PUBLIC else square.chat(name))
