"""What customers send in private: words, media, commands, buttons, edits."""

from __future__ import annotations

import pytest
from telegram import Update

from bot.channels.telegram.content import content
from bot.channels.telegram.keyboard import keyboard
from conversations.change import Button
from conversations.message import MessageKind
from tests.fakes.hand_clock import MONDAY

ANA = {"id": 500_001, "is_bot": False, "first_name": "Ana"}


async def test_a_voice_message_is_media_and_a_photo_with_words_is_text(telegram, polling, line) -> None:
    ana = telegram.user("Ana")
    telegram.voice(ana)
    telegram.photo(ana)
    telegram.photo(ana, caption="Elle est cassée")
    async with polling():
        messages = await line.wait_for(3)
    assert [(one.text, one.kind) for one in messages] == [
        ("[message vocal]", MessageKind.MEDIA),
        ("[photo]", MessageKind.MEDIA),
        ("[photo] Elle est cassée", MessageKind.TEXT),
    ]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("location", {"latitude": 47.2, "longitude": -1.5}, "[position]"),
        ("contact", {"phone_number": "+33600000000", "first_name": "Zoé"}, "[contact]"),
        ("document", {"file_id": "a", "file_unique_id": "b"}, "[document]"),
        ("dice", {"emoji": "🎲", "value": 3}, "[dé]"),
    ],
)
def test_what_has_no_words_is_described_without_its_content(field: str, value: object, shown: str) -> None:
    assert content(_message({field: value})) == (shown, MessageKind.MEDIA)


def test_a_venue_is_a_place_though_it_is_also_a_location() -> None:
    location = {"latitude": 47.2, "longitude": -1.5}
    venue = {"location": location, "title": "Magasin", "address": "Nantes"}
    assert content(_message({"location": location, "venue": venue})) == ("[lieu]", MessageKind.MEDIA)


def test_a_service_message_says_nothing() -> None:
    assert content(_message({"group_chat_created": True})) is None


def test_characters_that_no_database_keeps_are_replaced() -> None:
    assert content(_message({"text": "a\ud83d b\x00"})) == ("a\ufffd b\ufffd", MessageKind.TEXT)


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("/start", "fr", "bonjour"),
        ("/start campagne_42", "fr", "bonjour"),
        ("/start", "en-GB", "hello"),
        ("/HUMAIN", "fr", "je veux parler à une personne"),
        ("/help", "en", "I need help"),
        ("/aide", "fr", "j'ai besoin d'aide"),
        ("/suivi 123", "fr", "/suivi 123"),
    ],
)
async def test_commands_stand_for_sentences(telegram, polling, line, typed: str, language: str, said: str) -> None:
    telegram.private_message(telegram.user("Ana", language_code=language), typed)
    async with polling():
        (message,) = await line.wait_for(1)
    assert (message.text, message.kind) == (said, MessageKind.COMMAND)


async def test_a_pressed_button_says_its_value_and_is_answered(telegram, polling, line, connected, hands) -> None:
    ana = telegram.user("Ana")
    question = telegram.private_message(ana, "Ma poêle")
    async with polling():
        await line.wait_for(1)
        sent = await connected.bot.send_message(ana.id, "Laquelle ?", reply_markup=keyboard((Button("Oui", "oui"),)))
        hands.now += 100
        query = telegram.press(ana, {"chat": question["chat"], "message_id": sent.message_id}, "oui")
        _, message = await line.wait_for(2)
        (answered,) = await telegram.wait_for_calls("answerCallbackQuery")
    assert (message.text, message.kind, message.external_id) == ("oui", MessageKind.BUTTON, f"cb:{query['id']}")
    assert message.sent_at.timestamp() == MONDAY + 100
    assert message.reply_to == f"{ana.id}:{sent.message_id}"
    assert answered.parameters["callback_query_id"] == query["id"]
    assert "text" not in answered.parameters


async def test_a_value_too_long_for_telegram_comes_back_as_the_label(telegram, polling, line, connected) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Ma poêle")
    label = "Ma commande est arrivée incomplète, il manque quelque chose dans le colis"
    buttons = (Button("Autre", "autre"), Button(label, label))
    async with polling():
        await line.wait_for(1)
        await connected.bot.send_message(ana.id, "Laquelle ?", reply_markup=keyboard(buttons))
        (sent,) = await telegram.wait_for_sent(ana)
        telegram.press(ana, sent.message, sent.buttons[1]["callback_data"])
        await line.wait_for(2)
    assert line.texts[1] == label


async def test_in_a_group_only_the_one_who_was_asked_can_press(telegram, polling, line, connected) -> None:
    group, ana, ben = telegram.group("Cuisine"), telegram.user("Ana"), telegram.user("Ben", language_code="en")
    asked = telegram.group_message(group, ana, "colibri, ma poêle est cassée")
    async with polling():
        await line.wait_for(1)
        markup = keyboard((Button("SAV", "sav"),))
        await connected.bot.send_message(group.id, "Laquelle ?", reply_markup=markup, reply_to_message_id=asked["message_id"])
        (sent,) = await telegram.wait_for_sent(group)
        telegram.press(ben, sent.message, "sav")
        telegram.press(ana, sent.message, "sav")
        _, message = await line.wait_for(2)
        first, second = await telegram.wait_for_calls("answerCallbackQuery", 2)
    assert message.key.contact == str(ana.id)
    assert message.key == line.stored[0].key
    assert first.parameters["text"] == "This choice is meant for somebody else."
    assert "text" not in second.parameters


async def test_a_press_is_stored_although_its_answer_fails(telegram, polling, line, connected, receiving) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "Ma poêle")
    telegram.trouble.server_error(1, method="answerCallbackQuery")
    async with polling():
        await line.wait_for(1)
        await connected.bot.send_message(ana.id, "Laquelle ?", reply_markup=keyboard((Button("Oui", "oui"),)))
        telegram.press(ana, telegram.sent(ana)[0].message, "oui")
        await line.wait_for(2)
        await telegram.wait_until_taken()
    assert receiving.counts["press_unanswered"] == 1


async def test_an_edit_is_counted_and_a_false_one_told_apart(telegram, polling, line, receiving) -> None:
    ana = telegram.user("Ana")
    message = telegram.private_message(ana, "Bonjour")
    async with polling():
        await line.wait_for(1)
        telegram.edit(message, "Bonjour")
        telegram.edit(message, "Bonsoir")
        await telegram.wait_until_taken()
    assert line.texts == ["Bonjour"]
    assert (receiving.counts["edited_same"], receiving.counts["edited"]) == (1, 1)


def _message(fields: dict[str, object]):
    chat = {"id": 500_001, "type": "private", "first_name": "Ana"}
    raw = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": chat, "from": ANA, **fields}}
    message = Update.de_json(raw).message
    assert message is not None
    return message
