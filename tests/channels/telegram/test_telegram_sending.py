"""Sending by python-telegram-bot's real request path, and what each trouble means for the parcel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.account import Connected
from bot.channels.telegram.errors import judge
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.utf16 import length
from conversations.change import Button
from conversations.message import Visibility
from conversations.sending import Account, ChannelSender, Parcel, PassingError, PermanentError
from conversations.turn import AnsweredBy, Reply
from tests.fakes.telegram.people import Chat, User

ACCOUNT = Account("telegram", "colibri_test_bot")
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.fixture
def sender(connected: Connected) -> TelegramSender:
    return TelegramSender(connected.account, connected.bot)


@pytest.fixture
def ana(telegram) -> User:
    user = telegram.user("Ana")
    telegram.private_message(user, "Bonjour")
    return user


def parcel_to(place: User | Chat, text: str = "Bonjour !", **other: object) -> Parcel:
    parcel = Parcel(
        id="p-1",
        conversation="c-1",
        account=ACCOUNT,
        place=str(place.id),
        address={"chat_id": place.id, "reply_to": 1},
        reply=Reply.ANSWER,
        by=AnsweredBy.BOT,
        text=text,
        visibility=Visibility.PRIVATE,
        created_at=NOW,
    )
    return replace(parcel, **other)  # type: ignore[arg-type]


async def test_what_is_private_never_goes_to_a_group_whatever_its_address(telegram, sender: ChannelSender, ana) -> None:
    group = parcel_to(ana, address={"chat_id": -1001, "reply_to": 1})
    with pytest.raises(PermanentError, match="it is private"):
        await sender.send(group)
    assert telegram.calls("sendMessage") == []


async def test_a_private_reply_stands_alone_with_its_buttons_and_no_preview(telegram, sender: ChannelSender, ana) -> None:
    await sender.send(parcel_to(ana, "Voyez https://colibri.example", buttons=(Button("Oui", "oui"), Button("Non", "non"))))
    (sent,) = telegram.sent(ana)
    assert sent.reply_to is None
    assert [(one["text"], one["callback_data"]) for one in sent.buttons] == [("Oui", "oui"), ("Non", "non")]
    assert '"is_disabled": true' in str(telegram.calls("sendMessage")[0].parameters["link_preview_options"]).replace(
        "'is_disabled': True", '"is_disabled": true'
    )


async def test_in_public_the_customers_last_message_is_answered_in_its_thread(telegram, sender) -> None:
    channel = telegram.channel("Maison Colibri")
    post = telegram.channel_post_with_discussion(channel, "Poêles")
    comment = telegram.comment(post, telegram.user("Ana"), "Cassée")
    group = telegram.discussion_of(channel)
    address = {"chat_id": group.id, "reply_to": 1, "message_thread_id": post.thread}
    answered = f"{group.id}:{comment['message_id']}"
    await sender.send(parcel_to(group, address=address, reply_to=answered, visibility=Visibility.PUBLIC))
    (sent,) = telegram.sent(group)
    assert (sent.reply_to, sent.thread) == (comment["message_id"], post.thread)


async def test_a_reply_goes_out_although_the_comment_was_deleted(telegram, sender) -> None:
    group = telegram.group("Cuisine")
    await sender.send(parcel_to(group, reply_to=f"{group.id}:999", visibility=Visibility.PUBLIC))
    (sent,) = telegram.sent(group)
    assert sent.reply_to is None


async def test_a_pressed_button_is_answered_where_its_question_was(telegram, sender) -> None:
    group = telegram.group("Cuisine")
    asked = telegram.group_message(group, telegram.user("Ana"), "colibri ?")
    await sender.send(parcel_to(group, reply_to="cb:44", visibility=Visibility.PUBLIC))
    assert telegram.sent(group)[0].reply_to == asked["message_id"]


async def test_a_long_text_goes_in_pieces_without_half_an_emoji(telegram, sender, ana) -> None:
    text = "x" + "🎁" * 5000
    await sender.send(parcel_to(ana, text, buttons=(Button("Oui", "oui"),)))
    sent = telegram.sent(ana)
    assert "".join(one.text for one in sent) == text
    assert [length(one.text) for one in sent] == [4095, 4096, 1810]
    assert [bool(one.buttons) for one in sent] == [False, False, True]


async def test_after_a_passing_error_the_pieces_already_sent_are_not_sent_again(telegram, sender, ana) -> None:
    parcel = parcel_to(ana, "a" * 4096 + " " + "b" * 10)
    telegram.trouble.slow(1).set()
    telegram.trouble.server_error(1)
    with pytest.raises(PassingError):
        await sender.send(parcel)
    await sender.send(parcel)
    assert [one.text[0] for one in telegram.sent(ana)] == ["a", "b"]
    await sender.send(parcel)
    assert len(telegram.sent(ana)) == 4


async def test_a_button_longer_than_telegram_takes_is_sent_by_its_place(telegram, sender, ana) -> None:
    values = ("é" * 32, "é" * 32 + "x", "", "label:0")
    await sender.send(parcel_to(ana, buttons=tuple(Button(f"Choix {at}", value) for at, value in enumerate(values))))
    assert [one["callback_data"] for one in telegram.sent(ana)[0].buttons] == ["é" * 32, "label:1", "label:2", "label:3"]


async def test_429_passes_and_says_how_long(telegram, sender, ana) -> None:
    telegram.trouble.too_many_requests(1, retry_after=17)
    with pytest.raises(PassingError) as caught:
        await sender.send(parcel_to(ana))
    assert caught.value.retry_after == 17.0
    await sender.send(parcel_to(ana))
    assert len(telegram.sent(ana)) == 1


async def test_a_connection_that_breaks_after_the_effect_passes_and_may_send_twice(telegram, sender, ana) -> None:
    telegram.trouble.drop_after(1)
    with pytest.raises(PassingError):
        await sender.send(parcel_to(ana))
    await sender.send(parcel_to(ana))
    assert len(telegram.sent(ana)) == 2


@pytest.mark.parametrize("trouble", ["drop_before", "server_error", "malformed"])
async def test_what_the_network_and_the_server_do_passes(telegram, sender, ana, trouble: str) -> None:
    getattr(telegram.trouble, trouble)(1)
    with pytest.raises(PassingError) as caught:
        await sender.send(parcel_to(ana))
    assert caught.value.retry_after is None


async def test_an_outage_passes(telegram, sender, ana) -> None:
    await telegram.stop()
    with pytest.raises(PassingError, match="could not be reached"):
        await sender.send(parcel_to(ana))


async def test_a_customer_who_blocked_the_bot_is_permanent(telegram, sender, ana) -> None:
    telegram.block(ana)
    await _fails_for_good(sender, parcel_to(ana), "blocked")


async def test_a_chat_that_is_gone_or_never_was_is_permanent(telegram, sender) -> None:
    group = telegram.group("Cuisine")
    telegram.kick_bot(group)
    await _fails_for_good(sender, parcel_to(group, visibility=Visibility.PUBLIC), "chat_gone")
    await _fails_for_good(sender, parcel_to(group, address={"chat_id": -42}, visibility=Visibility.PUBLIC), "chat_gone")


async def test_a_channel_without_rights_is_permanent(telegram, sender) -> None:
    channel = telegram.channel("Autre", bot_status="member")
    await _fails_for_good(sender, parcel_to(channel, visibility=Visibility.PUBLIC), "no_rights")


async def test_a_group_that_became_a_supergroup_is_followed(telegram, sender) -> None:
    group = telegram.group("Cuisine", kind="group")
    telegram.group_message(group, telegram.user("Ana"), "colibri ?")
    moved = telegram.upgrade(group)
    parcel = parcel_to(group, reply_to=f"{group.id}:1", visibility=Visibility.PUBLIC)
    await sender.send(parcel)
    await sender.send(parcel)
    assert [one.reply_to for one in telegram.sent(moved)] == [None, None]
    assert len(telegram.calls("sendMessage")) == 3


async def test_an_empty_text_and_a_lost_address_are_permanent(sender, ana) -> None:
    await _fails_for_good(sender, parcel_to(ana, " \n "), "bad_request")
    await _fails_for_good(sender, parcel_to(ana, address={}), "bad_request")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Forbidden("Forbidden: user is deactivated"), "user_deactivated"),
        (Forbidden("Forbidden: something new"), "no_rights"),
        (BadRequest("Bad Request: message is too long"), "too_long"),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), "no_rights"),
        (BadRequest("Bad Request: something new"), "bad_request"),
        (ChatMigrated(-100), "migrated"),
        (InvalidToken("Unauthorized"), None),
        (TelegramError("Invalid server response"), None),
    ],
)
def test_the_table_of_errors(error: TelegramError, code: str | None) -> None:
    judged = judge(error)
    assert getattr(judged, "code", None) == code


async def _fails_for_good(sender: TelegramSender, parcel: Parcel, code: str) -> None:
    with pytest.raises(PermanentError) as caught:
        await sender.send(parcel)
    assert caught.value.code == code
