"""What brings a customer from a group to a private chat: `/start <token>`."""

from __future__ import annotations

import pytest

from conversations.message import MessageKind
from tests.fakes.telegram.server import USERNAME

TOKEN = "wq3Vb1uTtJ0mO9bq1X-_4A"


async def test_a_pressed_link_brings_its_token(telegram, polling, line) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, f"/start {TOKEN}")
    async with polling():
        (message,) = await line.wait_for(1)
    assert (message.link, message.text, message.kind) == (TOKEN, "bonjour", MessageKind.COMMAND)


@pytest.mark.parametrize(
    "said",
    ["/start", "/start ", f"/start {TOKEN} et plus", "/start é", "/start " + "a" * 65, f"/aide {TOKEN}", f"voici {TOKEN}"],
)
async def test_anything_else_brings_none(telegram, polling, line, said: str) -> None:
    telegram.private_message(telegram.user("Ana"), said)
    async with polling():
        (message,) = await line.wait_for(1)
    assert message.link is None


async def test_in_a_group_nobody_follows_a_link(telegram, polling, line) -> None:
    telegram.group_message(telegram.group("Cuisine"), telegram.user("Ana"), f"/start@{USERNAME} {TOKEN}")
    async with polling():
        (message,) = await line.wait_for(1)
    assert message.link is None
