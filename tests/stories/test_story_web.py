"""A customer on the brand's page."""

import re

import pytest

from conversations import events as e
from conversations.turn import Reply
from tests.stories.harness import Shop, until
from tests.stories.people import POST, Agent, Customer

pytestmark = pytest.mark.xdist_group("stories")
THREAD = f"post/{POST}"


async def test_a_frequent_question_is_answered_on_the_page(shop: Shop, lea: Customer) -> None:
    await lea.writes("Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?")
    (answer,) = await lea.sees_arrive()
    assert "automatique" in answer
    assert "du mardi au samedi de 10 h à 19 h" in answer
    assert "une personne" in answer
    (delivered,) = await shop.fact(e.Delivered)
    assert (delivered.reply, delivered.by) == (Reply.ANSWER, "bot")
    assert delivered.refusable_until is not None
    assert await shop.metric("recul_acknowledgement_delay_seconds_count", channel="web", visibility="private") == 1
    # An answer of the bot counts once it has helped, or can no longer be refused.
    assert await shop.metric("recul_answer_delay_seconds_count") == 0


async def test_an_answer_that_helped_counts_and_one_that_did_not_goes_to_a_person(
    shop: Shop, lea: Customer, max_: Customer
) -> None:
    for one in (lea, max_):
        await one.writes("Combien coûtent les frais de port pour une livraison à domicile ?")
        (answer,) = await one.is_told()
        assert "6,90 €" in answer
    await lea.presses("Oui")
    await shop.fact(e.AnswerConfirmed)
    await max_.presses("Non")
    acknowledgement = (await max_.is_told(2))[1]
    assert "automatique" not in acknowledgement  # it was said before
    await shop.fact(e.Promised)
    assert await shop.metric("recul_answer_delay_seconds_count", answered_by="bot") == 1
    assert await shop.metric("recul_faq_answers_refused_total", channel="web") == 1
    assert await shop.metric("recul_turns_open", visibility="private") == 1


async def test_a_late_parcel_in_public_is_acknowledged_once_before_everybodys_eyes(
    shop: Shop, lea: Customer, max_: Customer
) -> None:
    await lea.comments("Mon colis devait arriver lundi et je n'ai toujours rien reçu")
    (acknowledgement,) = await max_.is_told(1, THREAD)
    assert len(acknowledgement) <= 280
    assert "avant" in acknowledgement
    assert "automati" in acknowledgement
    assert acknowledgement == (await lea.is_told(1, THREAD))[0]
    (promised,) = await shop.fact(e.Promised)
    assert promised.by > promised.at
    (handed_over,) = await shop.fact(e.HandedOver)
    assert handed_over.department == "livraison"
    assert await max_.reads() == []
    assert await shop.metric("recul_turns_open", department="livraison", visibility="public", mention="no") == 1


async def test_a_visitor_who_only_reads_delivers_nothing(shop: Shop, lea: Customer, max_: Customer) -> None:
    await lea.comments("Mon colis est en retard de cinq jours, personne ne me répond")
    await max_.is_told(1, THREAD)
    assert await shop.facts(e.Delivered) == []
    await lea.is_told(1, THREAD)
    assert len(await shop.fact(e.Delivered)) == 1


async def test_chatter_in_public_gets_nothing_and_opens_no_turn(shop: Shop, lea: Customer, max_: Customer) -> None:
    await lea.comments("Quelqu'un a vu le match hier soir ?")
    assert await shop.verdict() == "hors_sujet"
    assert await shop.parcels() == []
    assert await shop.facts(e.TurnOpened) == []
    assert [entry.who for entry in await max_.reads(THREAD)] == ["other"]
    assert await shop.metric("recul_off_topic_total") == 1
    assert await shop.metric("recul_turns_opened_total") == 0


async def test_nobody_reads_the_private_words_of_another(shop: Shop, lea: Customer, max_: Customer) -> None:
    await lea.writes("Mon grille-pain ne s'allume plus depuis hier, il est encore sous garantie")
    await lea.is_told()
    assert await max_.reads() == []
    for page in ("/", "/fil/prive", f"/fil/{THREAD}"):
        assert "grille-pain" not in (await max_.browser.get(page)).text


async def test_from_a_comment_to_private_and_back(shop: Shop, lea: Customer, max_: Customer, agent: Agent) -> None:
    await lea.comments("Mon colis devait arriver lundi et je n'ai toujours rien reçu")
    (invitation,) = await lea.is_told(1, THREAD)
    (link,) = re.findall(rf"{re.escape(shop.url)}/prive/[\w-]{{22}}", invitation)
    conversation = await shop.conversation()
    opened = await shop.fact(e.TurnOpened)

    await max_.goes_on(link)
    assert "colis" not in (await max_.is_told())[0]
    await lea.opens(link)
    assert await shop.facts(e.MovedToPrivate) == []
    await lea.goes_on(link)
    (continued,) = await lea.is_told()
    assert "automatique" in continued
    assert re.search("avant|demain|aujourd'hui", continued)
    await lea.writes("Le numéro de commande est le 12345678")
    await shop.fact(e.Decided, 4)
    assert await shop.facts(e.TurnOpened, conversation) == opened

    await agent.answers(conversation, "Votre commande 12345678 arrive samedi.")
    assert "12345678" in (await lea.is_told(2))[1]
    await until(lambda: agent.may("public-line", conversation), what="the button for the public line")
    await agent.does("public-line", conversation)
    line = (await max_.is_told(2, THREAD))[1]
    assert "privé" in line
    assert "12345678" not in str(await max_.reads(THREAD))
    assert "12345678" not in str(await max_.reads())
