import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.channels.web.flood import Flood
from bot.channels.web.language import chosen
from bot.channels.web.rendering import written
from bot.channels.web.words import WORDS
from charter.charter import Charter
from conversations.sending import ParcelState
from tests.fakes.channel_line import NOON, MemoryLine

POST = "cocotte_fonte"


async def write(browser: httpx.AsyncClient, line: MemoryLine, action: str = "/ecrire", text: str = "Bonjour") -> str:
    """Write as a customer, and give the conversation's id."""
    known = set(line.conversations)
    await browser.get("/")
    answer = await browser.post(action, data={"text": text})
    assert answer.status_code == 303
    return next(iter(set(line.conversations) - known))


@pytest.mark.parametrize("path", ["/", "/fil/prive"])
async def test_a_reply_is_delivered_when_the_page_fetches_it(browser: httpx.AsyncClient, line: MemoryLine, path: str) -> None:
    parcel = line.say(await write(browser, line), "Il arrive demain.")
    assert line.state(parcel) is ParcelState.QUEUED
    line.clock.pass_by(minutes=3)
    for _ in range(2):
        assert "Il arrive demain." in (await browser.get(path)).text
    assert line.deliveries(parcel) == [NOON + timedelta(minutes=3)]


async def test_a_public_reply_is_delivered_to_whom_it_answers(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    parcel = line.say(await write(browser, line, f"/commenter/{POST}"), "Merci Léa", author="Sophie")
    await write(other, line, f"/commenter/{POST}")
    for path in ("/", f"/fil/post/{POST}"):
        html = (await other.get(path)).text
        assert "Merci Léa" in html
        assert "Sophie · Maison Colibri" in html
    assert line.deliveries(parcel) == []
    await browser.get(f"/fil/post/{POST}")
    assert line.deliveries(parcel) == [NOON]


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
async def test_a_prefetch_delivers_nothing(browser: httpx.AsyncClient, line: MemoryLine, headers: dict[str, str]) -> None:
    parcel = line.say(await write(browser, line), "Il arrive demain.")
    await browser.get("/", headers=headers)
    await browser.head("/")
    assert line.deliveries(parcel) == []


async def test_a_reply_that_may_not_leave_yet_is_not_shown(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    id = await write(browser, line)
    late = line.say(id, "plus tard", due=NOON + timedelta(minutes=5))
    assert "plus tard" not in (await browser.get("/")).text
    assert line.deliveries(late) == []
    line.clock.pass_by(minutes=5)
    assert "plus tard" in (await browser.get("/")).text


async def test_what_staff_write_for_themselves_is_never_shown(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    line.write_note(await write(browser, line), "client difficile")
    assert "client difficile" not in (await browser.get("/")).text


@pytest.mark.parametrize("action", ["/ecrire", f"/commenter/{POST}"])
async def test_new_replies_are_held_back_while_sending_is_suspended(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine, action: str
) -> None:
    id = await write(browser, line, action)
    line.say(id, "déjà lue")
    await browser.get("/")
    await line.suspend("incident", "u1")
    held = line.say(id, "toute neuve")
    page = (await browser.get("/")).text
    assert "déjà lue" in page
    assert "toute neuve" not in page
    assert "toute neuve" not in (await other.get("/")).text
    assert line.deliveries(held) == []
    await line.resume("u1")
    assert "toute neuve" in (await browser.get("/")).text


async def test_looking_at_the_page_leaves_no_trace(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    answer = await browser.get("/")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert not line.conversations


async def test_the_page_is_closed_to_foreign_code(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", answer.text)
    for name in re.findall(r'(?:href|src)="(/web/[^"]+)"', answer.text):
        file = await browser.get(name)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
    assert (await browser.get("/web/..%2Fwords.py")).status_code == 404


async def test_the_page_says_that_replies_may_be_automatic(browser: httpx.AsyncClient, charter: Charter) -> None:
    french = (await browser.get("/", headers={"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.1"})).text
    english = (await browser.get("/", headers={"Accept-Language": "en-GB"})).text
    assert "Certaines réponses sont automatiques" in french
    assert '<html lang="fr">' in french
    assert "Some replies are automatic" in english
    assert '<html lang="en">' in english
    assert charter.web_page.posts[0].title["en"] in english


async def test_the_language_can_be_switched_for_good(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/", params={"lang": "en"})).status_code == 303
    assert '<html lang="en">' in (await browser.get("/", headers={"Accept-Language": "fr"})).text
    assert (await browser.get("/", params={"lang": "tlh"})).status_code == 200


@pytest.mark.parametrize(
    ("asked", "kept", "accept", "language"),
    [
        (None, None, "", "fr"),
        (None, None, "de, en-US;q=0.7, fr;q=0.3", "en"),
        (None, None, "en;q=0, fr", "fr"),
        (None, None, "en;q=x, ;q=1,,fr;q=0.1", "fr"),
        (None, None, "ja", "fr"),
        (None, "en", "fr", "en"),
        ("fr", "en", "en", "fr"),
        ("xx", None, "en", "en"),
    ],
)
def test_the_language_is_what_the_reader_wants(asked: str | None, kept: str | None, accept: str, language: str) -> None:
    assert chosen(asked, kept, accept, ("fr", "en")) == language


def test_a_language_that_the_brand_does_not_speak_is_not_offered() -> None:
    assert chosen("fr", "fr", "fr", ("en",)) == "en"


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()


def test_times_are_written_in_the_brands_zone() -> None:
    paris, at = ZoneInfo("Europe/Paris"), datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert written(at, at, paris, "en") == "00:30"
    assert written(at, at + timedelta(days=1), paris, "en") == "3 March, 00:30"
    assert written(at, at + timedelta(days=1), paris, "fr") == "3 mars, 00\u202fh\u202f30"
    assert written(at, at + timedelta(days=365), paris, "fr") == "3 mars 2026, 00\u202fh\u202f30"


def test_a_flood_forgets_devices_that_have_been_quiet() -> None:
    flood = Flood(limit=1)
    for n in range(1500):
        assert flood.allows(str(n), NOON)
    assert not flood.allows("7", NOON)
    assert flood.allows("new", NOON + timedelta(minutes=2))
    assert len(flood._sent) == 1


# The return link, and the end.


async def test_the_return_link_reopens_the_conversation_elsewhere(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    await write(browser, line, text="Où est mon colis ?")
    shown = (await browser.get("/retour")).text
    link = re.search(r'value="(http://page.test/retour/[^"]+)"', shown)
    assert link
    assert ">Copier</button>" in shown
    opened = await other.get(link[1])
    assert opened.status_code == 200
    assert "Où est mon colis" not in opened.text
    assert "set-cookie" not in opened.headers
    assert "Où est mon colis" not in (await other.get("/")).text
    assert (await other.post(link[1])).headers["location"] == "/#prive"
    assert "Où est mon colis" in (await other.get("/")).text


async def test_a_return_link_warns_that_it_replaces_another_conversation(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    await write(browser, line)
    await write(other, line)
    link = f"/retour/{browser.cookies['recul_device']}"
    assert "ne seront plus visibles" not in (await browser.get(link)).text
    assert "n’y seront plus visibles" in (await other.get(link)).text


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 300])
async def test_a_link_to_nothing_changes_nothing(browser: httpx.AsyncClient, line: MemoryLine, token: str) -> None:
    await write(browser, line)
    kept = browser.cookies["recul_device"]
    for answer in (await browser.get(f"/retour/{token}"), await browser.post(f"/retour/{token}")):
        assert answer.status_code == 404
        assert "aucune conversation" in answer.text
        assert "set-cookie" not in answer.headers
    assert browser.cookies["recul_device"] == kept


async def test_another_site_cannot_put_a_visitor_into_its_conversation(
    browser: httpx.AsyncClient, other: httpx.AsyncClient, line: MemoryLine
) -> None:
    await write(browser, line)
    link = f"/retour/{browser.cookies['recul_device']}"
    assert (await other.post(link, headers={"Origin": "https://evil.example"})).status_code == 403
    assert "recul_device" not in other.cookies


async def test_ending_erases_everything_on_this_device(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await write(browser, line, text="Où est mon colis ?")
    answer = await browser.post("/terminer")
    assert answer.headers["location"] == "/?fini=1"
    assert "recul_device" not in browser.cookies
    page = (await browser.get("/?fini=1")).text
    assert "a tout oublié" in page
    assert "Où est mon colis" not in page


async def test_there_is_no_link_before_the_first_message(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/retour")
    assert "Écrivez d’abord un message" in page.text
    assert "/retour/" not in page.text


async def test_a_store_that_is_down_says_so_on_every_page(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    await write(browser, line)
    line.down = True
    link = f"/retour/{browser.cookies['recul_device']}"
    for answer in (await browser.get("/"), await browser.get(link), await browser.post(link), await browser.get("/fil/prive")):
        assert answer.status_code == 503
        assert "enregistrer pour l’instant" in answer.text
        assert answer.headers["retry-after"]


async def test_a_malformed_link_is_not_even_looked_up(browser: httpx.AsyncClient, line: MemoryLine) -> None:
    line.down = True
    assert (await browser.get("/retour/x")).status_code == 404
