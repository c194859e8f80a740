"""In public: what is meant for us is taken, all comments under our posts are, and nothing else is ever handed to the line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.channels.telegram.receiving import Receiving
from conversations.message import Visibility
from conversations.ports import Unavailable
from tests.fakes.recording_line import RecordingLine
from tests.fakes.telegram.server import USERNAME, FakeTelegram


async def test_a_mention_by_handle_is_taken_also_behind_an_emoji(telegram, polling, line) -> None:
    group = telegram.group("Cuisine")
    telegram.group_message(group, telegram.user("Ana"), f"🍳🍳 @{USERNAME.upper()} une question")
    async with polling():
        (message,) = await line.wait_for(1)
    assert (message.visibility, message.mention) == (Visibility.PUBLIC, True)
    assert message.key.place == f"{group.id}:0"
    assert message.address == {"chat_id": group.id, "reply_to": 1}


async def test_a_mention_by_name_without_a_handle_is_taken(telegram, polling, line) -> None:
    us = {"type": "text_mention", "offset": 3, "length": 6, "user": telegram.bot.json()}
    telegram.group_message(telegram.group("Cuisine"), telegram.user("Ana"), "👋 Maison, une question", entities=[us])
    async with polling():
        (message,) = await line.wait_for(1)
    assert message.mention


@pytest.mark.parametrize("text", ["Que vaut MAISON COLIBRI ?", "du #colibri à Nantes"])
async def test_a_keyword_of_the_brand_is_a_mention(telegram, polling, line, text: str) -> None:
    telegram.group_message(telegram.group("Cuisine"), telegram.user("Ana"), text)
    async with polling():
        (message,) = await line.wait_for(1)
    assert message.mention


async def test_the_chatter_of_a_group_never_reaches_the_line(telegram, polling, line, receiving: Receiving) -> None:
    group = telegram.group("Cuisine")
    ana, ben = telegram.user("Ana"), telegram.user("Ben")
    first = telegram.group_message(group, ana, "Vous avez une recette de tarte ?")
    telegram.group_message(group, ben, "Oui ! @another_test_bot la connaît", reply_to=first)
    telegram.group_message(group, ben, "/start@another_test_bot")
    telegram.group_message(group, ben, "/start")
    telegram.voice(ana, chat=group)
    telegram.private_message(ana, "fin")
    async with polling():
        await line.wait_for(1)
    assert line.texts == ["fin"]
    assert line.attempts == 1
    assert receiving.counts["not_for_us"] == 5


async def test_a_reply_to_our_message_is_a_mention_in_the_same_conversation(telegram, polling, line, connected) -> None:
    group, ana = telegram.group("Cuisine"), telegram.user("Ana")
    telegram.group_message(group, ana, f"@{USERNAME} une question")
    async with polling():
        await line.wait_for(1)
        await connected.bot.send_message(group.id, "Oui ?")
        (ours,) = telegram.sent(group)
        reply = {"text": "où est mon colis ?", "reply_to_message": ours.message, "from": ana.json(), "chat": group.json()}
        # In a supergroup Telegram gives every exchange of replies a thread id of its own.
        telegram.updates.push("message", {"message_id": 9, "date": 1, "message_thread_id": ours.message_id, **reply})
        first, second = await line.wait_for(2)
    assert second.mention
    assert second.key == first.key
    assert second.reply_to == f"{group.id}:{ours.message_id}"
    assert "message_thread_id" not in second.address


async def test_every_comment_under_our_post_is_taken_and_only_some_are_mentions(telegram, polling, line) -> None:
    channel = telegram.channel("Maison Colibri")
    post = telegram.channel_post_with_discussion(channel, "Nos nouvelles poêles")
    ana, ben = telegram.user("Ana"), telegram.user("Ben")
    first = telegram.comment(post, ana, "La mienne est arrivée cassée")
    telegram.comment(post, ben, "Moi aussi, colibri me déçoit", reply_to=first)
    telegram.comment(post, ben, "Pareil", reply_to=first)
    async with polling():
        messages = await line.wait_for(3)
    group = telegram.discussion_of(channel)
    assert {message.key.place for message in messages} == {f"{group.id}:{post.thread}"}
    assert [message.mention for message in messages] == [False, True, False]
    assert all(message.address["message_thread_id"] == post.thread for message in messages)
    assert line.texts[0] == "La mienne est arrivée cassée"


async def test_the_thread_is_still_ours_after_a_restart(telegram, polling, line, new_receiving) -> None:
    channel = telegram.channel("Maison Colibri")
    post = telegram.channel_post_with_discussion(channel, "Nos nouvelles poêles")
    ana = telegram.user("Ana")
    first = telegram.comment(post, ana, "un")
    async with polling():
        await line.wait_for(1)
    telegram.comment(post, ana, "deux", reply_to=first)
    async with polling(take=new_receiving().take):
        await line.wait_for(2)
    assert line.texts == ["un", "deux"]


async def test_the_brand_speaking_as_its_channel_is_not_a_customer(telegram, polling, line) -> None:
    channel = telegram.channel("Maison Colibri")
    post = telegram.channel_post_with_discussion(channel, "Chez colibri, tout va bien")
    telegram.comment(post, channel, "Merci à tous, de la part de colibri")
    telegram.comment(post, telegram.user("Ana"), "Bonjour")
    async with polling():
        await line.wait_for(1)
        await telegram.wait_until_taken()
    assert line.texts == ["Bonjour"]


async def test_anonymous_admins_and_foreign_channels_are_customers_by_their_chat(telegram, polling, line) -> None:
    channel, foreign = telegram.channel("Maison Colibri"), telegram.channel("Casseroles")
    group = telegram.discussion_of(channel)
    post = telegram.channel_post_with_discussion(channel, "Nos nouvelles poêles")
    telegram.comment(post, group, "anonyme")
    telegram.comment(post, foreign, "une chaîne")
    async with polling():
        anonymous, by_channel = await line.wait_for(2)
    assert (anonymous.sender.id, anonymous.key.contact) == (str(group.id), str(group.id))
    assert (by_channel.sender.id, by_channel.sender.name) == (str(foreign.id), "Casseroles")


async def test_with_our_channels_named_comments_elsewhere_are_chatter(
    telegram: FakeTelegram, polling, line: RecordingLine, new_receiving: Callable[..., Receiving]
) -> None:
    ours, foreign = telegram.channel("Maison Colibri", username="maison_colibri"), telegram.channel("Intrus")
    telegram.comment(telegram.channel_post_with_discussion(foreign, "Rien"), telegram.user("Ana"), "ailleurs")
    telegram.comment(telegram.channel_post_with_discussion(ours, "Poêles"), telegram.user("Ben"), "ici")
    async with polling(take=new_receiving("@Maison_Colibri").take):
        await line.wait_for(1)
        await telegram.wait_until_taken()
    assert line.texts == ["ici"]


async def test_a_thread_that_could_not_be_remembered_stops_the_poll(telegram, polling, line, cursors) -> None:
    cursors.troubles = [Unavailable()]
    post = telegram.channel_post_with_discussion(telegram.channel("Maison Colibri"), "Poêles")
    first = telegram.comment(post, telegram.user("Ana"), "un")
    telegram.comment(post, telegram.user("Ben"), "deux", reply_to=first)
    async with polling():
        await line.wait_for(2)
    assert line.texts == ["un", "deux"]


async def test_a_command_for_us_by_name_is_obeyed_in_a_group(telegram, polling, line) -> None:
    telegram.group_message(telegram.group("Cuisine"), telegram.user("Ana"), f"/humain@{USERNAME}")
    async with polling():
        (message,) = await line.wait_for(1)
    assert message.text == "je veux parler à une personne"
    assert message.mention
