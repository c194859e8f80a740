"""Connecting: a wrong setting is a sentence, and the token is in no sentence and no log."""

from __future__ import annotations

import logging

import pytest

from bot.channels.telegram.account import ConfigurationError, Unreachable, connect
from tests.fakes.telegram.server import TOKEN, USERNAME


async def test_the_account_is_the_bots_username(connected) -> None:
    assert connected.account == ("telegram", USERNAME)
    assert connected.me.id == int(TOKEN.split(":", maxsplit=1)[0])


@pytest.mark.parametrize("token", ["7000000001:AAWrong-Token_for_tests-0123456789abc", "7000000001:short"])
async def test_a_refused_token_says_what_to_do(telegram, token: str) -> None:
    with pytest.raises(ConfigurationError, match=r"RECUL_TELEGRAM_TOKEN \(401\).*@BotFather") as caught:
        await connect(token, telegram.server)
    assert token not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("token", ["", "token", "a b:c", "1:x\ny"])
async def test_what_is_no_token_is_not_sent_anywhere(telegram, token: str) -> None:
    with pytest.raises(ConfigurationError, match="does not look like a bot token"):
        await connect(token, telegram.server)
    assert telegram.all_calls == []


@pytest.mark.parametrize("base", ["localhost:8081", "ftp://x", "http://", "http://a b"])
async def test_a_wrong_server_address_says_what_to_write(base: str) -> None:
    with pytest.raises(ConfigurationError, match="RECUL_TELEGRAM_API"):
        await connect(TOKEN, base)


async def test_a_server_that_does_not_answer_is_no_wrong_setting(telegram) -> None:
    await telegram.stop()
    with pytest.raises(Unreachable, match="does not answer"):
        await connect(TOKEN, telegram.server)


async def test_the_token_is_in_no_log_not_even_in_trouble(telegram, caplog: pytest.LogCaptureFixture, polling, line) -> None:
    with caplog.at_level(logging.INFO):
        async with await connect(TOKEN, telegram.server + "/"):
            telegram.trouble.malformed(1, method="getUpdates")
            telegram.private_message(telegram.user("Ana"), "secret")
            async with polling():
                await line.wait_for(1)
    logged = [one.getMessage() for one in caplog.records if not one.name.startswith("aiohttp")]  # the fake's own
    assert TOKEN not in str(logged)
    assert "secret" not in str(logged)
