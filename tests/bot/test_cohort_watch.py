"""The gauges of the cohorts over a real store, on both databases, with time in the test's hand."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from bot import cohort_watch
from bot.cohort_watch import CohortWatch
from bot.folding import LEASE, Folding
from conversations import events as e
from conversations.change import Change
from conversations.figures import Gauge, Kept
from conversations.ports import Unavailable
from conversations.tally import Tally
from conversations.turn import AnsweredBy, Reply
from metrics import families as f
from metrics.cohort_gauges import gauges
from metrics.exporter import metrics_router
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, handed_over, minutes, place
from tests.fakes.virtual_clock import VirtualClock
from tests.metrics.figures import board

MINUTE = timedelta(minutes=1)


class World:
    """Two processes that fold the same store."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock = store, VirtualClock(NOW)
        self.folding, self.other = (Folding(store, store, CohortWatch(store, self.clock)) for _ in range(2))

    async def opens(self, name: str, at: float) -> Dossier:
        """A turn is opened in a conversation and handed over."""
        dossier = Dossier(self.store, place(name))
        await dossier.receive(change=handed_over(f"t-{name}", minutes(at)))
        return dossier

    async def kept(self) -> Kept:
        """What is kept now."""
        kept = (await self.store.snapshot(self.clock.now())).kept
        assert kept is not None
        return kept

    async def turns(self, window: str = "7d") -> dict[str, float]:
        """How many turns of the window are in each state."""
        labelled = [(dict(one.labels), one.value) for one in (await self.kept()).gauges if one.family == f.COHORT_TURNS.name]
        return {labels["state"]: value for labels, value in labelled if labels["window"] == window and value}

    async def exported(self) -> set[str]:
        """The names that a scrape shows now."""
        app = FastAPI()
        app.include_router(metrics_router(self.store, self.clock, board))
        async with AsyncClient(transport=ASGITransport(app), base_url="http://shop") as client:
            page = await client.get("/metrics")
        return {sample.name for family in text_string_to_metric_families(page.text) for sample in family.samples}


@pytest.fixture
def world(store: SqlStore) -> World:
    """Nothing has happened yet."""
    return World(store)


async def test_whoever_folds_computes_the_gauges_of_the_turns_as_they_stand(world: World) -> None:
    await world.opens("ada", -60)
    eve = await world.opens("eve", -30)
    await eve.event(e.Delivered(minutes(-10), "o1", Reply.ANSWER, AnsweredBy.STAFF, "t-eve"))
    await world.opens("old", -60 * 24 * 29)
    await world.folding.fold()
    assert await world.turns() == {"waiting": 1, "answered_staff": 1}
    kept = await world.kept()
    assert kept.at == NOW
    median = [one for one in kept.gauges if one.family == f.COHORT_ANSWER_DELAY.name and ("quantile", "0.5") in one.labels]
    assert {one.value for one in median if ("reached", "yes") in one.labels} == {20 * 60}


async def test_they_are_computed_anew_once_a_minute(world: World) -> None:
    await world.folding.fold()
    assert await world.turns() == {}
    assert [one.family for one in (await world.kept()).gauges] == [f.FIGURES_TIMESTAMP.name]
    await world.opens("ada", -1)
    world.clock.move(MINUTE - timedelta.resolution)
    await world.folding.fold()
    assert (await world.kept()).at == NOW
    world.clock.move(timedelta.resolution)
    await world.folding.fold()
    assert await world.turns() == {"waiting": 1}
    world.clock.set(NOW)  # our clock was set back
    await world.folding.fold()
    assert (await world.kept()).at == NOW


async def test_what_no_longer_is_goes_with_the_next_computation(world: World) -> None:
    await world.opens("ada", -5)
    await world.folding.fold()
    assert await world.turns("1d") == {"waiting": 1}
    world.clock.move(timedelta(days=1))
    await world.folding.fold()
    assert (await world.turns("1d"), await world.turns("7d")) == ({}, {"waiting": 1})
    assert {one.family for one in (await world.kept()).gauges if ("window", "1d") in one.labels} == set()


async def test_a_folder_that_stops_is_seen_by_gauges_that_go_and_a_time_that_stays(world: World) -> None:
    await world.opens("ada", -5)
    await world.folding.fold()
    assert {"recul_cohort_turns", "recul_cohort_answer_delay_seconds"} <= await world.exported()
    world.clock.move(5 * MINUTE + timedelta.resolution)
    assert {name for name in await world.exported() if "cohort" in name} == set()
    assert "recul_figures_timestamp_seconds" in await world.exported()
    await world.folding.fold()
    assert "recul_cohort_turns" in await world.exported()


async def test_one_of_two_processes_computes_them(world: World) -> None:
    await world.folding.fold()
    world.clock.move(MINUTE)
    await world.other.fold()
    assert (await world.kept()).at == NOW
    await world.folding.fold()
    assert (await world.kept()).at == NOW + MINUTE


async def test_processes_that_write_at_once_leave_the_gauges_of_one(world: World) -> None:
    assert LEASE < 60  # a lease that was lost while computing lets another process compute: whole rows all the same
    kept = [Kept(minutes(n), tuple(Gauge(f"f{number}", (), n) for number in range(20 + n))) for n in range(8)]
    await asyncio.gather(*(world.store.keep_gauges(one) for one in kept))
    found = await world.kept()
    (same,) = [one for one in kept if one.at == found.at]
    assert set(found.gauges) == set(same.gauges)


@dataclass
class Failing:
    """A computation that fails as long as it is told to."""

    error: Exception | None
    computed: list[datetime] = field(default_factory=list)

    def __call__(self, rows: list[object], now: datetime) -> tuple[Gauge, ...]:
        if self.error is not None:
            raise self.error
        self.computed.append(now)
        return gauges((), now)


@pytest.mark.parametrize("error", [Unavailable("the disk is full"), ValueError("a row that makes no sense")])
async def test_a_failure_is_logged_and_tried_again_and_stops_no_folding(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    world, failing = World(sqlite_store), Failing(error)
    monkeypatch.setattr(cohort_watch, "gauges", failing)
    ada = await world.opens("ada", -1)
    await ada.happens(Change(), tallies=(Tally("opened", ()),))
    with capture_logs() as logs:
        await world.folding.fold()
        await world.folding.fold()
    assert [(line["event"], line["what"]) for line in logs] == [("gauges_not_computed", str(error))]
    assert await sqlite_store.fold(1) == 0
    assert (await sqlite_store.snapshot(NOW)).kept is None
    failing.error = None
    world.clock.move(MINUTE)
    await world.folding.fold()
    assert failing.computed == [NOW + MINUTE]
    assert (await world.kept()).at == NOW + MINUTE
