"""Leases, cursors and the trace of the switch."""

import asyncio
from datetime import UTC, datetime, timedelta

import time_machine

from store.sql import SqlStore


async def test_one_holder_at_a_time(store: SqlStore) -> None:
    assert await store.acquire("poller", "a", 60)
    assert not await store.acquire("poller", "b", 60)
    assert await store.acquire("poller", "a", 60)
    assert await store.acquire("folder", "b", 60)


async def test_a_lease_given_up_is_free_and_only_its_holder_gives_it_up(store: SqlStore) -> None:
    assert await store.acquire("poller", "a", 60)
    await store.release("poller", "b")
    assert not await store.acquire("poller", "b", 60)
    await store.release("poller", "a")
    assert await store.acquire("poller", "b", 60)


async def test_a_lease_that_has_run_out_is_free(store: SqlStore) -> None:
    assert await store.acquire("poller", "a", 0)
    assert await store.acquire("poller", "b", 60)
    assert not await store.acquire("poller", "a", 60)


async def test_time_runs_in_the_database(store: SqlStore) -> None:
    assert await store.acquire("poller", "a", 0.3)
    assert not await store.acquire("poller", "b", 60)
    async with asyncio.timeout(30):
        while not await store.acquire("poller", "b", 60):
            pass


async def test_a_lease_can_be_cut_short_by_its_holder(store: SqlStore) -> None:
    assert await store.acquire("poller", "a", 60)
    assert await store.acquire("poller", "a", 0)
    assert await store.acquire("poller", "b", 60)


async def test_leases_follow_the_clock_of_the_database_not_ours(store: SqlStore) -> None:
    assert await store.acquire("poller", "a", 60)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=400), tick=True):
        assert not await store.acquire("poller", "b", 60)


async def test_of_many_who_ask_at_once_one_gets_it(store: SqlStore) -> None:
    assert sum(await asyncio.gather(*(store.acquire("poller", f"h{n}", 60) for n in range(12)))) == 1


async def test_a_cursor_keeps_its_last_value(store: SqlStore) -> None:
    assert await store.read("telegram:colibri") is None
    await store.write("telegram:colibri", "17")
    await store.write("telegram:colibri", "18")
    assert await store.read("telegram:colibri") == "18"


async def test_suspending_again_changes_the_reason_and_resuming_twice_does_no_harm(store: SqlStore) -> None:
    await store.suspend("une rumeur", "u1")
    await store.suspend("une panne", "u2")
    assert await store.suspended() == "une panne"
    await store.resume("u1")
    await store.resume("u1")
    assert await store.suspended() is None
