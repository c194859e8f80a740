"""Sending over a real store, on both databases, with a scripted platform and time in the test's hand."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.bell import Bell, ProcessChanges
from bot.budget import Budget
from bot.line import LiveLine
from bot.outbox import GRACE, IN_FLIGHT, LONGEST_BACK_OFF, POLL, OutboxSender
from bot.release import Release
from bot.surroundings import Surroundings
from conversations import events as e
from conversations.ports import Unavailable
from conversations.sending import Parcel, ParcelState, PassingError, PermanentError
from conversations.turn import Reply
from metrics.sending import SendingFigures
from store.sql import SqlStore
from tests.conformance.dossiers import ACCOUNT, NOW, Dossier, place, reply
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.telegram.bell import Bell as Watch
from tests.fakes.virtual_clock import VirtualClock

PATIENCE = 20.0
LEASE = "telegram:colibri"


class ScriptedPlatform:
    """A channel's sender: `says[text]` are the errors it raises first, `gates[text]` is what it waits for."""

    account = ACCOUNT

    def __init__(self) -> None:
        self.says: defaultdict[str, list[Exception]] = defaultdict(list)
        self.gates: dict[str, asyncio.Event] = {}
        self.asked: list[str] = []
        self.arrived: list[str] = []
        self.most_at_once = 0
        self.watch = Watch()
        self._at_once = 0

    async def send(self, parcel: Parcel) -> None:
        """As the test says."""
        self.asked.append(parcel.text)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self.watch.ring()
        try:
            await self.gates[parcel.text].wait() if parcel.text in self.gates else await asyncio.sleep(0)
            if self.says[parcel.text]:
                raise self.says[parcel.text].pop(0)
            self.arrived.append(parcel.text)
        finally:
            self._at_once -= 1


class Flaky:
    """A port whose method fails as when the database goes away: before anything is done, or after the commit."""

    def __init__(self, port: object, method: str, failures: int, *, after: bool = False) -> None:
        self._port, self._method, self._failures, self._after = port, method, failures, after

    def __getattr__(self, name: str) -> Any:
        return self._fails if name == self._method else getattr(self._port, name)

    async def _fails(self, *given: Any) -> Any:
        fails, self._failures = self._failures > 0, self._failures - 1
        if not fails or self._after:
            done = await getattr(self._port, self._method)(*given)
        if fails:
            raise Unavailable("The database has gone away. Nothing was saved.")
        return done


class Rounds(Bell):
    """The sender's bell: it says when the sender found nothing more to do, and lets it look again when the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.idle = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """No time passes here."""
        if seconds:
            self.idle.set()
            await super().wait(PATIENCE)

    async def look_again(self) -> None:
        """One more round, and those that follow from it."""
        self.idle.clear()
        self.ring()
        await self.all_done()

    async def all_done(self) -> None:
        """Wait until there is nothing more to do."""
        async with asyncio.timeout(PATIENCE):
            await self.idle.wait()


class Post:
    """Conversations in a store, and what sends their replies. `line` and `outbox` may be replaced by flaky ones."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock, self.platform = store, VirtualClock(NOW), ScriptedPlatform()
        release = Release("r1", small_charter(), ScriptedEngine())
        self.line: Any = LiveLine(store, store, self.clock, ProcessChanges(), lambda: release, Surroundings(store))
        self.outbox: Any = store
        self.budget: Budget | None = None
        self.figures = SendingFigures()
        self.slept: list[float] = []

    async def replies(self, chat: str, *texts: str) -> Dossier:
        """A customer wrote in that chat, and these replies are queued for them."""
        dossier = Dossier(self.store, place(f"who writes in {chat}", where=chat))
        await dossier.receive()
        await dossier.sends(*map(reply, texts))
        return dossier

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Rounds]:
        """A sender runs during the block, then is stopped as at the end of the program."""
        rounds = Rounds()
        task = asyncio.create_task(self._sender(rounds).run())
        try:
            yield rounds
            assert not task.done(), "the sender has ended"
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def arrives(self, after: float = 0.0) -> list[str]:
        """What arrives `after` so many seconds, sorted."""
        self.clock.move(timedelta(seconds=after))
        before = len(self.platform.arrived)
        async with self.sending() as rounds:
            await rounds.all_done()
        return sorted(self.platform.arrived[before:])

    async def parcel(self, dossier: Dossier, text: str) -> Parcel:
        """The parcel of that text."""
        return next(parcel for parcel in await self.store.parcels(dossier.id) if parcel.text == text)

    async def facts(self, dossier: Dossier, kind: type[e.Event]) -> list[e.Event]:
        """What the timeline of a conversation shows of that kind."""
        return [event for _, event in await self.store.events(dossier.id) if isinstance(event, kind)]

    def _sender(self, bell: Bell) -> OutboxSender:
        parts = (self.platform, self.outbox, self.line, self.store, self.clock, bell)
        return OutboxSender(*parts, lease=LEASE, holder="we", budget=self.budget, figures=self.figures, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def post(store: SqlStore) -> Post:
    return Post(store)


async def test_what_is_queued_goes_out_once_and_in_order(post: Post) -> None:
    ada = await post.replies("7", "un", "deux", "trois")
    await post.arrives()
    assert await post.arrives() == []
    assert post.platform.asked == ["un", "deux", "trois"]
    assert [parcel.state for parcel in await post.store.parcels(ada.id)] == [ParcelState.DELIVERED] * 3
    assert len(await post.facts(ada, e.Delivered)) == 3


async def test_a_passing_error_is_tried_again_later_and_later_and_nothing_overtakes_it(post: Post) -> None:
    ada = await post.replies("7", "un", "deux")
    await post.replies("8", "autre")
    post.platform.says["un"] = [PassingError("the network is down")] * 2
    assert await post.arrives() == ["autre"]
    waiting = await post.parcel(ada, "un")
    assert (waiting.state, waiting.due, waiting.error) == (
        ParcelState.QUEUED,
        NOW + timedelta(seconds=2),
        "the network is down",
    )
    assert await post.arrives(after=1.9) == []
    assert post.platform.asked.count("un") == 1
    assert await post.arrives(after=0.1) == []
    assert await post.arrives(after=3.9) == []
    assert post.platform.asked.count("un") == 2
    await post.arrives(after=0.1)
    assert post.platform.arrived == ["autre", "un", "deux"]


async def test_the_back_off_has_an_end(post: Post) -> None:
    ada = await post.replies("7", "un")
    post.platform.says["un"] = [PassingError("the network is down")] * 12
    for _ in range(12):
        await post.arrives(after=LONGEST_BACK_OFF)
    assert (await post.parcel(ada, "un")).due == post.clock.now() + timedelta(seconds=LONGEST_BACK_OFF)
    assert await post.arrives(after=LONGEST_BACK_OFF) == ["un"]


async def test_being_told_to_slow_down_holds_that_chat_alone(post: Post) -> None:
    post.budget = Budget()
    await post.replies("7", "un")
    post.platform.says["un"] = [PassingError("slow down", retry_after=30)]
    assert await post.arrives() == []
    await post.replies("7:3", "un autre fil du même chat")
    await post.replies("8", "ailleurs")
    assert await post.arrives(after=2) == ["ailleurs"]
    assert await post.arrives(after=27.9) == []
    first, second = await post.arrives(after=0.1), await post.arrives(after=1)
    assert sorted(first + second) == ["un", "un autre fil du même chat"]
    assert len(first) == 1


async def test_why_replies_are_put_off_is_counted_and_when_the_channel_last_worked(post: Post) -> None:
    post.budget = Budget()
    await post.replies("7", "un")
    await post.replies("8", "deux", "trois")
    post.platform.says["un"] = [PassingError("slow down", retry_after=30), PassingError("the network is down")]
    assert await post.arrives() == ["deux"]
    assert post.figures.delays == {(ACCOUNT.channel, "limit"): 1, (ACCOUNT.channel, "budget"): 1}
    assert post.figures.worked_at == {ACCOUNT.channel: NOW}
    assert await post.arrives(after=31) == ["trois"]
    assert post.figures.delays == {(ACCOUNT.channel, "limit"): 1, (ACCOUNT.channel, "budget"): 1, (ACCOUNT.channel, "error"): 1}
    assert post.figures.worked_at == {ACCOUNT.channel: NOW + timedelta(seconds=31)}


async def test_what_can_never_arrive_is_told_and_does_not_hold_the_next(post: Post) -> None:
    ada = await post.replies("7", "un", "deux")
    post.platform.says["un"] = [PermanentError("blocked", "the customer blocked the bot")]
    assert await post.arrives() == ["deux"]
    assert [event.code for event in await post.facts(ada, e.Undeliverable)] == ["blocked"]  # type: ignore[attr-defined]
    failed = await post.parcel(ada, "un")
    assert (failed.state, failed.error) == (ParcelState.FAILED, "blocked")


async def test_what_a_killed_sender_had_in_flight_goes_out_marked_and_before_the_next(post: Post) -> None:
    ada = await post.replies("7", "un", "deux")
    await post.store.take(ACCOUNT, NOW, 9)
    assert await post.arrives() == ["deux", "un"]
    assert post.platform.arrived == ["un", "deux"]
    assert [(await post.parcel(ada, text)).perhaps_twice for text in ("un", "deux")] == [True, False]
    assert [(event.outgoing, event.reply) for event in await post.facts(ada, e.PerhapsTwice)] == [  # type: ignore[attr-defined]
        ((await post.parcel(ada, "un")).id, Reply.ACKNOWLEDGEMENT)
    ]


async def test_who_does_not_hold_the_lease_sends_nothing_and_leaves_alone_what_is_in_flight(post: Post) -> None:
    ada = await post.replies("7", "un", "deux")
    await post.store.take(ACCOUNT, NOW, 9)
    assert await post.store.acquire(LEASE, "another", 60)
    async with post.sending() as rounds:
        await rounds.all_done()
        assert (post.platform.asked, await post.facts(ada, e.PerhapsTwice)) == ([], [])
        await post.store.release(LEASE, "another")
        await rounds.look_again()
    assert post.platform.arrived == ["un", "deux"]


async def test_what_another_left_in_flight_is_found_by_who_had_the_lease_before(post: Post) -> None:
    async with post.sending() as rounds:
        await rounds.all_done()
        ada = await post.replies("7", "un")
        await post.store.take(ACCOUNT, NOW, 9)
        await rounds.look_again()
    assert post.platform.arrived == ["un"]
    assert (await post.parcel(ada, "un")).perhaps_twice


async def test_the_lease_is_given_back_at_the_end(post: Post) -> None:
    await post.arrives()
    assert await post.store.acquire(LEASE, "another", 60)


async def test_a_chat_gets_one_message_a_second_and_the_others_do_not_wait(post: Post) -> None:
    post.budget = Budget()
    await post.replies("7", "un", "deux", "trois")
    await post.replies("8", "autre")
    assert await post.arrives() == ["autre", "un"]
    assert await post.arrives(after=0.9) == []
    assert await post.arrives(after=0.1) == ["deux"]
    assert await post.arrives(after=1) == ["trois"]


async def test_an_account_sends_no_more_than_the_platform_takes(post: Post) -> None:
    post.budget = Budget()
    for chat in range(35):
        await post.replies(str(chat), f"à {chat}")
    assert len(await post.arrives()) == 30
    assert len(await post.arrives(after=1)) == 5
    assert post.platform.most_at_once == IN_FLIGHT


async def test_nothing_leaves_while_sending_is_suspended(post: Post) -> None:
    await post.replies("7", "un")
    await post.store.suspend("une rumeur", "u1")
    assert await post.arrives() == []
    assert post.platform.asked == []
    await post.store.resume("u1")
    assert await post.arrives() == ["un"]


async def test_what_was_sent_is_noted_as_soon_as_the_store_is_back_and_not_sent_again(post: Post) -> None:
    ada = await post.replies("7", "un", "deux")
    post.line = Flaky(post.line, "delivered", failures=3)
    await post.arrives()
    assert post.platform.asked == ["un", "deux"]
    assert post.slept == [POLL] * 3
    assert await post.facts(ada, e.PerhapsTwice) == []


async def test_a_retry_that_cannot_be_noted_is_noted_later(post: Post) -> None:
    ada = await post.replies("7", "un")
    post.platform.says["un"] = [PassingError("the network is down")]
    post.outbox = Flaky(post.store, "retry", failures=1)
    assert await post.arrives() == []
    assert (await post.parcel(ada, "un")).state is ParcelState.QUEUED
    assert await post.arrives(after=2) == ["un"]


async def test_what_was_taken_while_the_store_went_away_is_not_forgotten(post: Post) -> None:
    ada = await post.replies("7", "un")
    post.outbox = Flaky(post.store, "take", failures=1, after=True)
    async with post.sending() as rounds:
        await rounds.all_done()
        assert post.platform.asked == []
        await rounds.look_again()
    assert post.platform.arrived == ["un"]
    assert (await post.parcel(ada, "un")).perhaps_twice


async def test_a_parcel_that_the_channel_cannot_cope_with_stops_no_other(post: Post) -> None:
    ada = await post.replies("7", "un")
    await post.replies("8", "autre")
    post.platform.says["un"] = [RuntimeError("Léa Martin, 06 12 34 56 78")]
    assert await post.arrives() == ["autre"]
    assert (await post.parcel(ada, "un")).error == "an unexpected error (RuntimeError)"
    assert await post.arrives(after=2) == ["un"]


async def test_what_is_in_flight_at_the_end_of_the_program_is_let_arrive(post: Post) -> None:
    ada = await post.replies("7", "un")
    post.platform.gates["un"] = asyncio.Event()
    async with post.sending():
        assert await post.platform.watch.wait_until(lambda: post.platform.asked == ["un"], PATIENCE)
        asyncio.get_running_loop().call_later(GRACE / 10, post.platform.gates["un"].set)
    assert (await post.parcel(ada, "un")).state is ParcelState.DELIVERED
    assert await post.arrives() == []
