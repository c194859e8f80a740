"""Who comes to the shop: a visitor of its page, a bridge from another network, somebody at the desk."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.channels.web.visitor import DEVICE_COOKIE, Visitor
from bot.first_start import LOGIN, one_time_password
from conversations.message import PlaceKey
from tests.desk.desk_forms import Page
from tests.stories.harness import API_TOKEN, PATIENCE, Shop, until

POST = "infos_livraison"
NEW_PASSWORD = "une phrase de passe du matin"
_ENTRY = re.compile(r'<li id="m-(?P<id>[^"]+)" class="entry (?P<who>[\w-]+)-said">(?P<rest>.*?)</li>', re.DOTALL)
_SAID = re.compile(r'<div class="said"[^>]*>(.*?)</div>', re.DOTALL)
_LIVE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"}


@dataclass(frozen=True)
class Entry:
    """One message of the page: whose it is (`brand`, `own`, `other`), what it says, and the choices under it."""

    id: str
    who: str
    text: str
    html: str


class Customer:
    """Somebody with the page open in their browser."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser

    @property
    def private(self) -> PlaceKey:
        """Where their private conversation lives."""
        return Visitor(self.browser.cookies[DEVICE_COOKIE], True, "fr").private_key

    async def writes(self, text: str) -> httpx.Response:
        """Fill in the private form and send it."""
        return await self._send("/ecrire", text=text)

    async def comments(self, text: str, post: str = POST) -> httpx.Response:
        """Fill in the form under a post and send it."""
        return await self._send(f"/commenter/{post}", text=text)

    async def opens(self, link: str) -> Page:
        """Open a link that the brand gave."""
        return Page((await self.browser.get(link)).raise_for_status().text)

    async def goes_on(self, link: str) -> httpx.Response:
        """Open a link to private, and press the button to go on there."""
        return await self._post("/suivre", (await self.opens(link)).form("/suivre").fields)

    async def presses(self, label: str) -> httpx.Response:
        """Press a button that was offered in private."""
        page = (await self.browser.get("/")).text
        forms = re.findall(r'<form method="post" action="/choisir".*?</form>', page, re.DOTALL)
        form = next(form for form in forms if f">{label}</button>" in form)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        return await self._post("/choisir", {name: html.unescape(value) for name, value in fields.items()})

    async def reads(self, place: str = "prive") -> list[Entry]:
        """A thread, fetched as the open page does."""
        page = (await self.browser.get(f"/fil/{place}")).raise_for_status().text
        return [_entry(found) for found in _ENTRY.finditer(page)]

    async def is_told(self, n: int = 1, place: str = "prive") -> list[str]:
        """What the brand said in a thread, once it said `n` things."""

        async def said() -> list[str]:
            texts = [entry.text for entry in await self.reads(place) if entry.who == "brand"]
            return texts if len(texts) >= n else []

        return await until(said, what=f"{n} replies in {place}")

    async def sees_arrive(self, place: str = "prive") -> list[str]:
        """What the brand said, by the page's live stream: each of its events makes the page read the thread again."""
        async with asyncio.timeout(PATIENCE), self.browser.stream("GET", "/evenements") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    said = [entry.text for entry in await self.reads(place) if entry.who == "brand"]
                    if said:
                        return said
        raise AssertionError("the stream ended before the brand had said anything")

    async def _send(self, action: str, **values: str) -> httpx.Response:
        page = Page((await self.browser.get("/")).text)
        return await self._post(action, page.form(action).fields | values)

    async def _post(self, action: str, fields: dict[str, str]) -> httpx.Response:
        answer = await self.browser.post(action, data=fields)
        assert answer.status_code == 303, answer.text
        return answer


def _entry(found: re.Match[str]) -> Entry:
    said = _SAID.search(found["rest"])
    assert said is not None
    text = html.unescape(re.sub(r"</?a\b[^>]*>", "", said[1])).strip()
    return Entry(found["id"], found["who"], text, found["rest"])


@asynccontextmanager
async def customer(shop: Shop) -> AsyncIterator[Customer]:
    """A customer who opens the page for the first time."""
    async with httpx.AsyncClient(base_url=shop.url, headers={"Accept-Language": "fr"}, timeout=30) as browser:
        yield Customer(browser)


class Bridge:
    """A program that connects another network by the API."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self._n = 0

    async def posts(self, said: str, **changes: Any) -> httpx.Response:
        """Hand over a message of a customer called Zoé."""
        self._n += 1
        message = {
            "channel": "mastodon",
            "external_id": f"m{self._n}",
            "conversation": "dm-zoe",
            "author": {"id": "zoe", "name": "Zoé"},
            "visibility": "private",
            "text": said,
            "sent_at": datetime.now(UTC).isoformat(),
        }
        return await self.client.post("/messages", json=message | changes)

    async def reads(self, conversation: str) -> dict[str, Any]:
        """A conversation with its turns and events."""
        found: dict[str, Any] = (await self.client.get(f"/conversations/{conversation}")).raise_for_status().json()
        return found

    async def outbox(self) -> list[dict[str, Any]]:
        """What waits to be posted now."""
        found = await self.client.get("/outbox", params={"channel": "mastodon"})
        items: list[dict[str, Any]] = found.raise_for_status().json()["items"]
        return items

    async def fetches(self) -> dict[str, Any]:
        """The only reply that waits, once it does."""
        (parcel,) = await until(self.outbox, what="a reply in the outbox")
        return parcel

    async def delivers(self) -> dict[str, Any]:
        """Fetch the reply that waits, and report it as posted."""
        parcel = await self.fetches()
        (await self.client.post(f"/outbox/{parcel['id']}/delivered")).raise_for_status()
        return parcel


@asynccontextmanager
async def bridge(shop: Shop) -> AsyncIterator[Bridge]:
    """A bridge with the right token."""
    headers = {"Authorization": f"Bearer {API_TOKEN}"}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/v1", headers=headers, timeout=30) as client:
        yield Bridge(client)


class Agent:
    """Somebody at the desk."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser

    async def signs_in(self, password: str) -> Page:
        """What comes up after login and password."""
        answer = await self.browser.post("/desk/login", data={"login": LOGIN, "password": password}, follow_redirects=True)
        return Page(answer.text)

    async def chooses_a_password(self, present: str, new: str = NEW_PASSWORD) -> Page:
        """Replace the one-time password."""
        form = {"present": present, "password": new, "again": new}
        return Page((await self.browser.post("/desk/password", data=form, follow_redirects=True)).text)

    async def queue(self, **filter: str) -> Page:
        """The list of those who wait."""
        return Page((await self.browser.get("/desk", params=filter)).raise_for_status().text)

    async def opens(self, conversation: str) -> Page:
        """The page of a conversation."""
        return Page((await self.browser.get(f"/desk/conversations/{conversation}")).raise_for_status().text)

    async def does(self, act: str, conversation: str, **values: str) -> httpx.Response:
        """Open a conversation, fill in the form of that act, send it."""
        form = (await self.opens(conversation)).form(f"/{act}")
        return await self.browser.post(form.action, data=form.fields | values)

    async def may(self, act: str, conversation: str) -> bool:
        """True when the page of a conversation offers that act."""
        return f'/{act}"' in (await self.browser.get(f"/desk/conversations/{conversation}")).raise_for_status().text

    async def answers(self, conversation: str, text: str, **values: str) -> httpx.Response:
        """Answer the customer."""
        answer = await self.does("say", conversation, text=text, reply="answer", **values)
        assert answer.status_code == 303, Page(answer.text).text
        return answer


@asynccontextmanager
async def at_the_desk(shop: Shop, *, signed_in: bool = True) -> AsyncIterator[Agent]:
    """The administrator's browser; unless told otherwise, signed in with a password of their own."""
    async with httpx.AsyncClient(base_url=shop.url, headers=_LIVE, timeout=30) as browser:
        agent = Agent(browser)
        if signed_in:
            password = await one_time_password(shop.store)
            assert password is not None
            await agent.signs_in(password)
            await agent.chooses_a_password(password)
        yield agent
