"""What people do on the fake Telegram, as the bot gets it."""

from __future__ import annotations

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from tests.fakes.hand_clock import HandClock
from tests.fakes.telegram.people import ANONYMOUS_ADMIN
from tests.fakes.telegram.server import FakeTelegram


async def test_a_mention_in_a_group_has_its_entity_in_utf16_units(bot: Bot, telegram: FakeTelegram) -> None:
    group, ana = telegram.group("Cuisine"), telegram.user("Ana")
    telegram.group_message(group, ana, "😀 @colibri_test_bot bonjour")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert list(update.message.parse_entities(["mention"]).values()) == ["@colibri_test_bot"]
    assert update.message.entities[0].offset == 3


async def test_in_privacy_mode_only_what_is_meant_for_the_bot_arrives(clock: HandClock) -> None:
    async with FakeTelegram(clock=clock, privacy_mode=True) as telegram, Bot(telegram.token, telegram.url) as bot:
        group, ana = telegram.group("Cuisine"), telegram.user("Ana")
        await bot.send_message(group.id, "Bonjour")
        telegram.group_message(group, ana, "il fait beau")
        telegram.group_message(group, ana, "@colibri_test_bot une question")
        telegram.group_message(group, ana, "merci", reply_to=telegram.sent(group)[0].message)
        texts = [update.message.text for update in await bot.get_updates() if update.message]
        assert texts == ["@colibri_test_bot une question", "merci"]


async def test_a_comment_stands_in_the_thread_of_its_post(bot: Bot, telegram: FakeTelegram) -> None:
    channel, ana = telegram.channel("Maison Colibri", username="maison_colibri"), telegram.user("Ana")
    post = telegram.channel_post_with_discussion(channel, "Notre nouveau robot")
    comment = telegram.comment(post, ana, "Quel prix ?")
    telegram.comment(post, telegram.user("Paul"), "Idem", reply_to=comment)
    posted, forwarded, first, second = await bot.get_updates()
    assert posted.channel_post is not None
    assert posted.channel_post.text == "Notre nouveau robot"
    assert forwarded.message is not None
    assert forwarded.message.is_automatic_forward
    assert forwarded.message.sender_chat is not None
    assert forwarded.message.sender_chat.id == channel.id
    assert first.message is not None
    assert first.message.reply_to_message == forwarded.message
    assert second.message is not None
    assert second.message.reply_to_message == first.message
    assert first.message.message_thread_id == second.message.message_thread_id == post.thread

    group = telegram.discussion_of(channel)
    await bot.send_message(group.id, "49 €", reply_parameters=ReplyParameters(first.message.message_id))
    assert telegram.sent(group)[0].thread == post.thread
    assert (await bot.get_chat(channel.id)).linked_chat_id == group.id


async def test_anonymous_admins_and_channels_write_as_placeholders(bot: Bot, telegram: FakeTelegram) -> None:
    group, channel = telegram.group("Cuisine"), telegram.channel("Un voisin")
    telegram.anonymous_admin_message(group, "Rappel du règlement")
    telegram.group_message(group, channel, "Bonjour")
    admin, neighbour = [update.message for update in await bot.get_updates() if update.message]
    assert admin.from_user is not None
    assert admin.from_user.id == ANONYMOUS_ADMIN.id
    assert admin.sender_chat is not None
    assert admin.sender_chat.id == group.id
    assert neighbour.sender_chat is not None
    assert neighbour.sender_chat.id == channel.id


async def test_messages_without_text_and_unknown_updates_arrive(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.voice(ana)
    telegram.photo(ana, caption="Cassé, @colibri_test_bot")
    telegram.unknown_update("telepathy")
    voice, photo, unknown = await bot.get_updates()
    assert voice.message is not None
    assert voice.message.voice is not None
    assert voice.message.text is None
    assert photo.message is not None
    assert len(photo.message.photo) == 2
    assert list(photo.message.parse_caption_entities().values()) == ["@colibri_test_bot"]
    assert unknown.message is None
    assert unknown.api_kwargs == {"telepathy": {"strength": 3}}


async def test_a_button_is_pressed_and_answered_and_the_message_edited(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Bonjour")
    keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Oui", callback_data="yes"))
    await bot.send_message(ana.id, "Cela vous aide ?", reply_markup=keyboard)
    (asked,) = telegram.sent(ana)
    telegram.press(ana, asked.message, asked.buttons[0]["callback_data"])
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "yes"
    assert await query.answer()
    await query.edit_message_text("Merci !")
    assert [edit.text for edit in telegram.edits(ana)] == ["Merci !"]
    with pytest.raises(BadRequest, match="Message is not modified"):
        await query.edit_message_text("Merci !")
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("1")
    too_much = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Oui", callback_data="é" * 33))
    with pytest.raises(BadRequest, match=r"(?i)BUTTON_DATA_INVALID"):
        await bot.send_message(ana.id, "Et cela ?", reply_markup=too_much)


async def test_commands_members_and_webhook_can_be_asked(bot: Bot, telegram: FakeTelegram) -> None:
    await bot.set_my_commands([BotCommand("aide", "Que puis-je demander ?")], language_code="fr")
    assert telegram.commands["default", "fr"][0]["command"] == "aide"
    group, ana = telegram.group("Cuisine", bot_status="administrator"), telegram.user("Ana")
    assert (await bot.get_chat_member(group.id, bot.id)).status == ChatMemberStatus.ADMINISTRATOR
    assert (await bot.get_chat_member(group.id, ana.id)).status == ChatMemberStatus.LEFT
    assert (await bot.get_webhook_info()).url == ""
