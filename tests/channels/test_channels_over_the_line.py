"""The web page, the API and the copies by e-mail over the real line and store, on both databases."""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from bot.bell import ProcessChanges
from bot.channels.api import api_router
from bot.channels.email import CustomerCopies, Mailer, Server
from bot.channels.web import web_router
from bot.line import LiveLine
from bot.release import Release
from bot.surroundings import Surroundings
from charter.charter import Post, WebPage
from store.sql import SqlStore
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.smtp import smtp_server
from tests.fakes.virtual_clock import VirtualClock
from tests.fakes.virtual_line import MONDAY

PAGE = WebPage(welcome={"fr": "Bonjour"}, posts=(Post(id="cocotte", title={"fr": "Cocotte"}, text={"fr": "Belle"}),))
AUTHORISED = {"Authorization": "Bearer token"}


class Shop:
    """A brand with its doors."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock = store, VirtualClock(MONDAY)
        charter = small_charter(web_page=PAGE)
        changes = ProcessChanges()
        release = Release("r1", charter, ScriptedEngine())
        self.line = LiveLine(store, store, self.clock, changes, lambda: release, Surroundings(store))
        tokens = {hashlib.sha256(b"token").hexdigest(): "bridge"}
        self.app = FastAPI()
        self.app.include_router(
            web_router(
                line=self.line,
                outbox=store,
                timeline=store,
                contacts=store,
                changes=changes,
                charter=lambda: charter,
                clock=self.clock,
                base_url="http://page.test",
                email_offered=True,
                switch=store,
            )
        )
        self.app.include_router(
            api_router(line=self.line, outbox=store, timeline=store, clock=self.clock, tokens=tokens, switch=store)
        )

    def visitor(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://page.test")

    async def settle(self) -> None:
        """Let the silence pass after which the line decides."""
        self.clock.move(timedelta(seconds=30))
        for id in await self.store.due(self.clock.now(), 100):
            await self.line.tick(id)


@pytest.fixture
def shop(store: SqlStore) -> Shop:
    return Shop(store)


@pytest.fixture
async def visitors(shop: Shop) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    opened: list[httpx.AsyncClient] = []

    def visitor() -> httpx.AsyncClient:
        opened.append(shop.visitor())
        return opened[-1]

    yield visitor
    for one in opened:
        await one.aclose()


Visitors = Callable[[], httpx.AsyncClient]


async def test_a_late_parcel_is_acknowledged_once_on_the_page(shop: Shop, visitors: Visitors) -> None:
    lea, max_ = visitors(), visitors()
    await lea.post("/ecrire", data={"text": "ma livraison est en retard"})
    await shop.settle()
    (parcel,) = await shop.store.waiting("web", None, 10)
    assert parcel.text not in (await max_.get("/")).text
    shown = (await lea.get("/fil/prive")).text
    assert shown.count("brand-said") == 1
    assert await shop.store.waiting("web", None, 10) == []
    assert (await lea.get("/fil/prive")).text.count("brand-said") == 1


async def test_a_comment_and_its_answer_are_public(shop: Shop, visitors: Visitors) -> None:
    lea, max_ = visitors(), visitors()
    await lea.post("/commenter/cocotte", data={"text": "colibri, vos horaires ?", "name": "Léa"})
    await shop.settle()
    for reader in (max_, lea):
        html = (await reader.get("/fil/post/cocotte")).text
        assert "Léa" in html or "Vous" in html
        assert html.count("brand-said") == 1
    assert await shop.store.waiting("web", None, 10) == []


async def test_the_answer_of_a_button_reaches_the_line(shop: Shop, visitors: Visitors) -> None:
    lea = visitors()
    await lea.post("/ecrire", data={"text": "vos horaires ?"})
    await shop.settle()
    (parcel,) = await shop.store.waiting("web", None, 10)
    yes = parcel.buttons[0]
    await lea.get("/")
    assert (await lea.post("/choisir", data={"place": "private", "text": yes.value})).status_code == 303
    await shop.settle()
    kinds = [event.kind for _, event in await shop.store.events(parcel.conversation)]
    assert "answer_confirmed" in kinds


@pytest.mark.parametrize(("scope", "shown"), [("all", 0), ("bot", 0), ("staff", 2)])
async def test_nothing_new_is_shown_while_its_sending_is_suspended(
    shop: Shop, visitors: Visitors, scope: str, shown: int
) -> None:
    lea = visitors()
    await lea.post("/commenter/cocotte", data={"text": "colibri, vos horaires ?"})
    await lea.post("/ecrire", data={"text": "ma livraison est en retard"})
    await shop.store.suspend("incident", "u1", scope)
    await shop.settle()
    assert (await lea.get("/")).text.count("brand-said") == shown
    await shop.store.resume("u1")
    assert (await lea.get("/")).text.count("brand-said") == 2


async def test_a_bridged_message_is_answered_through_the_outbox(shop: Shop, visitors: Visitors) -> None:
    api = visitors()
    api.headers.update(AUTHORISED)
    body = {
        "channel": "mastodon",
        "external_id": "m-1",
        "conversation": "post-9",
        "author": {"id": "u-1", "name": "Léa"},
        "visibility": "private",
        "text": "ma livraison est en retard",
        "sent_at": shop.clock.now().isoformat(),
    }
    accepted = (await api.post("/api/v1/messages", json=body)).json()
    assert (await api.post("/api/v1/messages", json=body)).json() == {**accepted, "duplicate": True}
    await shop.settle()
    (reply,) = (await api.get("/api/v1/outbox", params={"channel": "mastodon"})).json()["items"]
    assert (reply["place"], reply["recipient"], reply["reply_to"]) == ("post-9", {"id": "u-1"}, "m-1")
    await api.post(f"/api/v1/outbox/{reply['id']}/delivered")
    shown = (await api.get(f"/api/v1/conversations/{accepted['conversation']}")).json()
    assert [one["state"] for one in shown["messages"]] == [None, "delivered"]
    (turn,) = shown["turns"]
    assert turn["waits"]
    assert turn["acknowledged_at"]
    (decided,) = (event for event in shown["events"] if event["kind"] == "decided")
    assert decided["verdict"] == "route:livraison"
    assert decided["reasons"]


async def test_an_unseen_answer_is_mailed(shop: Shop, visitors: Visitors) -> None:
    lea = visitors()
    await lea.post("/ecrire", data={"text": "vos horaires ?"})
    assert (await lea.post("/adresse", data={"text": "lea@example.fr"})).status_code == 303
    await shop.settle()
    async with smtp_server() as box:
        mailer = Mailer(Server("127.0.0.1", box.port, security="none"), "recul@colibri.example")
        copies = CustomerCopies(
            line=shop.line,
            outbox=shop.store,
            timeline=shop.store,
            contacts=shop.store,
            clock=shop.clock,
            mailer=mailer,
            brand=lambda: "Colibri",
            base_url=lambda: "http://page.test",
        )
        assert await copies.run() == 0
        shop.clock.move(timedelta(minutes=2))
        assert (await copies.run(), await copies.run()) == (1, 0)
    assert [to for _, to, _ in box.letters] == ["lea@example.fr"]
