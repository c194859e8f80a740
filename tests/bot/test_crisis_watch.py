"""The watch over a real store, on both databases, with time in the test's hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.crisis_watch import CrisisWatch
from bot.release import Release
from charter.people import Person
from conversations import events as e
from conversations.crisis import Crisis, CrisisState
from conversations.message import PlaceKey, Visibility
from conversations.ports import Conflict
from conversations.sending import PassingError, PermanentError
from store.sql import SqlStore
from tests.conformance.dossiers import Dossier, incoming
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY

DEPUTY = Person(name="Di", email="di@colibri.example")


@dataclass
class Post:
    """A post that keeps its letters, or fails."""

    letters: list[tuple[str, str, str]] = field(default_factory=list)
    fails: Exception | None = None

    async def __call__(self, *, to: str | None, subject: str, text: str, id: str, at: datetime) -> None:
        if self.fails is not None:
            raise self.fails
        self.letters.append((str(to), subject, text))


class World:
    """Two watches over one store, as in two processes."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock, self.post = store, VirtualClock(MONDAY), Post()
        self.watch, self.other = self.new(), self.new()

    def new(self) -> CrisisWatch:
        """Another process begins to watch."""
        release = Release("r1", small_charter(deputy=DEPUTY), ScriptedEngine())
        return CrisisWatch(self.store, self.store, self.store, self.clock, lambda: release, "https://desk", self.post)

    async def upset(self, people: int, heat: str = "angry", first: int = 0) -> None:
        """So many people comment now, each twice."""
        for number in range(first, first + people):
            key = PlaceKey("web", "site", "post:1", f"p{number}")
            dossier = Dossier(self.store, key)
            known = await self.store.find(key)
            if known is not None:
                dossier.state = known
            for _ in range(2):
                message = await dossier.receive(incoming(key, visibility=Visibility.PUBLIC, sent_at=self.clock.now()))
                now = self.clock.now()
                decided = e.Decided(now, (message,), "route:livraison", "fr", heat, "r1", "test", ())
                await dossier.event(decided)

    async def state(self) -> CrisisState | None:
        found = await self.store.crisis()
        return found.state if found else None

    async def later(self, time: timedelta) -> CrisisState | None:
        """Time passes, and the watch looks."""
        self.clock.move(time)
        await self.watch.look()
        return await self.state()


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


async def test_many_upset_people_bring_a_proposal_and_two_letters(world: World) -> None:
    await world.upset(7)
    assert await world.later(timedelta(seconds=30)) is None
    await world.upset(1, first=7)
    assert await world.later(timedelta(seconds=30)) is CrisisState.PROPOSED
    assert [to for to, _, _ in world.post.letters] == ["ana@colibri.example", "di@colibri.example"]
    assert "8, dont agacées ou en colère : 8" in world.post.letters[0][2]
    await world.later(timedelta(seconds=30))
    assert len(world.post.letters) == 2


async def test_without_a_decision_precaution_and_back_to_normal_by_itself(world: World) -> None:
    await world.upset(9)
    await world.later(timedelta(seconds=30))
    assert await world.later(timedelta(minutes=19)) is CrisisState.PROPOSED
    assert await world.later(timedelta(minutes=1)) is CrisisState.PRECAUTION
    assert "se tait en public" in world.post.letters[-1][1]
    assert await world.later(timedelta(hours=3, minutes=59)) is CrisisState.PRECAUTION
    assert await world.later(timedelta(minutes=1)) is CrisisState.ENDED


async def test_after_a_refusal_nothing_is_proposed_for_a_day_unless_twice_as_many_come(world: World) -> None:
    await world.upset(9)
    await world.later(timedelta(seconds=30))
    proposal = await world.store.crisis()
    assert proposal is not None
    declined = Crisis(
        proposal.id, CrisisState.DECLINED, proposal.proposed_at, world.clock.now(), "u1", figures=proposal.figures
    )
    await world.store.put_crisis(declined, CrisisState.PROPOSED)
    await world.upset(17)
    assert await world.later(timedelta(minutes=5)) is CrisisState.DECLINED
    await world.upset(1, first=17)
    assert await world.later(timedelta(minutes=5)) is CrisisState.PROPOSED


async def test_a_declared_crisis_ends_by_itself_and_nobody_is_written_to(world: World) -> None:
    now = world.clock.now()
    declared = Crisis("k", CrisisState.DECLARED, now, now, "u1", ends_at=now + timedelta(hours=2))
    await world.store.put_crisis(declared, None)
    assert await world.later(timedelta(hours=1, minutes=59)) is CrisisState.DECLARED
    assert await world.later(timedelta(minutes=1)) is CrisisState.ENDED
    assert world.post.letters == []


async def test_one_process_watches(world: World) -> None:
    await world.upset(9)
    await world.watch.look()
    world.clock.move(timedelta(minutes=20))
    await world.other.look()
    assert await world.state() is CrisisState.PROPOSED
    await world.watch.look()
    assert await world.state() is CrisisState.PRECAUTION


async def test_a_letter_that_could_not_leave_is_tried_again_and_one_that_never_will_is_not(world: World) -> None:
    await world.upset(9)
    world.post.fails = PassingError("down")
    await world.watch.look()
    world.post.fails = None
    await world.watch.look()
    assert len(world.post.letters) == 2
    world.post.fails = PermanentError("recipient_refused", "no")
    await world.later(timedelta(minutes=20))
    world.post.fails = None
    await world.later(timedelta(minutes=1))
    assert len(world.post.letters) == 2


async def test_who_decides_while_the_watch_looks_is_not_overruled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.upset(9)

    async def conflict(crisis: Crisis, before: CrisisState | None) -> None:
        raise Conflict

    monkeypatch.setattr(world.store, "put_crisis", conflict)
    await world.watch.look()
    assert world.post.letters == []


async def test_a_watch_that_has_run_for_long_sees_what_a_fresh_one_sees(world: World) -> None:
    read: list[datetime] = []
    moods: Callable[[datetime], object] = world.store.moods

    async def counted(since: datetime) -> object:
        read.append(since)
        return await moods(since)  # type: ignore[misc]

    world.store.moods = counted  # type: ignore[method-assign, assignment]
    for number in range(4):
        await world.upset(2, heat="calm", first=2 * number)
        assert await world.later(timedelta(minutes=12)) is None
    assert read[0] == world.clock.now() - timedelta(days=29) - timedelta(minutes=36)
    assert all(since > MONDAY - timedelta(hours=1) for since in read[1:])
    await world.upset(8, first=0)
    assert await world.later(timedelta(seconds=30)) is CrisisState.PROPOSED
