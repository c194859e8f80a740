"""What the queue and a conversation show, in words."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from conversations import events as e
from conversations.sending import ParcelState
from desk.rendering import STATIC
from tests.desk.conftest import browser_at, sign_in
from tests.desk.desk_forms import Page
from tests.fakes.desk_shop import NOW, Shop, asked, empty_shop

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)//' onfocus='x",
)


def _names(html: str) -> list[str]:
    return [given["data-row"] or "" for tag, given in Page(html).tags if tag == "a" and "data-row" in given]


async def test_the_queue_has_danger_first_then_the_oldest_promise(marie: httpx.AsyncClient) -> None:
    answer = await marie.get("/desk")
    assert _names(answer.text) == ["c-danger", "c-parcel", "c-public", "c-warranty", "c-refund"]
    text = Page(answer.text).text
    assert "5 conversations attendent une réponse" in text
    assert "en retard de 10 min" in text
    assert "reste 25 min" in text
    assert "promis demain 9 h 40" in text
    assert "Client sans nom" in text


async def test_a_department_shows_its_own_and_its_count(marie: httpx.AsyncClient) -> None:
    answer = await marie.get("/desk?department=facturation")
    assert _names(answer.text) == ["c-public", "c-refund"]
    assert "Service facturation 2" in Page(answer.text).text


async def test_an_agent_sees_the_queue_of_their_departments_and_nothing_else(karim: httpx.AsyncClient) -> None:
    answer = await karim.get("/desk")
    assert _names(answer.text) == ["c-parcel"]
    assert "1 conversation attend une réponse" in Page(answer.text).text
    assert "Service facturation" not in answer.text
    for path in ("/desk?department=facturation", "/desk/conversations/c-refund"):
        refused = await karim.get(path)
        assert refused.status_code == 403
        assert "Demandez à votre responsable" in refused.text
        assert "débité" not in refused.text


async def test_closed_conversations_have_their_own_list(marie: httpx.AsyncClient) -> None:
    assert _names((await marie.get("/desk?state=closed")).text) == ["c-bot"]


async def test_a_long_queue_is_read_page_by_page(shop: Shop, marie: httpx.AsyncClient) -> None:
    for n in range(60):
        asked(shop, f"m{n:02}", f"Client {n}", "Bonjour", "sav", at=NOW, promised=NOW + timedelta(hours=5, minutes=n),
              acknowledged="Merci.")  # fmt: skip
    first = await marie.get("/desk?department=sav")
    shown = _names(first.text)
    more = next(given["href"] or "" for tag, given in Page(first.text).tags if "after=" in (given.get("href") or ""))
    rest = _names((await marie.get(more)).text)
    assert len(shown) == 50
    assert not set(shown) & set(rest)
    assert len(shown) + len(rest) == 61


async def test_an_empty_queue_says_so_in_a_sentence() -> None:
    async with browser_at(empty_shop()) as browser:
        await sign_in(browser, "marie")
        assert "Personne n’attend. Profitez-en pour souffler." in Page((await browser.get("/desk")).text).text
        assert "Personne n’attend dans ce service." in (await browser.get("/desk?department=sav")).text


async def test_a_conversation_tells_its_story_with_reasons_in_sentences(marie: httpx.AsyncClient) -> None:
    text = Page((await marie.get("/desk/conversations/c-parcel")).text).text.replace("\u00a0", " ")
    story = [
        "Ma cocotte devait arriver vendredi",
        "Compris : pour le service livraison · agacé",
        "Pourquoi ?",
        "Sujet reconnu : le service livraison, sûr à 91 %",
        "ensuite question fréquente « Suivre mon colis », à 5 %",
        "Confiée à : le service livraison · objectif 15 h 20",
        "accusé de réception",
        "envoyé",
        "Promesse au client : une réponse avant 14 h 30",
        "Karim Note interne",
    ]
    places = [text.find(part) for part in story]
    assert -1 not in places
    assert places == sorted(places)


async def test_the_state_of_every_reply_is_in_words(shop: Shop, marie: httpx.AsyncClient) -> None:
    warranty = Page((await marie.get("/desk/conversations/c-warranty")).text).text.replace("\u00a0", " ")
    assert "peut-être envoyé deux fois" in warranty
    assert "échec : le client nous a bloqués" in warranty
    assert "pas encore vu" in (await marie.get("/desk/conversations/c-refund")).text
    thread = shop.desk.threads["c-refund"]
    shop.desk.settle(thread, thread.parcels[-1].id, ParcelState.FAILED, error="E42")
    assert "E42" in (await marie.get("/desk/conversations/c-refund")).text


async def test_danger_and_suspension_have_banners(shop: Shop, marie: httpx.AsyncClient) -> None:
    assert "Je m’en occupe" in (await marie.get("/desk/conversations/c-danger")).text
    shop.switch.reasons["all"] = "Fausse promotion en circulation"
    for path in ("/desk", "/desk/conversations/c-refund"):
        text = Page((await marie.get(path)).text).text
        assert "Envois suspendus." in text
        assert "Fausse promotion en circulation" in text
    assert "retenu, envois suspendus" in text
    assert "la consigne de sécurité est retenue" in (await marie.get("/desk/conversations/c-danger")).text


async def test_where_no_letter_can_leave_nobody_is_said_to_be_told(shop: Shop) -> None:
    shop.letters = False
    async with browser_at(shop) as browser:
        await sign_in(browser, "marie")
        text = Page((await browser.get("/desk/conversations/c-danger")).text).text
    assert "prévenez vous-même l’astreinte" in text
    assert "l’astreinte est prévenue" not in text


async def test_the_banner_says_which_part_is_suspended_and_how_much_safety_wording_waits(
    shop: Shop, marie: httpx.AsyncClient
) -> None:
    shop.switch.reasons |= {"bot": "Réponses fausses", "user:u1": "Compte piraté"}
    shop.switch.held["safety"] = 2
    text = Page((await marie.get("/desk")).text).text.replace("\u00a0", " ")
    assert "Une partie des envois est suspendue. Le robot : Réponses fausses." in text
    assert "Compte piraté" in text
    assert "consignes de sécurité du robot sont retenues aussi" in text
    assert "2 consignes de sécurité attendent" in text
    del shop.switch.reasons["bot"]
    assert "consignes de sécurité" not in Page((await marie.get("/desk")).text).text
    shop.switch.reasons["all"] = "Fausse promotion"
    assert "2 consignes de sécurité attendent" in Page((await marie.get("/desk")).text).text.replace("\u00a0", " ")


@pytest.mark.parametrize(("scope", "held"), [("staff", True), ("bot", False), ("user:u9", False)])
async def test_a_reply_says_that_it_is_held_when_its_own_scope_is(
    shop: Shop, marie: httpx.AsyncClient, scope: str, held: bool
) -> None:
    shop.switch.reasons[scope] = "Compte piraté"
    text = Page((await marie.get("/desk/conversations/c-refund")).text).text
    assert ("retenu, envois suspendus" in text) is held


async def test_a_public_conversation_is_marked_and_names_account_and_audience(marie: httpx.AsyncClient) -> None:
    text = Page((await marie.get("/desk/conversations/c-public")).text).text.replace("\u00a0", " ")
    assert "tout le monde la lira, sous le compte « @MaisonColibri » (Telegram)" in text
    assert "tout le monde la lira" not in (await marie.get("/desk/conversations/c-parcel")).text


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_what_a_customer_writes_is_always_text(shop: Shop, marie: httpx.AsyncClient, payload: str) -> None:
    thread = asked(shop, "c-xss", payload, payload, "sav", at=NOW, promised=NOW, acknowledged=payload)
    thread.parcels[0] = thread.parcels[0].__class__(**{**_fields(thread.parcels[0]), "error": payload, "state": "failed"})
    for path in ("/desk", "/desk/conversations/c-xss"):
        page = Page((await marie.get(path)).text)
        assert " ".join(payload.split()) in page.text
        assert not [tag for tag, _ in page.tags if tag == "svg"]
        assert not [given for _, given in page.tags if any(name.startswith("on") for name in given)]
        scripts = [given.get("src") or "" for tag, given in page.tags if tag == "script"]
        assert all(src.startswith("/desk/static/") for src in scripts)


def _fields(parcel: object) -> dict[str, object]:
    return {name: getattr(parcel, name) for name in type(parcel).__slots__}  # type: ignore[attr-defined]


async def test_no_page_needs_inline_script_or_style(marie: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    pages = [await marie.get(path) for path in ("/desk", "/desk/conversations/c-danger", "/desk/password", "/desk/no")]
    for answer in (*pages, await stranger.get("/desk/login")):
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        page = Page(answer.text)
        assert not [given for tag, given in page.tags if "style" in given or tag == "style"]
        assert all(given.get("src") for tag, given in page.tags if tag == "script")


async def test_the_static_files_are_served_and_nothing_beside_them(marie: httpx.AsyncClient) -> None:
    for path in STATIC.iterdir():
        assert (await marie.get(f"/desk/static/{path.name}")).status_code == 200
    assert (await marie.get("/desk/static/../app.py")).status_code == 404
    assert (await marie.get(f"/desk/static/{Path('none.css')}")).status_code == 404


@pytest.mark.parametrize("path", ["/desk/conversations/none", "/desk/nowhere", "/desk?department=none", "/desk?state=none"])
async def test_what_is_not_there_is_a_page_with_a_way_out(marie: httpx.AsyncClient, path: str) -> None:
    answer = await marie.get(path)
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.text
    assert 'href="/desk"' in answer.text


async def test_a_database_that_is_down_is_a_page_too(shop: Shop, marie: httpx.AsyncClient) -> None:
    shop.desk.broken = True
    answer = await marie.get("/desk")
    assert answer.status_code == 503
    assert "La base de données ne répond pas" in answer.text


async def test_english_by_the_browser_and_french_by_choice(shop: Shop) -> None:
    async with browser_at(shop, "en-GB,en;q=0.9,fr;q=0.5") as browser:
        await sign_in(browser, "marie")
        assert "10 min late" in Page((await browser.get("/desk")).text).text
        assert "After-sales team" in (await browser.get("/desk")).text
        answer = await browser.post("/desk/language", data={"code": "fr", "back": "/desk?state=all"})
        assert answer.headers["location"] == "/desk?state=all"
        page = await browser.get("/desk")
        assert '<html lang="fr">' in page.text
        assert "en retard de 10 min" in page.text


async def test_the_legal_deadline_of_a_dated_act_stands_beside_the_promise_while_an_answer_is_owed(
    shop: Shop, marie: httpx.AsyncClient
) -> None:
    thread, page = shop.desk.threads["c-parcel"], "/desk/conversations/c-parcel"
    assert "Acte daté" not in Page((await marie.get(page)).text).text
    thread.happen(e.DatedActDeclared(NOW, "t-c-parcel", "withdrawal", "R-1A2B3-4C5D6-1", NOW + timedelta(days=14)))
    said = Page((await marie.get(page)).text).text
    assert "Acte daté" in said
    assert "rétractation, référence R-1A2B3-4C5D6-1, échéance légale : 1 décembre" in said
    thread.happen(e.Closed(NOW, "u1"))
    assert "Acte daté rétractation," not in Page((await marie.get(page)).text).text
