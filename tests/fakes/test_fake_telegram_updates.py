"""How the fake Bot API gives updates: long polls, webhook, retention, disorder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    NetworkError,
)

from tests.fakes.hand_clock import HandClock
from tests.fakes.telegram.server import FakeTelegram


@asynccontextmanager
async def posted_to(statuses: list[int]) -> AsyncIterator[tuple[str, list[tuple[str | None, Update | None]]]]:
    """A webhook that answers with `statuses`, then 200; gives its URL and what arrived."""
    arrived: list[tuple[str | None, Update | None]] = []

    async def take(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        arrived.append((secret, Update.de_json(await request.json())))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", arrived
    finally:
        await runner.cleanup()


async def test_a_confirmed_update_is_not_given_again(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    for text in ("un", "deux", "trois"):
        telegram.private_message(ana, text)
    first = (await bot.get_updates(limit=1))[0]
    assert (await bot.get_updates(limit=1))[0].update_id == first.update_id
    rest = await bot.get_updates(offset=first.update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["deux", "trois"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()
    await telegram.wait_until_taken()


async def test_a_long_poll_ends_when_something_happens(bot: Bot, telegram: FakeTelegram) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_poll()
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    assert len(await poll) == 1


async def test_of_two_pollers_the_earlier_gets_409(bot: Bot, telegram: FakeTelegram) -> None:
    earlier = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_poll()
    async with Bot(telegram.token, base_url=telegram.url) as second:
        later = asyncio.create_task(second.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await earlier
        telegram.private_message(telegram.user("Ana"), "Bonjour")
        assert len(await later) == 1


async def test_an_update_lives_a_day(bot: Bot, telegram: FakeTelegram, clock: HandClock) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "hier")
    clock.now += 24 * 3600 - 1
    telegram.private_message(ana, "aujourd'hui")
    assert len(await bot.get_updates()) == 2
    clock.now += 1
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["aujourd'hui"]


async def test_updates_not_allowed_are_never_queued(bot: Bot, telegram: FakeTelegram) -> None:
    await bot.get_updates(allowed_updates=["edited_message"])
    message = telegram.private_message(telegram.user("Ana"), "Bonjour")
    telegram.edit(message, "Bonsoir")
    (update,) = await bot.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "Bonsoir"
    assert update.edited_message.edit_date is not None


async def test_updates_come_doubled_reversed_and_again(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.updates.double(1)
    telegram.private_message(ana, "un")
    telegram.updates.reverse(2)
    telegram.private_message(ana, "deux")
    telegram.private_message(ana, "trois")
    updates = await bot.get_updates()
    assert [update.message.text for update in updates if update.message] == ["un", "un", "trois", "deux"]
    assert updates[0].update_id == updates[1].update_id

    offset = max(update.update_id for update in updates) + 1
    assert await bot.get_updates(offset=offset) == ()
    telegram.updates.redeliver(1)
    assert len(await bot.get_updates(offset=offset)) == 1
    assert await bot.get_updates(offset=offset) == ()


async def test_an_outage_keeps_port_and_updates(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    await telegram.stop()
    with pytest.raises(NetworkError):
        await bot.get_updates()
    await telegram.start()
    assert len(await bot.get_updates()) == 1


async def test_a_webhook_gets_each_update_with_the_secret_until_it_accepts(bot: Bot, telegram: FakeTelegram) -> None:
    async with posted_to([503, 503]) as (url, arrived):
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await telegram.wait_for_poll()
        await bot.set_webhook(url, secret_token="s3cret")
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(Conflict, match="while webhook is active"):
            await bot.get_updates()
        telegram.private_message(telegram.user("Ana"), "Bonjour")
        await telegram.wait_until_taken()
        info = await bot.get_webhook_info()
        assert {secret for secret, _ in arrived} == {"s3cret"}
        assert len({update.update_id for _, update in arrived if update}) == 1
        assert len(arrived) == 3
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    await bot.delete_webhook()
    telegram.private_message(telegram.user("Paul"), "Bonsoir")
    assert len(await bot.get_updates()) == 1


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://example.org:1234/hook", "ftp://127.0.0.1/"])
async def test_an_address_telegram_would_not_post_to_is_refused(bot: Bot, url: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)webhook"):
        await bot.set_webhook(url)
