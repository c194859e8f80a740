"""The fake Bot API, driven through python-telegram-bot's own requests: sending, refusals, trouble."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession
from telegram import Bot, ReplyParameters
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.fakes.hand_clock import MONDAY
from tests.fakes.telegram.server import FakeTelegram


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    assert bot.username == "colibri_test_bot"
    assert bot.bot.can_read_all_group_messages


async def test_a_wrong_token_is_refused(telegram: FakeTelegram) -> None:
    with pytest.raises(InvalidToken):
        async with Bot(telegram.token[:-1] + "X", base_url=telegram.url):
            pass
    async with ClientSession() as session:
        for token, description in [(telegram.token[:-1] + "X", "Unauthorized"), ("nonsense", "Not Found")]:
            async with session.get(f"{telegram.url}{token}/getMe") as answer:
                assert (await answer.json())["description"] == description


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramError, match="not found"):
        await bot.do_api_request("readMinds")


async def test_a_private_message_arrives_and_is_answered(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana", username="ana_k")
    telegram.private_message(ana, "Où est mon colis ?")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.username) == ("Où est mon colis ?", "ana_k")
    assert update.message.date.timestamp() == MONDAY

    sent = await bot.send_message(ana.id, "Bonjour", reply_parameters=ReplyParameters(update.message.message_id))
    (seen,) = telegram.sent(ana)
    assert (seen.text, seen.message_id, seen.reply_to) == ("Bonjour", sent.message_id, update.message.message_id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Où est mon colis ?"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(" ", "Message text is empty"), ("a" * 4095 + "😀", "Message is too long")],
    ids=["empty", "too long in UTF-16 units"],
)
async def test_a_text_of_the_wrong_length_is_refused(bot: Bot, telegram: FakeTelegram, text: str, reason: str) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Bonjour")
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(ana.id, text)
    assert telegram.sent(ana) == []


async def test_where_the_bot_may_not_write_it_is_refused(bot: Bot, telegram: FakeTelegram) -> None:
    ana, stranger = telegram.user("Ana"), telegram.user("Paul")
    telegram.private_message(ana, "Bonjour")
    telegram.block(ana)
    group, basic = telegram.group("Cuisine"), telegram.group("Recettes", kind="group")
    telegram.kick_bot(group)
    supergroup = telegram.upgrade(basic)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "Bonjour")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "Bonjour")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Bonjour")
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(basic.id, "Bonjour")
    assert moved.value.new_chat_id == supergroup.id
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "Bonjour")
    told = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in told] == [ChatMemberStatus.BANNED]


async def test_a_reply_or_thread_that_is_not_there_is_refused(bot: Bot, telegram: FakeTelegram) -> None:
    group = telegram.group("Cuisine")
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(group.id, "Bonjour", reply_parameters=ReplyParameters(99))
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "Bonjour", message_thread_id=99)
    either_way = ReplyParameters(99, allow_sending_without_reply=True)
    sent = await bot.send_message(group.id, "Bonjour", reply_parameters=either_way)
    assert sent.reply_to_message is None


async def test_parameters_of_a_wrong_type_are_refused(telegram: FakeTelegram) -> None:
    async with ClientSession() as session:
        for method, body, reason in [
            ("getUpdates", {"offset": "many"}, 'Bad Request: field "offset" must be a valid Number'),
            ("getUpdates", {"allowed_updates": {}}, "Bad Request: expected an Array of String"),
            ("sendMessage", {"chat_id": 1, "text": 3}, 'Bad Request: field "text" must be of type String'),
            ("sendMessage", {"text": "Bonjour"}, "Bad Request: chat_id is empty"),
        ]:
            async with session.post(f"{telegram.url}{telegram.token}/{method}", json=body) as answer:
                assert await answer.json() == {"ok": False, "error_code": 400, "description": reason}


async def test_html_is_parsed_and_entities_are_checked(bot: Bot, telegram: FakeTelegram) -> None:
    group = telegram.group("Cuisine")
    sent = await bot.send_message(group.id, "😀 <b>Merci</b> &amp; à bientôt", parse_mode=ParseMode.HTML)
    assert sent.text == "😀 Merci & à bientôt"
    assert [(one.type, one.offset, one.length) for one in sent.entities] == [("bold", 3, 5)]
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(group.id, "<b>Merci", parse_mode=ParseMode.HTML)
    with pytest.raises(BadRequest, match="ends after the end of the text"):
        await bot.send_message(group.id, "Merci", entities=[sent.entities[0]])


async def test_429_says_how_long_to_wait_and_holds_one_chat_only(bot: Bot, telegram: FakeTelegram) -> None:
    ana, paul = telegram.user("Ana"), telegram.user("Paul")
    for person in (ana, paul):
        telegram.private_message(person, "Bonjour")
    telegram.trouble.too_many_requests(1, retry_after=7, chat=ana)
    await bot.send_message(paul.id, "Bonjour")
    with pytest.raises(RetryAfter, match="7"):
        await bot.send_message(ana.id, "Bonjour")
    await bot.send_message(ana.id, "Bonjour")
    assert len(telegram.sent(ana)) == len(telegram.sent(paul)) == 1
    assert len(telegram.calls("sendMessage")) == 3


async def test_a_dropped_connection_may_or_may_not_have_had_its_effect(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Bonjour")
    telegram.trouble.drop_after()
    telegram.trouble.drop_before()
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "arrivé")
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "perdu")
    await bot.send_message(ana.id, "ensuite")
    assert [one.text for one in telegram.sent(ana)] == ["arrivé", "ensuite"]


async def test_errors_of_telegram_itself_and_broken_answers(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Bonjour")
    telegram.trouble.server_error(code=502)
    telegram.trouble.malformed()
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(ana.id, "perdu")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(ana.id, "arrivé")
    assert [one.text for one in telegram.sent(ana)] == ["arrivé"]


async def test_a_slow_answer_waits_for_its_gate(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Bonjour")
    gate = telegram.trouble.slow()
    send = asyncio.create_task(bot.send_message(ana.id, "lentement"))
    await telegram.wait_for_sent(ana)
    assert not send.done()
    gate.set()
    assert (await send).text == "lentement"


async def test_waiting_in_vain_says_what_was_sent(telegram: FakeTelegram) -> None:
    with pytest.raises(AssertionError, match="for 1 messages to chat 42, got 0"):
        await telegram.wait_for_sent(42, 1, timeout=0)
