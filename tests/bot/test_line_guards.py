"""Through the line and the store: secrets that nobody keeps, fakes that nobody answers, a crisis, and a suspension."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import make_url

from bot.bell import Bell, ProcessChanges
from bot.line import LiveLine
from bot.outbox import OutboxSender
from bot.release import Release
from bot.surroundings import Surroundings
from charter.crisis import CrisisRules
from conversations import events as e
from conversations.crisis import Crisis, CrisisState
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.sending import Account, Parcel
from conversations.turn import Reply
from conversations.users import Role, User
from metrics.board import Board
from metrics.recount import recount
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY

STATEMENT = {"fr": "Nous examinons ce sujet.", "en": "We are looking into it."}
SECRETS = ("4111 1111 1111 1111", "4111111111111111", "987", "Xy7pluie", "5500000000000004")


class World:
    """A line over a store, in which customers write in public threads and in private."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock, self.engine = store, VirtualClock(MONDAY), ScriptedEngine()
        self.charter = small_charter(crisis=CrisisRules(statement=STATEMENT))
        release = Release("r1", self.charter, self.engine)
        self.line = LiveLine(store, store, self.clock, ProcessChanges(), lambda: release, Surroundings(store, "https://desk"))
        self._n = 0

    async def writes(self, words: str, who: str = "x", place: str = "post:1", name: str = "Zoé") -> str:
        """A customer writes, and is decided on; returns the conversation."""
        self._n += 1
        public = Visibility.PRIVATE if place.startswith("private") else Visibility.PUBLIC
        key = PlaceKey("web", "site", place, who)
        said = Incoming(key, f"e{self._n}", Sender(who, name), public, words, self.clock.now())
        receipt = await self.line.receive(said)
        self.clock.move(timedelta(seconds=10))
        await self.line.tick(receipt.conversation)
        return receipt.conversation

    async def replies(self, conversation: str) -> list[Parcel]:
        """What the customer gets."""
        return [parcel for parcel in await self.store.parcels(conversation) if parcel.to is None]

    async def events(self, conversation: str) -> list[e.Event]:
        return [event for _, event in await self.store.events(conversation)]


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


async def test_no_secret_is_in_any_file_of_the_database_nor_in_the_log(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqlStore.open(sqlite_url)
    world = World(store)
    failing = world.engine.understand
    calls = 0

    async def stumbling(texts: list[str]) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError(f"cannot read {texts}")
        return await failing(texts)

    monkeypatch.setattr(world.engine, "understand", stumbling)
    with structlog.testing.capture_logs() as logs:
        conversation = await world.writes(f"livraison, carte {SECRETS[0]} 12/27 cvv {SECRETS[2]}", place="private:x")
        with pytest.raises(RuntimeError) as trouble:
            await world.writes(f"mon mot de passe est {SECRETS[3]}", "y", "private:y", f"Zoé {SECRETS[4]}")
        await world.writes(f"livraison {SECRETS[1]}", "z")
    assert not any(secret in str(logs) + str(trouble.value) + capsys.readouterr().err for secret in SECRETS)
    received = [event for event in await world.events(conversation) if isinstance(event, e.MessageReceived)]
    assert received[0].masked == ("card", "cvv")
    (message,) = [m for m in await store.messages(conversation) if m.external_id == "e1"]
    assert message.text == "livraison, carte [numéro de carte masqué] 12/27 cvv [cryptogramme masqué]"
    await store.close()
    path = Path(str(make_url(sqlite_url).database))
    kept = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert "masqué".encode() in kept
    assert [secret for secret in SECRETS if secret.encode() in kept and secret != "987"] == []
    assert b"cvv 987" not in kept


async def test_what_was_masked_is_told_once_and_is_not_read_for_its_meaning(world: World) -> None:
    conversation = await world.writes(f"livraison {SECRETS[0]}", place="private:x")
    (reply,) = await world.replies(conversation)
    assert "[masked" in reply.text
    assert "un numéro de carte" in reply.text
    assert "masqué" not in world.engine.calls[0][0]
    await world.writes(f"livraison {SECRETS[0]}", place="private:x")
    assert len(await world.replies(conversation)) == 1


async def test_three_digits_in_the_next_breath_are_the_code_of_the_card(world: World) -> None:
    key = PlaceKey("web", "site", "private:x", "x")
    for number, words in enumerate((SECRETS[0], "987")):
        receipt = await world.line.receive(
            Incoming(key, f"e{number}", Sender("x"), Visibility.PRIVATE, words, world.clock.now())
        )
    said = [message.text for message in await world.store.messages(receipt.conversation)]
    assert said == ["[numéro de carte masqué]", "[cryptogramme masqué]"]


async def test_the_code_follows_when_the_bot_has_already_answered_the_number(world: World) -> None:
    conversation = await world.writes(SECRETS[0], place="private:x")
    await world.writes("987", place="private:x")
    world.clock.move(timedelta(hours=1))
    await world.writes("404", place="private:x")
    said = [message.text for message in await world.store.messages(conversation) if message.external_id]
    assert said == ["[numéro de carte masqué]", "[cryptogramme masqué]", "404"]


async def test_masked_secrets_and_fakes_are_counted_and_the_count_holds(world: World) -> None:
    await world.writes(f"livraison {SECRETS[0]} mdp: {SECRETS[3]}", place="private:x")
    await world.writes("horaires", "fake", name="C0libri SAV")
    tallies = (await world.store.snapshot(world.clock.now())).tallies
    counted = {(tally.family, dict(tally.labels).get("kind")): tally.n for tally in tallies}
    assert counted["recul_secrets_masked_total", "card"] == 1
    assert counted["recul_secrets_masked_total", "password"] == 1
    assert counted["recul_impostors_total", None] == 1
    found = await recount(world.store, Board("0", "r1", world.charter), world.clock.now(), lambda done, all: None)
    assert found.differences == ()


async def test_a_fake_gets_no_word_and_a_person_hears_of_it_once_for_the_thread(world: World) -> None:
    await world.store.add_user(User("u1", "camille", "Camille Roy", Role.AGENT, "x"))
    first = await world.writes("horaires", "fake1", name="Cоlibri Officiel")  # a Cyrillic о
    second = await world.writes("livraison", "fake2", name="Camille R0y")
    third = await world.writes("Service client : https://t.me/colibri_aide", "fake3", name="Max")
    for conversation in (first, second, third):
        assert await world.replies(conversation) == []
        state = await world.store.load(conversation)
        assert state is not None
        assert state.card == "impostor"
    notices = [p for c in (first, second, third) for p in await world.store.parcels(c) if p.reply is Reply.STAFF_NOTICE]
    assert [notice.to for notice in notices] == ["bo@colibri.example"]
    customer = await world.writes("horaires, quel est le numéro du service client ?", "ana", name="Ana")
    assert len(await world.replies(customer)) == 1


async def declare(world: World, state: CrisisState = CrisisState.DECLARED) -> None:
    now = world.clock.now()
    await world.store.put_crisis(Crisis("k", state, now, now, "u1", ends_at=now + timedelta(hours=4)), None)


async def test_the_statement_appears_once_in_each_thread_whoever_writes(world: World) -> None:
    await declare(world)
    first = await world.writes("horaires", "a")
    others = [await world.writes("livraison", who) for who in ("b", "c", "a")]
    elsewhere = await world.writes("livraison", "b", "post:2")
    assert [reply.reply for reply in await world.replies(first)] == [Reply.STATEMENT]
    assert [reply.reply for reply in await world.replies(elsewhere)] == [Reply.STATEMENT]
    assert [len(await world.replies(id)) for id in others] == [0, 0, 1]
    world.clock.move(timedelta(hours=4))
    after = await world.writes("livraison", "d")
    assert [reply.reply for reply in await world.replies(after)] == [Reply.ACKNOWLEDGEMENT]


async def test_many_at_the_same_moment_bring_one_statement(world: World) -> None:
    await declare(world)
    ids = await asyncio.gather(*(world.writes("livraison", f"p{number}") for number in range(6)))
    assert sum([len(await world.replies(id)) for id in ids]) == 1


async def test_under_precaution_the_thread_is_quiet_and_private_is_not(world: World) -> None:
    await declare(world, CrisisState.PRECAUTION)
    public = await world.writes("livraison", "a")
    assert await world.replies(public) == []
    state = await world.store.load(public)
    assert state is not None
    assert state.waiting is not None
    danger = await world.writes("danger qualite", "b")
    assert [reply.reply for reply in await world.replies(danger)] == [Reply.SAFETY]
    assert len(await world.replies(await world.writes("horaires", "c", "private:c"))) == 1


async def test_an_order_number_or_a_name_tells_nothing_of_another_contact(world: World) -> None:
    await world.writes("livraison commande 20260302-118", "owner", "private:owner", "Zoé Martin")
    for place in ("private:stranger", "post:1"):
        stranger = await world.writes("ou_en_est ma commande 20260302-118, Zoé Martin", "stranger", place, "Zoé Martin")
        replies = await world.replies(stranger)
        assert [reply.reply for reply in replies] == [Reply.ACKNOWLEDGEMENT]
        assert not any("[state" in reply.text or "20260302" in reply.text for reply in replies)


class Channel:
    """A sender that keeps what it was given."""

    def __init__(self) -> None:
        self.account = Account("web", "site")
        self.sent: list[Parcel] = []

    async def send(self, parcel: Parcel) -> None:
        self.sent.append(parcel)


@asynccontextmanager
async def sending(world: World, channel: Channel):  # type: ignore[no-untyped-def]
    """A running outbox."""
    loop = OutboxSender(channel, world.store, world.line, world.store, world.clock, Bell(), lease="outbox", holder="h")
    task = asyncio.create_task(loop.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def within_five_seconds(condition: Callable[[], Awaitable[bool]]) -> None:
    """So fast a suspension takes effect."""
    async with asyncio.timeout(5):
        while not await condition():  # noqa: ASYNC110  # the outbox tells nobody when it has sent
            await asyncio.sleep(0.02)


async def test_a_suspension_holds_its_scope_in_a_running_outbox_and_lets_go_at_once(world: World) -> None:
    channel = Channel()

    async def has_sent_one() -> bool:
        return len(channel.sent) == 1

    async def has_sent_all() -> bool:
        return len(channel.sent) == 3

    async with sending(world, channel):
        await world.writes("livraison", "a", "private:a")
        await within_five_seconds(has_sent_one)
        await world.store.suspend("un prix faux", "u1", "bot")
        await world.writes("livraison", "b", "private:b")
        danger = await world.writes("danger qualite", "c", "private:c")
        told = [parcel for parcel in await world.store.parcels(danger) if parcel.reply is Reply.ON_CALL]
        assert len(told) == 1
        taken = await world.store.take(Account("email", "staff"), world.clock.now(), 8)
        assert [parcel.id for parcel in taken] == [told[0].id]

        async def withheld() -> bool:
            return await world.store.withheld() == {"acknowledgement": 1, "safety": 1}

        await within_five_seconds(withheld)
        assert len(channel.sent) == 1
        await world.store.resume("u1", "bot")
        await within_five_seconds(has_sent_all)
        assert await world.store.withheld() == {}
