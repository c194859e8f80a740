"""A weekend of forty requests, through the store on both databases: promises that are spread, honest, and bounded."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.bell import ProcessChanges
from bot.line import LiveLine
from bot.release import Release
from bot.surroundings import Surroundings
from conversations import events as e
from conversations.acts import Say
from conversations.message import Incoming, PlaceKey, Sender, Visibility
from conversations.sending import Parcel
from conversations.turn import Reply
from store.sql import SqlStore
from tests.fakes.histories import histories
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.virtual_clock import VirtualClock

PARIS = ZoneInfo("Europe/Paris")


def paris(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=PARIS)


class Shop:
    """A line over a store. `livraison` promises private answers within 4 h of 9:00-12:30 and 13:30-18:00, at most 8 h."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock = store, VirtualClock(paris("2026-02-02T09:00"))
        release = Release("r1", small_charter(), ScriptedEngine())
        self.line = LiveLine(store, store, self.clock, ProcessChanges(), lambda: release, Surroundings(store))
        self._n = 0

    async def asked(self, at: datetime) -> str:
        """Somebody new has asked for a delivery; returns the conversation."""
        (id,) = await self.asked_at_once(at, 1)
        return id

    async def asked_at_once(self, at: datetime, people: int) -> list[str]:
        """New people have asked for a delivery at the same moment; all are decided on together."""
        self.clock.set(at)
        ids = [await self._received(at) for _ in range(people)]
        self.clock.move(timedelta(seconds=30))
        await asyncio.gather(*(self.line.tick(id) for id in ids))
        return ids

    async def _received(self, at: datetime) -> str:
        self._n += 1
        who = f"c{self._n}"
        key = PlaceKey("web", "site", f"private:{who}", who)
        message = Incoming(key, f"e{who}", Sender(who, ""), Visibility.PRIVATE, "livraison", sent_at=at)
        return (await self.line.receive(message)).conversation

    async def answered(self, id: str, at: datetime) -> None:
        """A person has answered, and it has arrived."""
        self.clock.set(at)
        seen = (await self.store.conversation(id)).version  # type: ignore[union-attr]
        await self.line.act(Say(id, "u1", f"say-{id}", seen, "Bonjour, voici.", "answer"))
        for parcel in await self.store.parcels(id):
            if parcel.reply is Reply.ANSWER:
                await self.line.delivered(parcel, at)

    async def promised(self, id: str) -> e.Promised:
        """The promise that was made there."""
        (found,) = [event for _, event in await self.store.events(id) if isinstance(event, e.Promised)]
        return found

    async def weekend(self) -> list[e.Promised]:
        """Forty people ask on Saturday and Sunday, 28 February and 1 March; what they are promised."""
        start = paris("2026-02-28T09:00")
        ids = [await self.asked(start + timedelta(minutes=45) * n) for n in range(40)]
        return [await self.promised(id) for id in ids]

    async def slow_weeks(self) -> None:
        """Two weeks of three requests a day, each answered after six hours of opening time, at four o'clock."""
        for day in (*range(9, 14), *range(16, 21)):
            ids = [await self.asked(paris(f"2026-02-{day:02}T09:00")) for _ in range(3)]
            for id in ids:
                await self.answered(id, paris(f"2026-02-{day:02}T16:00:30"))

    async def told_to_referent(self) -> list[Parcel]:
        """The notices to the person in charge, the first one first."""
        parcels = [parcel for id in await histories(self.store) for parcel in await self.store.parcels(id)]
        notices = (parcel for parcel in parcels if parcel.to == "ana@colibri.example")
        return sorted(notices, key=lambda notice: notice.due or notice.created_at)


@pytest.fixture
def shop(store: SqlStore) -> Shop:
    return Shop(store)


async def test_a_weekends_promises_do_not_fall_at_the_same_minute_of_monday(shop: Shop) -> None:
    promises = await shop.weekend()
    times = Counter(promise.by.astimezone(PARIS) for promise in promises)
    assert min(times) == paris("2026-03-02T14:00")
    assert max(times) == paris("2026-03-02T17:00")
    assert sorted(times.values()) == [4, 6, 6, 6, 6, 6, 6]
    assert [promise.by for promise in promises] == sorted(promise.by for promise in promises)
    assert not any(promise.capped for promise in promises)
    assert await shop.told_to_referent() == []


async def test_promises_made_at_the_same_moment_are_spread_too(shop: Shop) -> None:
    ids = await shop.asked_at_once(paris("2026-02-28T09:00"), 20)
    times = Counter([(await shop.promised(id)).by for id in ids])
    assert max(times.values()) <= 6
    assert min(times) == paris("2026-03-02T14:00")


async def test_a_team_known_to_be_slow_promises_later_and_the_referent_is_told_once(shop: Shop) -> None:
    await shop.slow_weeks()
    promises = await shop.weekend()
    first = promises[0]
    assert first.by == paris("2026-03-02T16:00")
    assert [reason.rule for reason in first.reasons] == ["promise_usual"]
    assert first.reasons[0].figures == {"hours": 6.0, "answers": 30}
    assert max(promise.by for promise in promises) == paris("2026-03-02T18:00")
    capped = [promise for promise in promises if promise.capped]
    assert len(capped) > 30
    assert all(promise.by == paris("2026-03-02T18:00") for promise in capped)
    (notice,) = await shop.told_to_referent()
    assert notice.due == paris("2026-03-02T09:00")
    assert "au plus 8 h d'ouverture (2 fois le délai de 4 h)" in notice.text
    assert "prend 6 h d'ouverture ou davantage, 30 réponses" in notice.text

    await shop.asked(paris("2026-03-02T19:00"))
    assert [notice.due for notice in await shop.told_to_referent()] == [paris("2026-03-02T09:00"), paris("2026-03-03T09:00")]


async def test_promises_of_a_team_that_has_caught_up_are_early_again(shop: Shop) -> None:
    ids = [await shop.asked(paris("2026-03-02T09:00")) for _ in range(14)]
    late = await shop.promised(ids[-1])
    for id in ids:
        await shop.answered(id, paris("2026-03-02T09:30"))
    again = await shop.promised(await shop.asked(paris("2026-03-02T09:31")))
    assert late.by == paris("2026-03-02T15:30")
    assert again.by == paris("2026-03-02T15:00")


async def test_decisions_made_at_the_same_moment_look_the_usual_up_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[datetime] = []
    staff_waits = shop.store.staff_waits

    async def counted(departments: list[str], since: datetime) -> object:
        if shop.clock.now() - since > timedelta(days=1):
            looked_up.append(since)
        return await staff_waits(departments, since)

    monkeypatch.setattr(shop.store, "staff_waits", counted)
    await shop.asked_at_once(paris("2026-02-09T10:00"), 12)
    assert len(looked_up) == 1
    await shop.asked_at_once(paris("2026-02-09T10:02"), 2)
    assert len(looked_up) == 2
