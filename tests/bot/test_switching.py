"""A decision under way ends by the release that it began with, whatever is put in force meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.bell import ProcessChanges
from bot.line import LiveLine
from bot.release import InForce, Release, Serving
from bot.surroundings import Surroundings
from conversations import events as e
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.understanding import Understanding
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY


class InterruptedEngine(ScriptedEngine):
    """While it understands for the first time, another release comes into force and the customer writes on."""

    def __init__(self) -> None:
        super().__init__()
        self.line: LiveLine
        self.in_force: InForce
        self.next: Serving
        self.more: Incoming

    async def understand(self, texts: Sequence[str]) -> Understanding:
        if not self.calls:
            self.in_force.serving = self.next
            await self.line.receive(self.more)
        return await super().understand(texts)


async def test_a_decision_that_is_made_again_keeps_its_release(sqlite_store: SqlStore) -> None:
    clock, engine = VirtualClock(MONDAY), InterruptedEngine()
    first = Serving(Release("r1", small_charter(), engine), 1)
    engine.in_force = InForce(first)
    engine.next = replace(first, release=replace(first.release, id="r2"), number=2)
    store = sqlite_store
    engine.line = LiveLine(store, store, clock, ProcessChanges(), engine.in_force, Surroundings(store))
    key = PlaceKey("web", "site", "private:x", "x")
    incoming = Incoming(key, "e1", Sender("x", "Zoé"), Visibility.PRIVATE, "livraison", clock.now())
    engine.more = replace(incoming, external_id="e2", text="encore")
    receipt = await engine.line.receive(incoming)
    clock.move(timedelta(minutes=1))
    await engine.line.tick(receipt.conversation)
    decided = [event for _, event in await store.events(receipt.conversation) if isinstance(event, e.Decided)]
    assert [event.release for event in decided] == ["r1"]
    assert len(engine.calls) == 1
    clock.move(timedelta(minutes=1))
    await engine.line.tick(receipt.conversation)
    decided = [event for _, event in await store.events(receipt.conversation) if isinstance(event, e.Decided)]
    assert [event.release for event in decided] == ["r1", "r2"]
