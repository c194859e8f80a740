"""A person at the desk takes over."""

import pytest

from bot.first_start import one_time_password
from conversations import events as e
from conversations.turn import AnsweredBy, Reply
from tests.desk.desk_forms import Page
from tests.stories.harness import Shop, until
from tests.stories.people import NEW_PASSWORD, POST, Agent, Customer, at_the_desk

pytestmark = pytest.mark.xdist_group("stories")
BROKEN = "Mon grille-pain ne s'allume plus depuis hier, il est encore sous garantie"
ANSWER = "Bonjour, renvoyez-le avec l'étiquette jointe : nous le réparons sous dix jours."


@pytest.fixture
async def broken(shop: Shop, lea: Customer) -> str:
    """The conversation of a customer who was told that a person will answer."""
    await lea.writes(BROKEN)
    await lea.is_told()
    return await shop.conversation(lea.private)


async def test_the_first_password_opens_the_desk_once(shop: Shop) -> None:
    password = await one_time_password(shop.store)
    assert password is not None
    async with at_the_desk(shop, signed_in=False) as stranger:
        assert "/desk/login" in str((await stranger.browser.get("/desk")).headers["location"])
        page = await stranger.signs_in(password)
        assert page.form("/desk/password")
        assert (await stranger.browser.get("/desk")).headers["location"] == "/desk/password"
        await stranger.chooses_a_password(password)
        assert (await stranger.browser.get("/desk")).status_code == 200
    assert await one_time_password(shop.store) is None
    async with at_the_desk(shop, signed_in=False) as again:
        assert (await again.browser.post("/desk/login", data={"login": "admin", "password": password})).status_code == 401
        await again.signs_in(NEW_PASSWORD)
        assert (await again.browser.get("/desk")).status_code == 200


async def test_who_waits_is_in_the_queue_with_what_they_said(shop: Shop, broken: str, agent: Agent) -> None:
    queue = await agent.queue()
    assert BROKEN in queue.text
    assert any(broken in (given.get("href") or "") for _, given in queue.tags)
    assert BROKEN in (await agent.queue(department="sav")).text
    assert BROKEN not in (await agent.queue(department="livraison")).text
    page = await agent.opens(broken)
    assert BROKEN in page.text


async def test_an_answer_reaches_the_customer_and_the_bot_keeps_quiet(
    shop: Shop, lea: Customer, broken: str, agent: Agent
) -> None:
    await agent.answers(broken, ANSWER)
    assert ANSWER in (await lea.is_told(2))[1]
    delivered = (await shop.fact(e.Delivered, 2))[1]
    assert (delivered.reply, delivered.by) == (Reply.ANSWER, AnsweredBy.STAFF)
    assert BROKEN not in (await agent.queue()).text
    await lea.writes("Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?")
    await shop.fact(e.Decided, 2)
    assert len(await lea.reads()) == 4
    assert len(await shop.facts(e.Replied)) == 2
    assert "à quelle heure ouvre le magasin" in (await agent.queue()).text
    assert await shop.metric("recul_answer_delay_seconds_count", answered_by="staff", department="sav") == 1
    assert await shop.metric("recul_staff_wait_seconds_count", department="sav") == 1


async def test_handed_back_the_bot_speaks_again(shop: Shop, lea: Customer, broken: str, agent: Agent) -> None:
    await agent.answers(broken, ANSWER)
    await lea.is_told(2)
    assert (await agent.does("hand-back", broken)).status_code == 303
    await lea.writes("Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?")
    assert "du mardi au samedi" in (await lea.is_told(3))[2]


async def test_a_note_stays_inside(shop: Shop, lea: Customer, broken: str, agent: Agent) -> None:
    said = await agent.does("say", broken, text="Deuxième panne : voir avec l'atelier.", reply="note")
    assert said.status_code == 303
    assert "voir avec l'atelier" in (await agent.opens(broken)).text
    assert len(await shop.fact(e.Noted)) == 1
    assert len(await shop.facts(e.Replied)) == 1
    assert "atelier" not in " ".join(entry.text for entry in await lea.reads())
    assert BROKEN in (await agent.queue()).text


async def test_a_holding_reply_promises_and_is_no_answer(shop: Shop, lea: Customer, broken: str, agent: Agent) -> None:
    said = await agent.does("say", broken, text="Nous regardons avec l'atelier.", reply="holding")
    assert said.status_code == 303
    held = (await lea.is_told(2))[1]
    assert "Nous regardons avec l'atelier." in held
    assert "avant" in held
    assert BROKEN in (await agent.queue()).text
    assert await shop.metric("recul_answer_delay_seconds_count") == 0


TWO = "Mon colis n'est jamais arrivé. Par ailleurs, j'ai été débité deux fois pour cette commande."


async def test_two_requests_are_seen_to_by_two_teams_one_after_the_other(shop: Shop, lea: Customer, agent: Agent) -> None:
    await lea.writes(TWO)
    [told] = await lea.is_told()
    assert "facturation" in told
    id = await shop.conversation(lea.private)
    assert "+ Équipe facturation" in (await agent.queue(department="livraison")).text
    page = (await agent.opens(id)).text
    assert "+ Équipe facturation" in page
    assert "ensuite, pour le reste" in page
    await agent.answers(id, "Bonjour, votre colis repart demain.")
    answer = (await lea.is_told(2))[1]
    assert "votre colis repart demain" in answer
    assert "facturation" in answer
    assert TWO in (await agent.queue(department="facturation")).text
    assert TWO not in (await agent.queue(department="livraison")).text
    await agent.answers(id, "Bonjour, le second prélèvement vous est rendu.")
    assert "second prélèvement" in (await lea.is_told(3))[2]
    assert TWO not in (await agent.queue()).text
    first, rest = await shop.fact(e.TurnOpened, 2)
    assert (rest.at, rest.rest_of) == (first.at, first.turn)


async def test_another_department_takes_it_and_no_clock_moves(shop: Shop, broken: str, agent: Agent) -> None:
    (before,) = (await shop.store.load(broken)).turns  # type: ignore[union-attr]
    assert (await agent.does("department", broken, department="qualite")).status_code == 303
    (now,) = (await shop.store.load(broken)).turns  # type: ignore[union-attr]
    assert (before.department, now.department) == ("sav", "qualite")
    assert (now.opened_at, now.target_by, now.promised_by) == (before.opened_at, before.target_by, before.promised_by)
    assert BROKEN in (await agent.queue(department="qualite")).text
    assert BROKEN not in (await agent.queue(department="sav")).text


async def test_closing_without_an_answer_leaves_the_queue_and_stays_unanswered(shop: Shop, broken: str, agent: Agent) -> None:
    assert (await agent.does("close", broken)).status_code == 303
    assert BROKEN not in (await agent.queue()).text
    assert BROKEN in (await agent.queue(state="closed")).text
    assert await shop.metric("recul_turns_open") == 0
    assert await shop.metric("recul_answer_delay_seconds_count") == 0


async def test_a_public_answer_is_confirmed_and_seen_by_all(shop: Shop, lea: Customer, max_: Customer, agent: Agent) -> None:
    await lea.comments("Mon colis est en retard de cinq jours, personne ne me répond")
    await lea.is_told(1, f"post/{POST}")
    conversation = await shop.conversation()
    refused = await agent.does("say", conversation, text="Il arrive demain.", reply="answer")
    assert refused.status_code == 422
    assert "Il arrive demain." in refused.text
    await agent.answers(conversation, "Il arrive demain.", confirm="yes")
    assert "Il arrive demain." in (await max_.is_told(2, f"post/{POST}"))[1]


async def test_an_answer_that_misses_what_was_just_said_comes_back(
    shop: Shop, lea: Customer, broken: str, agent: Agent
) -> None:
    form = (await agent.opens(broken)).form("/say")
    await lea.writes("En fait il remarche, oubliez ma demande")
    await shop.fact(e.MessageReceived, 2)
    late = await agent.browser.post(form.action, data=form.fields | {"text": ANSWER, "reply": "answer"})
    assert late.status_code == 409
    page = Page(late.text)
    assert "il remarche" in page.text
    assert page.form("/say").fields["text"].strip() == ANSWER


async def test_an_answer_sent_twice_goes_out_once(shop: Shop, lea: Customer, broken: str, agent: Agent) -> None:
    form = (await agent.opens(broken)).form("/say")
    for _ in range(2):
        await agent.browser.post(form.action, data=form.fields | {"text": ANSWER, "reply": "answer"})
    await until(lambda: shop.facts(e.Replied))
    assert [reply.by for reply in await shop.fact(e.Replied, 2)] == [AnsweredBy.BOT, AnsweredBy.STAFF]
