"""Is a group message meant for us?"""

from collections.abc import Iterable

from telegram import Message, MessageEntity

from bot.channels.mention import mentions
from bot.channels.telegram.content import command, marked, marks, words


def names_us(message: Message, *, me: int, account: str, keywords: Iterable[str]) -> bool:
    """True when the message replies to us, names our handle, or holds a keyword of the brand."""
    return replies_to(message, me) or _marks_us(message, me, account) or mentions(words(message), keywords)


def orders_us(message: Message, account: str) -> bool:
    """True when the message begins with a command for us by name: `/start@colibri_bot`."""
    return (command(message) or "").partition("@")[2].lower() == account.lower()


def replies_to(message: Message, me: int) -> bool:
    """True when the message replies to one of ours."""
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == me)


def _marks_us(message: Message, me: int, account: str) -> bool:
    return orders_us(message, account) or any(_is_us(message, mark, me, account) for mark in marks(message))


def _is_us(message: Message, mark: MessageEntity, me: int, account: str) -> bool:
    if mark.type == MessageEntity.TEXT_MENTION:
        return bool(mark.user and mark.user.id == me)
    return mark.type == MessageEntity.MENTION and marked(message, mark).lower() == f"@{account}".lower()
