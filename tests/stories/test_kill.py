"""kill -9 at random moments while 500 messages flow: nothing is lost, doubles are marked, order is kept."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.clock import SystemClock
from charter.load import load
from conversations import events as e
from conversations.sending import Account
from store.sql import SqlStore
from tests.fakes.histories import histories
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.aftermath import Kept, arrived, doubles, each_stored_and_decided_once, kept, marks_by_kill
from tests.stories.crowd import BRIDGED, CHANNEL, Bridge, Flow, telegram_customers
from tests.stories.harness import until
from tests.stories.killing import ROOT, Killer, Recul, recul

RECOVERY = 10.0
"""Seconds from connecting to Telegram to the first message out: the rest of a short lease, and room for a busy machine."""


async def test_nothing_is_lost_and_doubles_are_marked(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
    print(f"KILL_SEED={seed} repeats these dice")
    flow, dice = Flow(), random.Random(seed)
    async with FakeTelegram() as telegram, recul(tmp_path, database_url, telegram) as program, bridge(program) as connected:
        await everybody_writes(flow, program, telegram, connected, dice)
        async with reading(database_url) as store:
            await until(lambda: settled(store, flow), 60, what="the end of all work")
        fetchable = [item["id"] for item in await connected.everything()]
        assert await program.stop() == 0
        assert await program.command("metrics", "recount") == 0, program.said[-3000:]
        async with reading(database_url) as store:
            conversations = await kept(store)
        each_stored_and_decided_once(conversations, flow.accepted)
        everything_arrived(conversations, telegram, program)
        everything_was_fetched(conversations, fetchable, connected)
        recovered_soon(program, telegram)
        assert "Traceback" not in program.said


async def everybody_writes(flow: Flow, program: Recul, telegram: FakeTelegram, connected: Bridge, dice: random.Random) -> None:
    """All customers at once, and the killer among them."""
    faq = load(ROOT / "charter" / "example" / "charter.yaml").charter.faq
    customers = telegram_customers(telegram, [entry.title["fr"] for entry in faq], dice)
    async with asyncio.TaskGroup() as crowd:
        crowd.create_task(Killer(program, telegram, dice).run(flow.reached))
        for customer in customers:
            crowd.create_task(customer.run(telegram, flow))
        for n in range(BRIDGED):
            crowd.create_task(connected.customer(n, flow))
    assert len(flow.accepted) == flow.total == 500


async def settled(store: SqlStore, flow: Flow) -> bool:
    """True when everything is decided, everything to Telegram is delivered, and the bridge is at the end of the outbox."""
    logs = (await histories(store)).values()
    decided = sum(len(event.messages) for events in logs for event in events if isinstance(event, e.Decided))
    waiting = {channel for channel, _, _ in (await store.snapshot(SystemClock().now())).waiting.outbox}
    return decided == flow.total and "telegram" not in waiting and not await store.in_flight(Account("telegram", ""))


def everything_arrived(conversations: list[Kept], telegram: FakeTelegram, program: Recul) -> None:
    """On Telegram, each reply in its order, and what arrived twice is marked."""
    chats = [one for one in conversations if one.channel == "telegram"]
    counted = [(one, arrived(one, [sent.text for sent in telegram.sent(int(one.place))])) for one in chats]
    marks = marks_by_kill(chats, program.kills)
    twice = sum(doubles(one, counts) for one, counts in counted)
    replies = sum(len(counts) for _, counts in counted)
    print(f"{replies} replies on Telegram, {len(program.kills)} kills, marked per kill {marks}, really twice {twice}")
    assert replies > 200, "too little flowed for this to show anything"
    assert len(program.kills) >= 6


def everything_was_fetched(conversations: list[Kept], fetchable: list[str], connected: Bridge) -> None:
    """Over the API, all replies can be fetched, and a bridge that never looked back has missed none, in each place in order."""
    bridged = {one.place: [parcel.id for parcel in one.parcels] for one in conversations if one.channel == CHANNEL}
    assert len(bridged) == BRIDGED
    assert sorted(fetchable) == sorted(id for ids in bridged.values() for id in ids)
    assert [item["id"] for item in connected.fetched] == fetchable
    for place, ids in bridged.items():
        assert [item["id"] for item in connected.fetched if item["place"] == place] == ids


def recovered_soon(program: Recul, telegram: FakeTelegram) -> None:
    """After each start something is delivered soon, whatever lease the killed process has left behind."""
    for life in program.lives[1:]:
        end = life.killed or telegram.all_sent[-1].at
        connected = next((call.at for call in telegram.calls("getMe") if life.started < call.at < end), end)
        first = next((sent.at for sent in telegram.all_sent if connected < sent.at <= end), end)
        print(f"restart: connected in {connected - life.started:.1f} s, delivered or killed in {first - life.started:.1f} s")
        assert first - connected < RECOVERY, "nobody sent for too long"


@asynccontextmanager
async def bridge(program: Recul) -> AsyncIterator[Bridge]:
    """A bridge that fetches all the time."""
    connected = Bridge(program.url)
    fetching = asyncio.create_task(connected.fetch())
    try:
        yield connected
    finally:
        fetching.cancel()
        with suppress(asyncio.CancelledError):
            await fetching
        await connected.close()


@asynccontextmanager
async def reading(database_url: str) -> AsyncIterator[SqlStore]:
    """The database, beside the program."""
    store = SqlStore.open(database_url)
    try:
        yield store
    finally:
        await store.close()
