"""Customers as they write: angry, misspelt, in English, with nothing to say or far too much, and the shop that answers them."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.release import Release
from conversations import events as e
from conversations.turn import Reply
from routing.dated_act import conversation_of
from tests.fakes.smtp import Mailbox
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.figures import figures_agree
from tests.stories.harness import Shop, open_shop
from tests.stories.people import POST, Customer, customer

pytestmark = pytest.mark.xdist_group("stories")


@pytest.fixture
async def patient(database_url: str, release: Release, telegram: FakeTelegram, mailbox: Mailbox) -> AsyncIterator[Shop]:
    """A shop that lets people finish for an hour: what it says sooner, it says at once."""
    async with open_shop(database_url, release, telegram, mailbox, quiet=timedelta(hours=1)) as opened:
        yield opened
        await figures_agree(opened)


async def test_an_angry_withdrawal_is_acknowledged_with_a_reference_and_its_deadline(shop: Shop, lea: Customer) -> None:
    await lea.writes("Scandaleux !!! 3 semaines que j'attends, je me rétracte de ma commande, c'est honteux")
    (told,) = await lea.is_told()
    (act,) = await shop.fact(e.DatedActDeclared)
    assert act.reference in told
    assert re.fullmatch(r"R-[0-9A-F]{5}-[0-9A-F]{5}-1", act.reference)
    assert act.legal_by is not None
    assert await shop.verdict() == "route:commandes"
    found = await shop.store.beginning(conversation_of(act.reference), 5)
    assert list(found) == [await shop.conversation()]
    await lea.writes("et on en est où svp ?")
    assert act.reference in (await lea.is_told(2))[1]


async def test_a_person_is_asked_for_after_an_answer_in_a_hurry_and_with_slips(shop: Shop, lea: Customer) -> None:
    await lea.writes("Bonjour, quels sont vos horaires d'ouverture ?")
    await lea.is_told()
    await lea.writes("jveu parlé a un vrai conseillé svp")
    await lea.is_told(2)
    (refused,) = await shop.fact(e.AnswerRefused)
    (opened,) = await shop.fact(e.TurnOpened)
    assert refused.turn == opened.turn
    assert [reply.reply for reply in await shop.fact(e.Replied, 2)] == [Reply.ANSWER, Reply.ACKNOWLEDGEMENT]


async def test_nobody_who_asks_for_a_person_waits_for_the_end_of_a_sentence(patient: Shop) -> None:
    async with customer(patient) as max_:
        await max_.writes("HUMAN PLEASE")
        (told,) = await max_.is_told()
    assert "our" in told
    assert await patient.verdict() == "humain"


async def test_what_a_team_needs_is_asked_once_and_what_arrives_is_attached(shop: Shop, lea: Customer) -> None:
    await lea.writes("mon colis n'est jamais arrivé")
    (told,) = await lea.is_told()
    assert "numéro de commande" in told
    await lea.writes("voici le numéro : 123456")
    await shop.fact(e.Decided, 2)
    assert len(await lea.reads()) == 3
    assert len(await shop.facts(e.TurnOpened)) == 1


async def test_a_number_that_is_there_is_not_asked_for(shop: Shop, lea: Customer) -> None:
    await lea.writes("mon colis de la commande 48213 n'est jamais arrivé")
    (told,) = await lea.is_told()
    assert "numéro de commande" not in told


async def test_a_complaint_after_an_answer_is_never_answered_by_another(shop: Shop, lea: Customer) -> None:
    await lea.writes("Quels sont les délais de livraison ?")
    await lea.is_told()
    await lea.writes("vous vous moquez du monde, ça fait dix jours, toujours rien, c'est inadmissible !!")
    await lea.is_told(2)
    assert [reply.reply for reply in await shop.fact(e.Replied, 2)] == [Reply.ANSWER, Reply.ACKNOWLEDGEMENT]
    assert len(await shop.facts(e.AnswerRefused)) == 1
    assert len(await shop.facts(e.TurnOpened)) == 1


async def test_two_questions_in_one_breath_are_both_seen_to(shop: Shop, lea: Customer) -> None:
    await lea.writes("where is my order and can i have an invoice please")
    (told,) = await lea.is_told()
    assert "invoice" in told
    assert "delivery team" in told
    (decided,) = await shop.fact(e.Decided)
    assert (decided.verdict, decided.also) == ("route:livraison", ("faq:facture_telecharger",))


async def test_thanks_with_a_but_are_no_farewell(shop: Shop, lea: Customer) -> None:
    await lea.writes("Merci pour votre aide, mais mon problème n'est toujours pas réglé")
    (told,) = await lea.is_told()
    assert "Merci à vous" not in told
    assert await shop.verdict() == "route:relation_client"


async def test_thanks_for_nothing_are_never_thanked_for(shop: Shop, lea: Customer) -> None:
    await lea.comments("Merci pour rien")
    (told,) = await lea.is_told(place=f"post/{POST}")
    assert "Merci à vous" not in told
    assert (await shop.verdict()).startswith("route:")
    assert [decided.reasons[-1].rule for decided in await shop.fact(e.Decided)] == ["perhaps_irony"]


async def test_irony_after_an_answer_brings_a_person(shop: Shop, lea: Customer) -> None:
    await lea.writes("Quels sont les délais de livraison ?")
    await lea.is_told()
    await lea.writes("Merci pour rien")
    await lea.is_told(2)
    (refused,) = await shop.fact(e.AnswerRefused)
    assert refused.turn == (await shop.fact(e.TurnOpened))[0].turn
    assert [reply.reply for reply in await shop.fact(e.Replied, 2)] == [Reply.ANSWER, Reply.ACKNOWLEDGEMENT]


async def test_despair_is_answered_by_who_listens(shop: Shop, lea: Customer) -> None:
    await lea.writes("j'ai plus envie de vivre, tout va mal")
    (told,) = await lea.is_told()
    assert "3114" in told
    assert "débranche" not in told
    assert await shop.verdict() == "route:relation_client"


async def test_a_fire_in_a_language_that_we_do_not_speak_is_answered_in_those_that_we_do(shop: Shop, lea: Customer) -> None:
    await lea.writes("Mein Toaster hat Feuer gefangen, was soll ich jetzt machen?")
    (told,) = await lea.is_told()
    assert "débranche" in told
    assert "unplug" in told
    assert "3114" not in told


async def test_an_enormous_letter_with_its_point_at_the_end_reaches_a_person(shop: Shop, lea: Customer) -> None:
    await lea.writes(
        "J'ai toujours aimé votre magasin et mes parents aussi. " * 60 + "Je demande la suppression de mes données."
    )
    (told,) = await lea.is_told()
    (act,) = await shop.fact(e.DatedActDeclared)
    assert act.act == "data_right"
    assert act.reference in told


async def test_nothing_but_signs_is_read_by_a_person(shop: Shop, lea: Customer) -> None:
    await lea.writes("???")
    (told,) = await lea.is_told()
    assert told
    assert (await shop.verdict()).startswith("route:")
