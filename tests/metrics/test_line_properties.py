"""Figures of two customers who say the same, otherwise: in pieces, or heard twice. Through the line, on both databases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations.acts import Say
from conversations.conversation import Conversation
from conversations.message import Incoming, PlaceKey
from store.sql import SqlStore
from tests.bot.test_line import World
from tests.fakes.virtual_line import MONDAY

SECOND = timedelta(seconds=1)
FEW = settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
WORDS = st.lists(st.sampled_from(("livraison", "où", "est", "mon", "colis")), min_size=2, max_size=6).map(
    lambda w: ["livraison", *w]
)


@dataclass
class Customer:
    """Somebody in a place of their own, and what they have said."""

    world: World
    name: str
    said: list[Incoming] = field(default_factory=list)
    conversation: str = ""

    async def says(self, text: str, times: int = 1) -> None:
        """A message, which reaches us so often."""
        key = PlaceKey("web", "site", f"private:{self.name}", self.name)
        incoming = self.world.incoming(text, key=key)
        for _ in range(times):
            self.conversation = (await self.world.line.receive(incoming)).conversation

    async def is_answered(self) -> None:
        """A person answers what they have asked."""
        version = (await self.state()).version
        await self.world.line.act(
            Say(self.conversation, "u1", f"{self.name}-{version}", version, "Voici.", "answer", "Léa", True)
        )

    async def receives(self, times: int = 1) -> None:
        """All that is on its way to them arrives, and we are told so often."""
        for parcel in await self.world.store.waiting("web", None, 100, self.conversation):
            for _ in range(times):
                await self.world.line.delivered(parcel, self.world.clock.now())

    async def events(self) -> list[e.Event]:
        """What happened to them."""
        return [event for _, event in await self.world.store.events(self.conversation)]

    async def numbers(self) -> Counter[e.Settled]:
        """What was counted of them, whichever of their turns it was and whenever."""
        settled = [event for event in await self.events() if isinstance(event, e.Settled)]
        return Counter(replace(fact, turn="", at=MONDAY) for fact in settled)

    async def state(self) -> Conversation:
        """As they stand now."""
        found = await self.world.store.load(self.conversation)
        assert found is not None
        return found


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


@FEW
@given(words=WORDS, gap=st.integers(0, 2), waits=st.sampled_from((1, 60)))
async def test_a_request_in_pieces_that_come_together_is_counted_like_one(
    world: World, words: Sequence[str], gap: int, waits: int
) -> None:
    whole, split = await _both(world)
    await whole.says(" ".join(words))
    for word in words:
        await split.says(word)
        world.clock.move(gap * SECOND)
    await world.pass_time(30 * SECOND)
    await _are_served(world, (whole, split), timedelta(hours=waits))
    assert _by_the_customers_wait(await split.numbers()) == _by_the_customers_wait(await whole.numbers())


@FEW
@given(words=WORDS, gap=st.integers(1, 200), waits=st.sampled_from((4, 60)))
async def test_a_request_in_pieces_that_come_apart_improves_nothing(
    world: World, words: Sequence[str], gap: int, waits: int
) -> None:
    whole, split = await _both(world)
    await whole.says(" ".join(words))
    await split.says(words[0])
    await world.pass_time(30 * SECOND)
    await whole.receives()
    await split.receives()
    await world.pass_time(timedelta(minutes=gap))
    await split.says(" ".join(words[1:]))
    await world.pass_time(30 * SECOND)
    ((one,), (other,)) = [(await customer.state()).turns for customer in (whole, split)]
    assert other.expected_by <= one.expected_by
    await _are_served(world, (whole, split), timedelta(hours=waits))
    for fact in ("acknowledged", "met"):
        assert await _count(split, fact) <= await _count(whole, fact)
    assert await _count(split, "missed") >= await _count(whole, "missed")


@FEW
@given(text=st.sampled_from(("livraison", "horaires", "merci")), times=st.integers(2, 3), waits=st.sampled_from((1, 60)))
async def test_what_is_heard_and_told_several_times_counts_once(world: World, text: str, times: int, waits: int) -> None:
    once, often = await _both(world)
    await once.says(text)
    await often.says(text, times)
    await world.pass_time(30 * SECOND)
    for _ in range(times):
        await world.line.tick(often.conversation)
    await once.receives()
    await often.receives(times)
    await _are_served(world, (once, often), timedelta(hours=waits), times)
    assert await often.numbers() == await once.numbers()


def _by_the_customers_wait(numbers: Counter[e.Settled]) -> Counter[e.Settled]:
    """The same without the staff's wait, which begins when the customer has ended their sentence."""
    return Counter({replace(fact, staff_seconds=None): n for fact, n in numbers.items()})


async def _both(world: World) -> tuple[Customer, Customer]:
    """Two customers whom nobody has met, at the same moment."""
    met = len(await world.store.turns_opened(world.clock.now() - timedelta(days=1000), world.clock.now() + SECOND))
    world.clock.move(timedelta(hours=1))
    return Customer(world, f"one-{world.clock.now()}-{met}"), Customer(world, f"other-{world.clock.now()}-{met}")


async def _are_served(world: World, customers: Sequence[Customer], wait: timedelta, times: int = 1) -> None:
    """What was said to them arrives; those who wait are answered that much later; then days pass."""
    for customer in customers:
        await customer.receives(times)
    await world.pass_time(wait)
    for customer in customers:
        if (await customer.state()).waiting is not None:
            await customer.is_answered()
        await customer.receives(times)
    await world.pass_time(timedelta(days=2))


async def _count(customer: Customer, fact: str) -> int:
    return sum(n for settled, n in (await customer.numbers()).items() if fact in (settled.measure, settled.result))
