"""The line over a real store, on both databases, with time in the test's hand."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest

from bot.bell import ProcessChanges
from bot.line import LiveLine
from bot.release import Release
from bot.surroundings import Surroundings
from conversations import events as e
from conversations.acts import Say, TakeDanger
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.ports import Refused
from conversations.sending import Account
from conversations.turn import Reply
from conversations.views import Filter
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY

ACCOUNT = Account("web", "site")


class World:
    """A line, its store, its clock and its engine."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock, self.engine = store, VirtualClock(MONDAY), ScriptedEngine()
        self.charter = small_charter()
        release = Release("r1", self.charter, self.engine)
        self.line = LiveLine(store, store, self.clock, ProcessChanges(), lambda: release, Surroundings(store))
        self._n = 0

    def incoming(self, text: str, place: str = "private:x", contact: str = "x", **changes: object) -> Incoming:
        self._n += 1
        visibility = Visibility.PRIVATE if place.startswith("private") else Visibility.PUBLIC
        values: dict[str, object] = {
            "key": PlaceKey("web", "site", place, contact),
            "external_id": f"e{self._n}",
            "sender": Sender(contact, "Zoé"),
            "visibility": visibility,
            "text": text,
            "sent_at": self.clock.now(),
        }
        return Incoming(**(values | changes))  # type: ignore[arg-type]

    async def pass_time(self, time: timedelta) -> None:
        """Let time pass; the line ticks whenever something is due."""
        end = self.clock.now() + time
        while (due := await self.store.next_due()) is not None and due <= end:
            self.clock.set(max(self.clock.now(), due))
            for id in await self.store.due(self.clock.now(), 100):
                await self.line.tick(id)
        self.clock.set(end)

    async def says(self, id: str, text: str, reply: Literal["answer", "question"]) -> None:
        """A person replies, having seen everything, and has confirmed it where everybody reads it."""
        conversation = await self.store.load(id)
        assert conversation is not None
        await self.line.act(Say(id, "u1", f"key-{conversation.version}", conversation.version, text, reply, "Léa", True))

    async def sent(self) -> list[str]:
        """What waits in the outbox for the customers."""
        return [parcel.text for parcel in await self.store.waiting("web", None, 100)]


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


async def test_fifteen_fragments_bring_one_acknowledgement(world: World) -> None:
    for number in range(15):
        await world.line.receive(world.incoming(f"livraison fragment {number}"))
        world.clock.move(timedelta(seconds=1))
    await world.pass_time(timedelta(seconds=30))
    assert len(await world.sent()) == 1
    assert len(world.engine.calls) == 1
    assert len(world.engine.calls[0]) == 15


async def test_the_decision_waits_for_silence_but_not_for_danger(world: World) -> None:
    await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(seconds=3))
    assert await world.sent() == []
    await world.pass_time(timedelta(seconds=2))
    assert len(await world.sent()) == 1
    await world.line.receive(world.incoming("danger qualite", place="private:y", contact="y"))
    await world.pass_time(timedelta(0))
    assert any("[safety" in text for text in await world.sent())


async def test_a_second_delivery_of_a_message_changes_nothing(world: World) -> None:
    incoming = world.incoming("livraison")
    first = await world.line.receive(incoming)
    again = await world.line.receive(incoming)
    assert (again.message, again.conversation, again.duplicate) == (first.message, first.conversation, True)
    await world.pass_time(timedelta(seconds=10))
    assert len(await world.sent()) == 1


async def test_the_same_message_from_many_sides_at_once_is_stored_once(world: World) -> None:
    incoming = world.incoming("livraison")
    receipts = await asyncio.gather(*(world.line.receive(incoming) for _ in range(8)))
    assert len({receipt.message for receipt in receipts}) == 1
    assert [receipt.duplicate for receipt in receipts].count(False) == 1


async def test_a_fragment_that_comes_while_deciding_is_read_together_with_the_rest(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison"))
    understand, late = world.engine.understand, world.incoming("et aussi horaires")

    async def interrupted(texts: list[str]) -> object:
        if len(world.engine.calls) == 0:
            world.engine.calls.append(())
            await world.line.receive(late)
        return await understand(texts)

    world.engine.understand = interrupted  # type: ignore[method-assign, assignment]
    world.clock.move(timedelta(seconds=5))
    await world.line.tick(receipt.conversation)
    conversation = await world.store.load(receipt.conversation)
    assert conversation is not None
    assert len(conversation.undecided) == 2
    await world.pass_time(timedelta(seconds=10))
    conversation = await world.store.load(receipt.conversation)
    assert conversation is not None
    assert conversation.undecided == ()
    decided = [event for _, event in await world.store.events(receipt.conversation) if isinstance(event, e.Decided)]
    assert sorted(len(event.messages) for event in decided) == [2]


async def test_a_staff_answer_is_delivered_and_settles_the_delay(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(minutes=1))
    conversation = await world.store.load(receipt.conversation)
    assert conversation is not None
    act = Say(receipt.conversation, "u1", "key-1", conversation.version, "Voici.", "answer", "Léa")
    await world.line.act(act)
    await world.line.act(act)
    parcels = [p for p in await world.store.waiting("web", None, 10) if p.reply is Reply.ANSWER]
    assert len(parcels) == 1
    for _ in range(2):
        await world.line.delivered(parcels[0], world.clock.now())
    settled = [event for _, event in await world.store.events(receipt.conversation) if isinstance(event, e.Settled)]
    assert [(event.measure, event.seconds) for event in settled if event.measure == "answered"] == [("answered", 60.0)]
    assert {event.release for event in settled} == {"r1"}


async def test_a_missed_expectation_settles_by_itself_as_time_passes(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(hours=3))
    events = [event for _, event in await world.store.events(receipt.conversation) if isinstance(event, e.Settled)]
    assert [(event.measure, event.result) for event in events if event.measure == "expected"] == [("expected", "missed")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda now: {"sent_at": now + timedelta(minutes=6)}, "in the future"),
        (lambda now: {"sent_at": now.replace(tzinfo=None)}, "no time zone"),
    ],
)
async def test_impossible_dates_are_refused_with_a_sentence(
    world: World, change: Callable[[object], dict[str, object]], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        await world.line.receive(world.incoming("livraison", **change(world.clock.now())))


async def test_texts_that_no_database_can_hold_are_kept_as_far_as_they_can_be(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison \x00 \ud800 " + "é" * 200_000))
    (message,) = await world.store.texts(receipt.conversation, [receipt.message])
    assert "\x00" not in message.text
    assert len(message.text) == 100_000


async def test_a_message_that_another_process_has_decided_on_is_not_decided_again(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison"))
    world.clock.move(timedelta(seconds=30))
    elsewhere = World(world.store)
    elsewhere.clock.set(world.clock.now())
    understand = world.engine.understand

    async def overtaken(texts: list[str]) -> object:
        if not world.engine.calls:
            await elsewhere.line.tick(receipt.conversation)
            await elsewhere.line.receive(world.incoming("danger"))
        return await understand(texts)

    world.engine.understand = overtaken  # type: ignore[method-assign, assignment]
    await world.line.tick(receipt.conversation)
    decided = [event for _, event in await world.store.events(receipt.conversation) if isinstance(event, e.Decided)]
    messages = [message for event in decided for message in event.messages]
    assert len(messages) == 2
    assert len(set(messages)) == 2


async def test_a_team_that_spoke_again_meanwhile_is_named_later(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(minutes=1))
    await world.says(receipt.conversation, "Voici.", "answer")
    await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(minutes=10))
    await world.says(receipt.conversation, "Quel numéro ?", "question")
    await world.pass_time(timedelta(hours=1))
    assert any("[acknowledgement_team" in text for text in await world.sent())


async def test_a_message_on_which_the_engine_fails_goes_to_a_person(world: World) -> None:
    async def broken(texts: list[str]) -> object:
        raise RuntimeError("no such model")

    world.engine.understand = broken  # type: ignore[method-assign, assignment]
    receipt = await world.line.receive(world.incoming("livraison"))
    world.clock.move(timedelta(seconds=5))
    with pytest.raises(RuntimeError):
        await world.line.tick(receipt.conversation)
    world.clock.move(timedelta(seconds=30))
    await world.line.tick(receipt.conversation)
    assert len(await world.sent()) == 1
    (row,) = await world.store.rows(Filter(), 10)
    assert (row.conversation, row.department) == (receipt.conversation, "relation_client")


async def test_no_text_and_no_name_is_logged_even_when_the_engine_fails_on_them(
    sqlite_store: SqlStore, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("INFO")
    world = World(sqlite_store)

    async def fails(texts: list[str]) -> object:
        raise ValueError(f"cannot read {texts}")

    world.engine.understand = fails  # type: ignore[method-assign, assignment]
    receipt = await world.line.receive(world.incoming("livraison secrète 4711"))
    await world.pass_time(timedelta(seconds=0))
    world.clock.move(timedelta(minutes=1))
    await world.line.tick(receipt.conversation)
    printed = capsys.readouterr()
    logged = "".join(record.getMessage() for record in caplog.records) + printed.out + printed.err
    assert "engine_failed" in logged
    assert "4711" not in logged
    assert "Zoé" not in logged


async def test_what_is_suspended_brings_no_apology_behind_the_answer(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(minutes=1))
    await world.store.suspend("un prix faux", "Claude", "bot")
    await world.pass_time(timedelta(hours=30))
    await world.says(receipt.conversation, "Voici.", "answer")
    await world.store.resume("Claude")
    await world.pass_time(timedelta(hours=1))
    assert not [text for text in await world.sent() if "[delay_notice" in text]


async def test_a_customer_waits_until_the_answer_arrives_however_long_ago_it_was_sent(world: World) -> None:
    opened_at = world.clock.now()
    receipt = await world.line.receive(world.incoming("livraison"))
    await world.pass_time(timedelta(minutes=1))
    await world.says(receipt.conversation, "Voici.", "answer")
    await world.pass_time(timedelta(hours=5))
    (open_,) = (await world.store.snapshot(world.clock.now())).waiting.turns
    assert (open_.count, open_.oldest) == (1, opened_at)
    (parcel,) = [parcel for parcel in await world.store.waiting("web", None, 10) if parcel.reply is Reply.ANSWER]
    await world.line.delivered(parcel, world.clock.now())
    assert (await world.store.snapshot(world.clock.now())).waiting.turns == ()


async def test_who_names_us_later_has_named_us(world: World) -> None:
    receipt = await world.line.receive(world.incoming("livraison", place="post:1"))
    await world.pass_time(timedelta(hours=3))
    await world.line.receive(world.incoming("livraison, @colibri ?", place="post:1", mention=True))
    await world.pass_time(timedelta(minutes=1))
    await world.line.receive(world.incoming("livraison", place="post:1"))
    await world.pass_time(timedelta(minutes=1))
    assert [(open_.mention, open_.count) for open_ in (await world.store.snapshot(world.clock.now())).waiting.turns] == [
        (True, 1)
    ]
    await world.says(receipt.conversation, "Bonjour, voici.", "answer")
    (parcel,) = [parcel for parcel in await world.store.waiting("web", None, 10) if parcel.reply is Reply.ANSWER]
    await world.line.delivered(parcel, world.clock.now())
    settled = [event for _, event in await world.store.events(receipt.conversation) if isinstance(event, e.Settled)]
    assert {fact.measure: fact.mention for fact in settled if fact.measure in ("expected", "answered")} == {
        "expected": False,  # had been missed before
        "answered": True,
    }


async def test_a_danger_has_lasted_since_it_was_written_whatever_kept_us_from_reading_it(world: World) -> None:
    written_at = world.clock.now() - timedelta(hours=3)
    receipt = await world.line.receive(world.incoming("danger qualite", sent_at=written_at))
    await world.pass_time(timedelta(minutes=1))
    conversation = await world.store.load(receipt.conversation)
    assert conversation is not None
    assert conversation.danger_at == written_at
    await world.line.act(TakeDanger(receipt.conversation, "u1", "key-1", conversation.version))
    tallies = (await world.store.snapshot(world.clock.now())).tallies
    assert [t.total for t in tallies if t.family == "recul_danger_acknowledged_delay_seconds"] == [3 * 3600 + 60.0]
