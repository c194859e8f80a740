"""Polling: nothing is confirmed to Telegram before it is stored."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from telegram import Bot

from bot.channels.telegram.account import Connected
from bot.channels.telegram.receiving import ALLOWED_UPDATES, Receiving
from conversations.message import MessageKind, Visibility
from conversations.ports import Refused, Unavailable
from tests.fakes.hand_clock import MONDAY, HandClock
from tests.fakes.recording_line import MemoryCursors, MemoryLeases, RecordingLine
from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.server import USERNAME, FakeTelegram

OFFSET = f"telegram:{USERNAME}:offset"


async def test_a_private_message_is_stored_with_all_that_a_reply_needs(telegram, polling, line) -> None:
    ana = telegram.user("Ana", last_name="Le Goff")
    telegram.private_message(ana, "Bonjour, où est mon colis ?")
    async with polling():
        (message,) = await line.wait_for(1)
    assert (message.key.channel, message.key.account) == ("telegram", USERNAME)
    assert (message.key.place, message.key.contact) == (str(ana.id), str(ana.id))
    assert (message.external_id, message.sender.name) == (f"{ana.id}:1", "Ana Le Goff")
    assert (message.visibility, message.kind, message.mention) == (Visibility.PRIVATE, MessageKind.TEXT, False)
    assert message.sent_at.timestamp() == MONDAY
    assert message.sent_at.utcoffset() is not None
    assert message.address == {"chat_id": ana.id, "reply_to": 1}


async def test_a_message_that_telegram_brings_again_is_stored_once(telegram, polling, line) -> None:
    ana = telegram.user("Ana")
    telegram.updates.double(1)
    telegram.private_message(ana, "un")
    async with polling():
        await telegram.wait_until_taken()
        telegram.updates.redeliver(1)
        telegram.private_message(ana, "deux")
        await line.wait_for(2)
        await line.wait_for_attempts(4)
    assert line.texts == ["un", "deux"]


async def test_while_the_store_is_away_the_offset_stays_and_the_update_comes_again(telegram, polling, line, cursors) -> None:
    line.troubles = [Unavailable(), Unavailable()]
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    async with polling():
        await line.wait_for_attempts(2)
        assert OFFSET not in cursors.values
        assert len(telegram.updates.pending()) == 1
        await line.wait_for(1)
        await telegram.wait_until_taken()
    assert line.attempts == 3
    assert {call.parameters.get("offset", "0") for call in telegram.calls("getUpdates")[:3]} <= {"0", 0}


async def test_the_offset_is_stored_only_after_the_message(telegram, polling, line, cursors) -> None:
    cursors.troubles = [Unavailable()]
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    async with polling():
        await telegram.wait_until_taken()
    assert line.texts == ["Bonjour"]
    assert line.attempts == 2


async def test_a_restart_goes_on_where_the_last_process_stopped(telegram, polling, line, cursors) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "un")
    async with polling():
        await line.wait_for(1)
        await telegram.wait_until_taken()
    offset = cursors.values[OFFSET]
    telegram.private_message(ana, "deux")
    before = len(telegram.calls("getUpdates"))
    async with polling():
        await line.wait_for(2)
    assert str(telegram.calls("getUpdates")[before].parameters["offset"]) == offset
    assert line.attempts == 2


async def test_only_the_kinds_that_are_read_are_asked_for_and_nothing_is_dropped(telegram, polling) -> None:
    async with polling():
        await telegram.wait_for_poll()
    assert telegram.updates.allowed == set(ALLOWED_UPDATES)


async def test_a_webhook_of_before_is_removed_and_what_waited_there_is_fetched(telegram, polling, connected, line) -> None:
    await connected.bot.set_webhook("http://127.0.0.1:9/gone")
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    with structlog.testing.capture_logs() as logs:
        async with polling():
            await line.wait_for(1)
    assert any("webhook" in entry["event"] for entry in logs)


async def test_an_outage_is_waited_out_longer_each_time(telegram, polling, line) -> None:
    waits: list[float] = []
    bell = Bell()

    async def note(seconds: float) -> None:
        waits.append(seconds)
        bell.ring()
        await asyncio.sleep(0)

    telegram.trouble.drop_before(3, method="getUpdates")
    telegram.trouble.server_error(1, method="getUpdates")
    telegram.trouble.malformed(1, method="getUpdates")
    telegram.trouble.too_many_requests(1, retry_after=90, method="getUpdates")
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    async with polling(sleep=note) as poller:
        await line.wait_for(1)
        await telegram.wait_for_poll()
        assert poller.trouble is None
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 90.0]


async def test_caught_up_is_told_once_nothing_is_left_and_again_after_an_outage(telegram, polling, hands: HandClock) -> None:
    told: list[int] = []
    bell = Bell()

    def tell() -> None:
        told.append(len(telegram.updates.pending()))
        bell.ring()

    ana = telegram.user("Ana")
    for number in range(3):
        telegram.private_message(ana, str(number))
    worked: list[datetime] = []
    async with polling(on_caught_up=tell, worked=worked.append, poll_seconds=1) as poller:
        assert not poller.caught_up
        assert await bell.wait_until(lambda: len(told) == 1, 5)
        assert poller.caught_up
        hands.now += 60
        telegram.trouble.drop_before(1, method="getUpdates")
        telegram.private_message(ana, "un de plus")
        assert await bell.wait_until(lambda: len(told) == 2, 5)
        assert poller.last_success is not None
        assert poller.last_success.timestamp() == MONDAY + 60
        assert (worked[0].timestamp(), worked[-1]) == (MONDAY, poller.last_success)
    assert told == [0, 0]


async def test_who_has_no_lease_does_not_poll_and_says_why(telegram, polling, leases: MemoryLeases, line) -> None:
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    bell = Bell()

    async def note(seconds: float) -> None:
        bell.ring()
        await asyncio.sleep(0)

    leases.holders[f"telegram:{USERNAME}"] = "another"
    async with polling(sleep=note) as poller:
        assert await bell.wait_until(lambda: poller.trouble is not None, 5)
        assert "another Recul process" in poller.trouble.replace("Another", "another")
        assert telegram.calls("getUpdates") == []
        leases.holders.clear()
        await line.wait_for(1)
    assert leases.holders == {}


async def test_who_gets_the_lease_back_goes_on_where_the_other_process_stopped(
    telegram, polling, leases, cursors, line
) -> None:
    waiting = Bell()

    async def note(seconds: float) -> None:
        waiting.ring()
        await asyncio.sleep(0)

    async with polling(sleep=note) as poller:
        await telegram.wait_for_poll()
        leases.holders[f"telegram:{USERNAME}"] = "another"
        telegram.private_message(telegram.user("Ana"), "Bonjour")
        await line.wait_for(1)
        assert await waiting.wait_until(lambda: poller.trouble is not None, 5)
        cursors.values[OFFSET] = "870000007"
        before = len(telegram.calls("getUpdates"))
        leases.holders.clear()
        await telegram.wait_for_calls("getUpdates", before + 1)
    assert str(telegram.calls("getUpdates")[before].parameters["offset"]) == "870000007"


async def test_a_foreign_poller_is_named_as_what_it_is(telegram, polling, line) -> None:
    bell = Bell()

    async def note(seconds: float) -> None:
        bell.ring()
        await asyncio.sleep(0)

    async with polling(sleep=note) as poller, Bot(telegram.token, base_url=telegram.url) as foreign:
        await telegram.wait_for_poll()
        said: list[str] = []

        def heard() -> bool:
            said.extend([poller.trouble] if poller.trouble else [])
            return bool(said)

        poll = asyncio.create_task(foreign.get_updates(timeout=1))
        assert await bell.wait_until(heard, 5)
        poll.cancel()
        await asyncio.gather(poll, return_exceptions=True)
        assert "409" in said[0]
        assert "same token" in said[0]
        telegram.private_message(telegram.user("Ana"), "Bonjour")
        await line.wait_for(1)


async def test_what_cannot_be_read_blocks_nothing_and_is_logged_without_content(telegram, polling, line, receiving) -> None:
    telegram.updates.push("message", {"message_id": 7, "text": "secret", "date": "hier"})
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    with structlog.testing.capture_logs() as logs:
        async with polling():
            await line.wait_for(1)
            await telegram.wait_until_taken()
    assert line.texts == ["Bonjour"]
    assert receiving.counts["unreadable"] == 1
    assert "secret" not in str(logs)
    assert [entry["kind"] for entry in logs if entry["log_level"] == "error"] == ["message"]


async def test_an_unknown_kind_is_counted_each_time_and_logged_once(telegram, polling, line, receiving: Receiving) -> None:
    telegram.unknown_update()
    telegram.unknown_update("telepathy", {"secret": 1})
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    with structlog.testing.capture_logs() as logs:
        async with polling():
            await line.wait_for(1)
    assert receiving.counts["unknown:telepathy"] == 2
    assert [entry.get("kind") for entry in logs if "kind of update" in entry["event"]] == ["telepathy"]
    assert "secret" not in str(logs)


async def test_a_message_that_the_line_refuses_is_left_and_counted(telegram, polling, line, receiving) -> None:
    line.troubles = [Refused("no")]
    ana = telegram.user("Ana")
    telegram.private_message(ana, "un")
    telegram.private_message(ana, "deux")
    async with polling():
        await line.wait_for(1)
    assert line.texts == ["deux"]
    assert receiving.counts["refused"] == 1


async def test_an_update_at_which_the_line_breaks_is_tried_again_then_left(telegram, polling, line: RecordingLine) -> None:
    line.troubles = [RuntimeError("a bug")] * 5
    ana = telegram.user("Ana")
    telegram.private_message(ana, "un")
    telegram.private_message(ana, "deux")
    async with polling():
        await line.wait_for(1)
        await telegram.wait_until_taken()
    assert line.texts == ["deux"]
    assert line.attempts == 6


async def test_a_lower_offset_is_kept_when_telegram_begins_its_ids_anew(
    telegram: FakeTelegram, polling, line, cursors: MemoryCursors, connected: Connected
) -> None:
    cursors.values[OFFSET] = "990000001"
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    async with polling():
        await line.wait_for(1)
        await telegram.wait_until_taken()
    assert cursors.values[OFFSET] == "870000002"
