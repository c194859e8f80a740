"""Customers on Telegram, through the Bot API's own HTTP."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.channels.telegram.webhook import SECRET_HEADER, secret_of
from bot.clock import SystemClock
from bot.release import Release
from conversations import events as e
from conversations.message import Visibility
from conversations.turn import AnsweredBy
from tests.fakes.smtp import Mailbox
from tests.fakes.telegram.server import USERNAME, FakeTelegram
from tests.stories.figures import figures_agree
from tests.stories.harness import PATIENCE, Shop, open_shop, until
from tests.stories.people import Agent

pytestmark = pytest.mark.xdist_group("stories")
QUESTION = "Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?"
LOST = "mon colis est perdu, cela fait deux semaines que je l'attends"


async def test_a_question_in_private_is_answered(shop: Shop, telegram: FakeTelegram) -> None:
    ana, asked_at = telegram.user("Ana"), SystemClock().now()
    telegram.private_message(ana, QUESTION)
    (answer,) = await telegram.wait_for_sent(ana, timeout=PATIENCE)
    assert "automatique" in answer.text
    assert "du mardi au samedi de 10 h à 19 h" in answer.text
    assert len(await shop.fact(e.Delivered)) == 1
    telegram.press(ana, answer.message, answer.buttons[0]["callback_data"])
    await shop.fact(e.AnswerConfirmed)
    await telegram.wait_for_calls("answerCallbackQuery", timeout=PATIENCE)
    assert await shop.metric("recul_answer_delay_seconds_count", answered_by="bot", channel="telegram") == 1
    assert await shop.metric("recul_faq_answers_confirmed_total", channel="telegram", visibility="private") == 1
    assert await shop.metric("recul_decisions_total", kind="faq", visibility="private") == 1
    assert await shop.metric("recul_channel_success_timestamp_seconds", channel="telegram") >= asked_at.timestamp()


async def test_a_mention_in_a_group_is_acknowledged_under_it(shop: Shop, telegram: FakeTelegram) -> None:
    group, ana = telegram.group("Cuisine"), telegram.user("Ana")
    asked = telegram.group_message(group, ana, f"@{USERNAME} {LOST}")
    (reply,) = await telegram.wait_for_sent(group, timeout=PATIENCE)
    assert reply.reply_to == asked["message_id"]
    assert len(reply.text) <= 280
    assert "avant" in reply.text
    (opened,) = await shop.fact(e.TurnOpened)
    assert (opened.visibility, opened.mention) == (Visibility.PUBLIC, True)


async def test_a_comment_under_our_post_is_acknowledged_in_its_thread(shop: Shop, telegram: FakeTelegram) -> None:
    channel, ana = telegram.channel("Maison Colibri"), telegram.user("Ana")
    post = telegram.channel_post_with_discussion(channel, "Nos nouvelles poêles")
    comment = telegram.comment(post, ana, "Mon colis est en retard de cinq jours, personne ne me répond")
    (reply,) = await telegram.wait_for_sent(telegram.discussion_of(channel), timeout=PATIENCE)
    assert (reply.reply_to, reply.thread) == (comment["message_id"], post.thread)
    (opened,) = await shop.fact(e.TurnOpened)
    assert opened.mention is False


async def test_off_topic_chatter_under_our_post_gets_nothing(shop: Shop, telegram: FakeTelegram) -> None:
    channel = telegram.channel("Maison Colibri")
    post = telegram.channel_post_with_discussion(channel, "Nos nouvelles poêles")
    telegram.comment(post, telegram.user("Ana"), "Quelqu'un a vu le match hier soir ?")
    assert await shop.verdict() == "hors_sujet"
    assert await shop.parcels() == []
    assert await shop.facts(e.TurnOpened) == []


async def test_the_chatter_of_a_group_is_never_stored(shop: Shop, telegram: FakeTelegram) -> None:
    group, ana, ben = telegram.group("Cuisine"), telegram.user("Ana"), telegram.user("Ben")
    telegram.group_message(group, ana, "Vous avez une recette de tarte ?")
    telegram.group_message(group, ben, "Oui, avec un kilo de pommes")
    telegram.private_message(ana, QUESTION)
    await telegram.wait_for_sent(ana, timeout=PATIENCE)
    (id,) = await shop.conversations()
    assert next(message.text for message in await shop.store.messages(id)) == QUESTION
    assert len(await shop.facts(e.MessageReceived)) == 1
    assert telegram.sent(group) == []


async def test_an_update_of_an_unknown_kind_stops_nothing(shop: Shop, telegram: FakeTelegram) -> None:
    telegram.updates.allowed = telegram.updates.allowed | {"telepathy"}
    telegram.unknown_update("telepathy")
    ana = telegram.user("Ana")
    telegram.private_message(ana, QUESTION)
    await telegram.wait_for_sent(ana, timeout=PATIENCE)
    await telegram.wait_until_taken(timeout=PATIENCE)
    assert len(await shop.facts(e.MessageReceived)) == 1


async def test_staff_answer_and_the_bot_keeps_quiet(shop: Shop, telegram: FakeTelegram, agent: Agent) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, f"Bonjour, {LOST}")
    await telegram.wait_for_sent(ana, timeout=PATIENCE)
    conversation = await shop.conversation()
    await agent.answers(conversation, "Il est retrouvé, vous l'aurez samedi.")
    answer = (await telegram.wait_for_sent(ana, 2, timeout=PATIENCE))[1]
    assert "Il est retrouvé" in answer.text
    assert [one.by for one in await shop.fact(e.Delivered, 2)] == [AnsweredBy.BOT, AnsweredBy.STAFF]
    telegram.private_message(ana, QUESTION)
    await shop.fact(e.Decided, 2)
    assert len(await shop.facts(e.Replied)) == 2
    assert QUESTION in (await agent.queue()).text


@pytest.fixture
async def posted(database_url: str, release: Release, telegram: FakeTelegram, mailbox: Mailbox) -> AsyncIterator[Shop]:
    """The shop, to which Telegram posts updates."""
    async with open_shop(database_url, release, telegram, mailbox, webhook=True) as opened:
        await until(lambda: telegram.webhook.url, what="the setting of the webhook")
        yield opened
        await figures_agree(opened)


async def test_by_webhook_a_question_is_answered(posted: Shop, telegram: FakeTelegram) -> None:
    ana = telegram.user("Ana")
    telegram.private_message(ana, QUESTION)
    (answer,) = await telegram.wait_for_sent(ana, timeout=PATIENCE)
    assert "du mardi au samedi de 10 h à 19 h" in answer.text
    await telegram.wait_until_taken(timeout=PATIENCE)
    assert telegram.calls("getUpdates") == []
    assert telegram.webhook.url == f"{posted.url}/telegram/updates"


async def test_the_webhook_takes_nothing_without_its_secret(posted: Shop, telegram: FakeTelegram) -> None:
    update = {"update_id": 1, "message": {"message_id": 1}}
    async with httpx.AsyncClient(base_url=posted.url) as stranger:
        for headers in ({}, {SECRET_HEADER: "guessed"}):
            assert (await stranger.post("/telegram/updates", json=update, headers=headers)).status_code == 401
        right = {SECRET_HEADER: secret_of(telegram.token)}
        assert (await stranger.post("/telegram/updates", content=b"{", headers=right)).status_code == 400
        strange = {"update_id": 2, "telepathy": {"strength": 3}}
        assert (await stranger.post("/telegram/updates", json=strange, headers=right)).status_code == 200
    assert await posted.conversations() == []


async def test_from_a_comment_to_a_private_chat_and_back(shop: Shop, telegram: FakeTelegram, agent: Agent) -> None:
    channel, ana, eve = telegram.channel("Maison Colibri"), telegram.user("Ana"), telegram.user("Eve")
    group, post = telegram.discussion_of(channel), telegram.channel_post_with_discussion(channel, "Nos nouvelles poêles")
    comment = telegram.comment(post, ana, "Mon colis est en retard de cinq jours, personne ne me répond")
    (invitation,) = await telegram.wait_for_sent(group, timeout=PATIENCE)
    assert len(invitation.text) <= 280
    (token,) = re.findall(rf"https://t\.me/{USERNAME}\?start=([\w-]{{22}})", invitation.text)
    conversation = await shop.conversation()
    opened = await shop.fact(e.TurnOpened)

    telegram.private_message(eve, f"/start {token}")
    (greeting,) = await telegram.wait_for_sent(eve, timeout=PATIENCE)
    assert "colis" not in greeting.text
    assert await shop.facts(e.MovedToPrivate) == []

    telegram.private_message(ana, f"/start {token}")
    (continued,) = await telegram.wait_for_sent(ana, timeout=PATIENCE)
    assert "automatique" in continued.text
    assert re.search("rien à réécrire|inutile de la répéter|déjà pris en charge", continued.text, re.IGNORECASE)
    telegram.private_message(ana, "Le numéro de commande est le 12345678")
    await shop.fact(e.Decided, 4)
    assert await shop.facts(e.TurnOpened, conversation) == opened

    await agent.answers(conversation, "Votre commande 12345678 arrive samedi.")
    answer = (await telegram.wait_for_sent(ana, 2, timeout=PATIENCE))[1]
    assert "12345678" in answer.text
    await until(lambda: agent.may("public-line", conversation), what="the button for the public line")
    assert (await agent.does("public-line", conversation)).status_code == 303
    line = (await telegram.wait_for_sent(group, 2, timeout=PATIENCE))[1]
    assert (line.reply_to, line.thread) == (comment["message_id"], post.thread)
    assert re.search("privé", line.text)
    assert re.search("— .*automati", line.text)
    assert "12345678" not in line.text
