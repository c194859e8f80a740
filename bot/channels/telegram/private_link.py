"""The link that leads from a group to a private chat with the bot, and its token as it comes back."""

import re

from telegram import Message
from telegram.constants import ChatType

from bot.channels.telegram.content import command, words

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a deep link carry."""


def address(account: str, token: str) -> str:
    """Where the customer goes: Telegram opens a chat with the bot and offers to send `/start <token>`."""
    return f"https://t.me/{account}?start={token}"


def followed(message: Message) -> str | None:
    """The token of the link that brought this private message, if one did. It may be anybody's: the line tells."""
    asked = command(message)
    if message.chat.type != ChatType.PRIVATE or asked is None or asked.partition("@")[0].lower() != "start":
        return None
    payload = words(message)[len(asked) + 1 :].strip()
    return payload if _TOKEN.fullmatch(payload) else None
