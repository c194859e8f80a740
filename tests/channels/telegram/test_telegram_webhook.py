"""The webhook: Telegram is told 200 only once its update is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from fastapi import FastAPI

from bot.channels.telegram.receiving import ALLOWED_UPDATES, Receiving
from bot.channels.telegram.webhook import SECRET_HEADER, secret_of, set_webhook, webhook_router
from conversations.ports import Unavailable
from tests.fakes.http_server import serving
from tests.fakes.telegram.server import TOKEN

SECRET = secret_of(TOKEN)


@pytest.fixture
async def address(receiving: Receiving) -> AsyncIterator[str]:
    app = FastAPI()
    app.include_router(webhook_router(path="colibri", secret=SECRET, take=receiving.take))
    async with serving(app) as base:
        yield f"{base}/telegram/colibri"


async def _post(address: str, body: bytes, secret: str | None = SECRET) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(address, content=body, headers={SECRET_HEADER: secret} if secret is not None else {})


async def test_telegram_posts_and_the_message_is_stored_once_accepted(telegram, connected, address, line) -> None:
    line.troubles = [Unavailable()]
    await set_webhook(connected.bot, address, SECRET)
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    await line.wait_for(1)
    await telegram.wait_until_taken()
    assert line.attempts == 2
    assert "503" in telegram.webhook.info()["last_error_message"]


async def test_what_waited_before_the_webhook_was_set_is_kept(telegram, connected, address, line) -> None:
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    await set_webhook(connected.bot, address, SECRET)
    await line.wait_for(1)


async def test_an_unknown_kind_is_accepted_so_that_it_does_not_come_again(telegram, connected, address, line) -> None:
    await set_webhook(connected.bot, address, SECRET)
    telegram.unknown_update()
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    await line.wait_for(1)
    assert telegram.webhook.attempts == 2


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "é"])
async def test_without_the_right_secret_nothing_is_read(address, line, secret: str | None) -> None:
    body = b'{"update_id": 1, "message": {}}'
    given = secret.encode("latin-1") if secret is not None else None
    answer = await _post(address, body, given)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert "Only Telegram" in answer.text
    assert line.attempts == 0


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"message": {}}', b'{"update_id": "1"}', b"[" * 100_000])
async def test_a_body_that_is_no_update_is_answered_with_a_sentence(address, body: bytes) -> None:
    answer = await _post(address, body)
    assert answer.status_code == 400
    assert "update_id" in answer.text


async def test_an_update_that_cannot_be_read_is_accepted_and_counted(address, receiving) -> None:
    answer = await _post(address, b'{"update_id": 1, "message": {"text": 3}}')
    assert answer.status_code == 200
    assert receiving.counts["unreadable"] == 1


async def test_setting_the_webhook_says_what_it_changed(telegram, connected, address) -> None:
    with structlog.testing.capture_logs() as logs:
        first = await set_webhook(connected.bot, address, SECRET)
        second = await set_webhook(connected.bot, address, SECRET)
    assert "before: nowhere" in first[0]
    assert "before: the default kinds" in first[1]
    assert second == []
    assert telegram.updates.allowed == set(ALLOWED_UPDATES)
    assert SECRET not in str(logs)
