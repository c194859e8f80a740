"""The link from a comment to the private side of the page."""

import re

import httpx

from conversations.message import MessageKind, Visibility
from conversations.turn import AnsweredBy, Reply
from tests.desk.desk_forms import Page
from tests.fakes.channel_line import MemoryLine

POST = "infos_livraison"
TOKEN = "wq3Vb1uTtJ0mO9bq1X-_4A"


async def post(browser: httpx.AsyncClient, page: str, action: str, **values: str) -> httpx.Response:
    fields = Page((await browser.get(page)).text).form(action).fields | values
    return await browser.post(action, data=fields)


async def comments(browser: httpx.AsyncClient, line: MemoryLine) -> str:
    """Somebody comments; returns the id of the conversation to which the link leads."""
    assert (await post(browser, "/", f"/commenter/{POST}", text="Où est mon colis ?", name="Léa")).status_code == 303
    (id,) = line.conversations
    line.links[TOKEN] = id
    return id


async def test_the_link_in_a_public_reply_can_be_clicked_by_what_we_said_alone(
    browser: httpx.AsyncClient, line: MemoryLine
) -> None:
    id = await comments(browser, line)
    await post(browser, "/", f"/commenter/{POST}", text="voir https://ailleurs.example/x")
    url = f"http://page.test/prive/{TOKEN}"
    line.say(id, f"Bonjour. Suite en privé : {url} — réponse automatique", by=AnsweredBy.BOT, reply=Reply.ACKNOWLEDGEMENT)
    page = (await browser.get("/")).text
    assert re.findall(r'<a href="(http[^"]*)"', page) == [url]


async def test_opening_the_link_changes_nothing_and_asks_nothing_again(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await comments(browser, line)
    before = len(line.received)
    answer = await browser.get(f"/prive/{TOKEN}", headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    assert "rien à répéter" in answer.text
    assert 'content="noindex"' in answer.text
    assert len(line.received) == before


async def test_what_is_written_there_brings_the_token_and_the_name(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    id = await comments(browser, line)
    assert (await post(browser, f"/prive/{TOKEN}", "/ecrire", text="Ma commande est la 12345")).status_code == 303
    said = line.received[-1]
    assert (said.link, said.visibility, said.kind, said.sender.name) == (TOKEN, Visibility.PRIVATE, MessageKind.TEXT, "Léa")
    assert line.received[-1].key.contact == line.conversations[id].key.contact


async def test_going_on_without_a_word_shows_none(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    id = await comments(browser, line)
    assert (await post(browser, f"/prive/{TOKEN}", "/suivre")).headers["location"] == "/#prive"
    assert (line.received[-1].kind, line.received[-1].link) == (MessageKind.COMMAND, TOKEN)
    line.say(id, "Nous continuons ici.")
    private = (await browser.get("/fil/prive")).text
    assert "Nous continuons ici." in private
    assert "own-said" not in private


async def test_private_and_public_stay_apart_and_nothing_of_before_is_lost(
    browser: httpx.AsyncClient, line: MemoryLine
) -> None:
    await post(browser, "/", "/ecrire", text="une ancienne question")
    (old,) = line.conversations
    await post(browser, "/", f"/commenter/{POST}", text="un commentaire")
    new = list(line.conversations)[-1]
    line.links[TOKEN] = new
    await post(browser, f"/prive/{TOKEN}", "/ecrire", text="un détail privé")
    late, answer = line.say(old, "réponse à l'ancienne"), line.say(new, "réponse en privé")
    private, public = (await browser.get("/fil/prive")).text, (await browser.get(f"/fil/post/{POST}")).text
    for said in ("une ancienne question", "un détail privé", "réponse à l&#39;ancienne", "réponse en privé"):
        assert said in private
        assert said not in public
    assert "un commentaire" in public
    assert "un commentaire" not in private
    assert len(line.deliveries(late)) == len(line.deliveries(answer)) == 1


async def test_a_refused_text_keeps_the_token(browser: httpx.AsyncClient) -> None:
    answer = await post(browser, f"/prive/{TOKEN}", "/ecrire", text="   ")
    assert answer.status_code == 422
    assert Page(answer.text).form("/ecrire").fields["link"] == TOKEN


async def test_what_is_no_token_is_not_kept(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    for token in ("court", "a" * 23, "%22%3E%3Cscript%3E012"):
        page = (await browser.get(f"/prive/{token}")).text
        assert 'name="link"' not in page
    assert (await browser.post("/suivre", data={"link": "faux"})).status_code == 422
    assert line.received == []


async def test_the_language_can_be_changed_without_losing_the_way(browser: httpx.AsyncClient) -> None:
    page = (await browser.get(f"/prive/{TOKEN}", headers={"Accept-Language": "fr"})).text
    assert f'href="/prive/{TOKEN}?lang=en"' in page
    assert (await browser.get(f"/prive/{TOKEN}?lang=en")).headers["location"] == f"/prive/{TOKEN}"
