"""A desk over ports in memory, and people at it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.fakes.desk_shop import PASSWORD, Shop, busy_shop

ORIGIN = "http://desk.example"


@pytest.fixture
def shop() -> Shop:
    """Maison Colibri on a busy afternoon."""
    return busy_shop()


def browser_at(shop: Shop, language: str = "fr") -> httpx.AsyncClient:
    """A browser that nobody has signed in with yet."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": language}
    return httpx.AsyncClient(transport=httpx.ASGITransport(shop.app()), base_url=ORIGIN, headers=headers)


async def sign_in(browser: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    """What the desk answers to a sign-in."""
    return await browser.post("/desk/login", data={"login": login, "password": password})


@pytest.fixture
async def stranger(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a session."""
    async with browser_at(shop) as browser:
        yield browser


@pytest.fixture
async def marie(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """A supervisor's browser, signed in."""
    async with browser_at(shop) as browser:
        assert (await sign_in(browser, "marie")).status_code == 303
        yield browser


@pytest.fixture
async def karim(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of an agent who sees deliveries alone, signed in."""
    async with browser_at(shop) as browser:
        assert (await sign_in(browser, "karim")).status_code == 303
        yield browser
