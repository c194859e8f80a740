"""The fake Bot API, driven through python-telegram-bot's own requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters, Update
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.fakes.telegram.people import ANONYMOUS_ADMIN
from tests.fakes.telegram.server import FakeTelegram

MONDAY = 1_767_600_000.0


class HandClock:
    """Unix seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(autouse=True)
def durations_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it RetryAfter brings a deprecation warning, an error here


@pytest.fixture
async def telegram(clock: HandClock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=clock) as fake:
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=telegram.url) as bot:
        yield bot


@asynccontextmanager
async def posted_to(statuses: list[int]) -> AsyncIterator[tuple[str, list[tuple[str | None, Update | None]]]]:
    """A webhook that answers with `statuses`, then 200; gives its URL and what arrived."""
    arrived: list[tuple[str | None, Update | None]] = []

    async def take(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        arrived.append((secret, Update.de_json(await request.json())))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", arrived
    finally:
        await runner.cleanup()


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


async def test_a_confirmed_update_is_not_given_again(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    for text in ("un", "deux", "trois"):
        telegram.private_message(ana, text)
    first = (await bot.get_updates(limit=1))[0]
    assert (await bot.get_updates(limit=1))[0].update_id == first.update_id
    rest = await bot.get_updates(offset=first.update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["deux", "trois"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()
    await telegram.wait_until_taken()


async def test_a_long_poll_ends_when_something_happens(bot: Bot, telegram: FakeTelegram) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_poll()
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    assert len(await poll) == 1


async def test_of_two_pollers_the_earlier_gets_409(bot: Bot, telegram: FakeTelegram) -> None:
    earlier = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for_poll()
    async with Bot(telegram.token, base_url=telegram.url) as second:
        later = asyncio.create_task(second.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await earlier
        telegram.private_message(telegram.user("Ana"), "Bonjour")
        assert len(await later) == 1


async def test_an_update_lives_a_day(bot: Bot, telegram: FakeTelegram, clock: HandClock) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, "hier")
    clock.now += 24 * 3600 - 1
    telegram.private_message(ana, "aujourd'hui")
    assert len(await bot.get_updates()) == 2
    clock.now += 1
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["aujourd'hui"]


async def test_updates_not_allowed_are_never_queued(bot: Bot, telegram: FakeTelegram) -> None:
    await bot.get_updates(allowed_updates=["edited_message"])
    message = telegram.private_message(telegram.user("Ana"), "Bonjour")
    telegram.edit(message, "Bonsoir")
    (update,) = await bot.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "Bonsoir"
    assert update.edited_message.edit_date is not None


async def test_updates_come_doubled_reversed_and_again(bot: Bot, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.updates.double(1)
    telegram.private_message(ana, "un")
    telegram.updates.reverse(2)
    telegram.private_message(ana, "deux")
    telegram.private_message(ana, "trois")
    updates = await bot.get_updates()
    assert [update.message.text for update in updates if update.message] == ["un", "un", "trois", "deux"]
    assert updates[0].update_id == updates[1].update_id

    offset = max(update.update_id for update in updates) + 1
    assert await bot.get_updates(offset=offset) == ()
    telegram.updates.redeliver(1)
    assert len(await bot.get_updates(offset=offset)) == 1
    assert await bot.get_updates(offset=offset) == ()


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


async def test_an_outage_keeps_port_and_updates(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.private_message(telegram.user("Ana"), "Bonjour")
    await telegram.stop()
    with pytest.raises(NetworkError):
        await bot.get_updates()
    await telegram.start()
    assert len(await bot.get_updates()) == 1


async def test_a_webhook_gets_each_update_with_the_secret_until_it_accepts(bot: Bot, telegram: FakeTelegram) -> None:
    async with posted_to([503, 503]) as (url, arrived):
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await telegram.wait_for_poll()
        await bot.set_webhook(url, secret_token="s3cret")
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(Conflict, match="while webhook is active"):
            await bot.get_updates()
        telegram.private_message(telegram.user("Ana"), "Bonjour")
        await telegram.wait_until_taken()
        info = await bot.get_webhook_info()
        assert {secret for secret, _ in arrived} == {"s3cret"}
        assert len({update.update_id for _, update in arrived if update}) == 1
        assert len(arrived) == 3
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    await bot.delete_webhook()
    telegram.private_message(telegram.user("Paul"), "Bonsoir")
    assert len(await bot.get_updates()) == 1


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://example.org:1234/hook", "ftp://127.0.0.1/"])
async def test_an_address_telegram_would_not_post_to_is_refused(bot: Bot, url: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)webhook"):
        await bot.set_webhook(url)
