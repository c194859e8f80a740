"""Another charter over stored decisions: which would be different, and nothing is changed by asking."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.release import Release
from bot.replaying import Replayed, replay
from conversations.message import MessageKind
from store.sql import SqlStore
from tests.bot.test_line import World
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_line import MONDAY

SHARES: list[float] = []


@pytest.fixture
async def world(store: SqlStore) -> World:
    """Some days of conversations: questions, requests, a photo, a yes, chatter in public."""
    world = World(store)
    for number, text in enumerate(("horaires", "livraison", "humain", "horaires furieux", "salutation")):
        await world.line.receive(world.incoming(text, place=f"private:{number}", contact=f"c{number}"))
    await world.line.receive(world.incoming("", place="private:9", contact="c9", kind=MessageKind.MEDIA))
    await world.line.receive(world.incoming("hors_sujet", place="post:1", contact="c8"))
    await world.pass_time(timedelta(minutes=1))
    await world.line.receive(world.incoming("livraison encore", place="private:1", contact="c1"))
    await world.pass_time(timedelta(days=2))
    return world


async def replayed(world: World, charter: object, since: timedelta = timedelta(days=30)) -> Replayed:
    release = Release("r2", charter, ScriptedEngine())  # type: ignore[arg-type]
    SHARES.clear()
    return await replay(world.store, release, world.clock.now() - since, lambda share, _: SHARES.append(share))


async def test_the_same_charter_decides_the_same(world: World) -> None:
    found = await replayed(world, world.charter)
    assert (found.decisions, found.same, found.erased) == (8, 8, 0)
    assert found.pairs() == []
    assert sorted(SHARES) == SHARES
    assert SHARES[-1] == 1


async def test_a_charter_with_another_entry_decides_otherwise_where_it_matters(world: World) -> None:
    without = small_charter(faq=tuple(entry for entry in small_charter().faq if entry.id != "horaires"))
    found = await replayed(world, without)
    assert ("faq:horaires", "route:relation_client", 1) in found.pairs()
    assert all("horaires" in one.text for one in found.differing)
    assert found.same == found.decisions - len(found.differing)


async def test_only_the_decisions_since_then_are_looked_at(world: World) -> None:
    assert (await replayed(world, world.charter, since=timedelta(hours=1))).decisions == 0


async def test_asking_changes_nothing(world: World) -> None:
    before = await everything(world)
    await replayed(world, small_charter(faq=()))
    assert await everything(world) == before


async def everything(world: World) -> Sequence[object]:
    ids = [decided.conversation for decided in await world.store.decisions(MONDAY, None, 100)]
    events = [await world.store.events(id) for id in sorted(set(ids))]
    return [events, await world.sent(), await world.store.next_due()]


async def test_a_further_request_that_would_be_lost_is_a_difference(store: SqlStore) -> None:
    world = World(store)
    await world.line.receive(world.incoming("livraison + horaires", place="private:1", contact="c1"))
    await world.pass_time(timedelta(minutes=1))
    without = small_charter(faq=tuple(entry for entry in small_charter().faq if entry.id != "horaires"))
    found = await replayed(world, without)
    assert found.pairs() == [("route:livraison + faq:horaires", "route:livraison", 1)]
