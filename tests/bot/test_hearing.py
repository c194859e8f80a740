"""What silence decides waits until customers were heard: a refusal in time counts, however late it reaches us."""

from datetime import timedelta

import pytest

from bot.hearing import PATIENCE, Hearing, Watermark
from conversations import events as e
from conversations.message import PlaceKey
from metrics.turns import IN_TRANSIT, UNHEARD
from store.sql import SqlStore
from tests.bot.test_line import World
from tests.fakes.recording_line import MemoryCursors
from tests.fakes.virtual_line import MONDAY

TELEGRAM = PlaceKey("telegram", "colibri_bot", "private:x", "x")
WEB = PlaceKey("web", "site", "private:x", "x")
SECOND = timedelta(seconds=1)


class Customers:
    """A world in which the bot has answered one customer, on Telegram or on the page."""

    def __init__(self, store: SqlStore, key: PlaceKey = WEB) -> None:
        self.world, self.key = World(store), key
        self.id = ""

    async def are_answered(self) -> None:
        """The bot answers "horaires" at once; its window ends a day later."""
        world = self.world
        self.id = (await world.line.receive(world.incoming("horaires", key=self.key))).conversation
        await world.pass_time(10 * SECOND)
        (parcel,) = await world.store.waiting(self.key.channel, None, 10)
        await world.line.delivered(parcel, world.clock.now())

    async def refuse(self, ago: timedelta) -> None:
        """A "no" that was written so long ago reaches us now, and is decided on."""
        world = self.world
        await world.line.receive(world.incoming("non", key=self.key, sent_at=world.clock.now() - ago))
        await world.pass_time(10 * SECOND)

    async def settled(self) -> dict[str, str | None]:
        """What has become a fact."""
        events = [event for _, event in await self.world.store.events(self.id)]
        return {event.measure: event.result for event in events if isinstance(event, e.Settled)}

    async def opened(self) -> int:
        """How many turns they have opened."""
        return sum(isinstance(event, e.TurnOpened) for _, event in await self.world.store.events(self.id))


async def test_a_no_of_the_last_second_that_comes_seconds_later_is_a_refusal(store: SqlStore) -> None:
    customers = Customers(store)
    await customers.are_answered()
    await customers.world.pass_time(customers.world.charter.refusal_window + 5 * SECOND)
    await customers.refuse(ago=6 * SECOND)
    assert "answered" not in await customers.settled()
    assert await customers.opened() == 1
    await customers.world.pass_time(timedelta(hours=2))
    assert (await customers.settled())["expected"] == "missed"


async def test_a_no_in_time_goes_before_what_would_settle_when_it_comes(store: SqlStore) -> None:
    customers = Customers(store)
    await customers.are_answered()
    clock = customers.world.clock
    clock.move(customers.world.charter.refusal_window + timedelta(hours=3))  # and nobody ticks
    await customers.refuse(ago=timedelta(hours=3, seconds=1))
    assert "answered" not in await customers.settled()
    assert await customers.opened() == 1


async def test_silence_settles_two_minutes_after_the_window(store: SqlStore) -> None:
    customers = Customers(store)
    await customers.are_answered()
    await customers.world.pass_time(customers.world.charter.refusal_window + IN_TRANSIT - SECOND)
    assert "answered" not in await customers.settled()
    await customers.world.pass_time(2 * SECOND)
    assert (await customers.settled())["expected"] == "met"


async def test_while_telegram_is_away_no_silence_counts_and_what_it_kept_does(store: SqlStore) -> None:
    customers = Customers(store, TELEGRAM)
    world, heard = customers.world, Watermark(store, "telegram", "colibri_bot")
    await customers.are_answered()
    await heard.reached(world.clock.now() + timedelta(hours=1))
    await world.pass_time(world.charter.refusal_window + timedelta(hours=1, seconds=-30))  # the last hour is kept at Telegram
    assert "answered" not in await customers.settled()
    await customers.refuse(ago=timedelta(hours=23))
    await heard.reached(world.clock.now())
    await world.pass_time(timedelta(hours=2))
    settled = await customers.settled()
    assert ("answered" in settled, settled["expected"]) == (False, "missed")
    assert await customers.opened() == 1


async def test_an_outage_of_telegram_hides_no_miss(store: SqlStore) -> None:
    world = World(store)
    await Watermark(store, "telegram", "colibri_bot").reached(world.clock.now())
    receipt = await world.line.receive(world.incoming("livraison", key=TELEGRAM))
    await world.pass_time(timedelta(hours=3, minutes=1))
    settled = [event for _, event in await store.events(receipt.conversation) if isinstance(event, e.Settled)]
    assert [(fact.measure, fact.result) for fact in settled if fact.result] == [("expected", "missed")]


async def test_what_telegram_has_thrown_away_is_waited_for_no_longer(store: SqlStore) -> None:
    customers = Customers(store, TELEGRAM)
    await customers.are_answered()
    await customers.world.pass_time(customers.world.charter.refusal_window + UNHEARD + timedelta(hours=3))
    assert (await customers.settled())["expected"] == "met"


@pytest.fixture
def cursors() -> MemoryCursors:
    return MemoryCursors()


async def test_every_process_knows_until_when_telegram_was_heard(cursors: MemoryCursors) -> None:
    hearing = Hearing(cursors)
    assert await hearing.until(TELEGRAM, MONDAY) == MONDAY - UNHEARD
    await Watermark(cursors, "telegram", "colibri_bot").reached(MONDAY)
    assert await hearing.until(TELEGRAM, MONDAY + SECOND) == MONDAY - IN_TRANSIT + SECOND
    assert await hearing.until(TELEGRAM, MONDAY + timedelta(hours=5)) == MONDAY
    assert await hearing.until(TELEGRAM, MONDAY + timedelta(hours=50)) == MONDAY + timedelta(hours=26)


async def test_a_watermark_is_written_every_few_seconds(cursors: MemoryCursors) -> None:
    watermark = Watermark(cursors, "telegram", "colibri_bot")
    for seconds in (0, 1, 4, 5, 9, 11):
        await watermark.reached(MONDAY + seconds * SECOND)
    assert await watermark.read() == MONDAY + 11 * SECOND
    cursors.values.clear()
    await watermark.reached(MONDAY + 12 * SECOND)
    assert cursors.values == {}


async def test_who_has_just_started_lets_others_bring_what_they_kept(cursors: MemoryCursors) -> None:
    hearing = Hearing(cursors, MONDAY)
    assert await hearing.until(WEB, MONDAY + PATIENCE) == MONDAY + PATIENCE - UNHEARD
    assert await hearing.until(WEB, MONDAY + PATIENCE + SECOND) == MONDAY + SECOND


async def test_timers_wait_for_telegram_two_minutes_and_no_longer(cursors: MemoryCursors) -> None:
    hearing = Hearing(cursors, MONDAY)
    assert await hearing.caught_up(WEB, MONDAY)
    assert not await hearing.caught_up(TELEGRAM, MONDAY + PATIENCE)
    assert await hearing.caught_up(TELEGRAM, MONDAY + PATIENCE + SECOND)
    await Watermark(cursors, "telegram", "colibri_bot").reached(MONDAY)
    assert await hearing.caught_up(TELEGRAM, MONDAY + 2 * SECOND)
