"""From a Telegram update to a customer's message, or to nothing: what is not meant for us is never stored.

Private messages are taken. In a group, a message is taken when it names us or replies to us, and every message in a thread
under one of our posts is, mention or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.addressed import names_us, orders_us
from bot.channels.telegram.content import content
from bot.channels.telegram.keyboard import pressed
from bot.channels.telegram.private_link import followed
from bot.channels.telegram.threads import Thread, thread_of
from bot.channels.telegram.utf16 import clean
from conversations.message import Incoming, MessageKind, PlaceKey, Sender, Visibility

CHANNEL = "telegram"
"""The name of this channel."""


def read(
    update: Update, *, me: int, account: str, keywords: Iterable[str], our_threads: Mapping[Thread, int], now: datetime
) -> Incoming | None:
    """The customer's message in `update`, if it holds one that is meant for us.

    `me` is the bot's user id and `account` its username. `our_threads` maps the threads under our posts to the channel
    of the post. `now` (UTC) dates a pressed button, to which Telegram gives no date.
    """
    us = _Us(me, account, tuple(keywords), our_threads)
    if update.callback_query is not None:
        return _read_press(update.callback_query, us, now)
    return _read_message(update.message, us) if update.message is not None else None


@dataclass(frozen=True, slots=True)
class _Us:
    id: int
    account: str
    keywords: tuple[str, ...]
    threads: Mapping[Thread, int]


def _read_message(message: Message, us: _Us) -> Incoming | None:
    private = message.chat.type == ChatType.PRIVATE
    sender = _sender(message, us)
    if sender is None:
        return None
    mention = not private and names_us(message, me=us.id, account=us.account, keywords=us.keywords)
    if not (private or mention or thread_of(message) in us.threads):
        return None
    said = content(message, obey=private or orders_us(message, us.account))
    if said is None:
        return None
    return Incoming(
        key=_place(message, us, sender.id),
        external_id=external_id(message),
        sender=sender,
        visibility=_visibility(message),
        text=said[0],
        sent_at=message.date.astimezone(UTC),
        mention=mention,
        kind=said[1],
        reply_to=external_id(message.reply_to_message) if message.reply_to_message else None,
        address=_address(message, us, message.message_id),
        link=followed(message),
    )


def _read_press(query: CallbackQuery, us: _Us, now: datetime) -> Incoming | None:
    text = pressed(query)
    if text is None or not isinstance(query.message, Message) or not meant_for(query):
        return None
    message = query.message
    asked = message.reply_to_message
    return Incoming(
        key=_place(message, us, str(query.from_user.id)),
        external_id=f"cb:{query.id}",
        sender=Sender(str(query.from_user.id), clean(query.from_user.full_name)),
        visibility=_visibility(message),
        text=clean(text),
        sent_at=now,
        mention=_visibility(message) is Visibility.PUBLIC,
        kind=MessageKind.BUTTON,
        reply_to=external_id(message),
        address=_address(message, us, (asked or message).message_id),
    )


def meant_for(query: CallbackQuery) -> bool:
    """True when the pressed button was offered to the one who pressed it: in a group everybody sees it."""
    message = query.message
    if not isinstance(message, Message) or message.chat.type == ChatType.PRIVATE:
        return True
    asked = message.reply_to_message
    return bool(asked and asked.from_user and asked.from_user.id == query.from_user.id)


def external_id(message: Message) -> str:
    """The id under which a message is known: message ids are unique in their chat only."""
    return f"{message.chat.id}:{message.message_id}"


def _sender(message: Message, us: _Us) -> Sender | None:
    """Who speaks, if it is a customer: not we, not the brand as its own channel, not another bot."""
    chat = message.sender_chat
    if chat is not None:  # an anonymous admin or a channel; `from` is then only a placeholder of Telegram's
        ours = message.is_automatic_forward or chat.id == us.threads.get(thread_of(message))
        return None if ours else Sender(str(chat.id), clean(chat.title or ""))
    user = message.from_user
    if user is None or user.is_bot:
        return None
    return Sender(str(user.id), clean(user.full_name))


def _visibility(message: Message) -> Visibility:
    return Visibility.PRIVATE if message.chat.type == ChatType.PRIVATE else Visibility.PUBLIC


def _thread_id(message: Message, us: _Us) -> int:
    """The forum topic or the thread under our post. Other replies have a thread id as well, a new one for each exchange:
    it would cut one customer's conversation in pieces, and Telegram refuses it when we send."""
    kept = message.is_topic_message or thread_of(message) in us.threads
    return (message.message_thread_id or 0) if kept else 0


def _place(message: Message, us: _Us, contact: str) -> PlaceKey:
    private = message.chat.type == ChatType.PRIVATE
    place = f"{message.chat.id}" if private else f"{message.chat.id}:{_thread_id(message, us)}"
    return PlaceKey(CHANNEL, us.account, place, contact)


def _address(message: Message, us: _Us, reply_to: int) -> dict[str, str | int]:
    thread = _thread_id(message, us)
    return {"chat_id": message.chat.id, "reply_to": reply_to, **({"message_thread_id": thread} if thread else {})}
