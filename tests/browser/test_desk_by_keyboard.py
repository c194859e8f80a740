"""A person answers a customer without ever touching the mouse, and sees what happens live."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from conversations.acts import Say
from tests.fakes.desk_shop import PASSWORD, Shop, busy_shop
from tests.fakes.http_server import serving

_PLACES = ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
CHROMIUM = next((place for place in _PLACES if place and Path(place).exists()), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page of a French browser. Whatever it reports as an error fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
        opened = await context.new_page()
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield opened
        await browser.close()
        assert errors == []


async def _sign_in(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk")
    await expect(page.locator("#login")).to_be_focused()
    await page.keyboard.type("marie")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await _ready(page, "Tous les services")


async def _ready(page: Page, heading: str) -> None:
    """Wait for the page of that heading, its scripts included."""
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    await page.wait_for_load_state("load")


async def test_signing_in_and_answering_by_keyboard_alone(page: Page) -> None:
    shop = busy_shop()
    async with serving(shop.app()) as base:
        await _sign_in(page, base)
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await expect(page.locator('[data-row="c-parcel"]')).to_be_focused()
        await page.keyboard.press("Enter")
        await _ready(page, "Élodie Marchand")
        await page.keyboard.press("r")
        await page.keyboard.type("Votre cocotte repart demain matin.")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("status").filter(has_text="Réponse confiée")).to_be_visible()
        await expect(page.locator("#timeline .item.staff")).to_contain_text("Votre cocotte repart demain matin.")
        await page.wait_for_load_state("load")
        await page.keyboard.press("u")
        await _ready(page, "Tous les services")
        await page.goto("about:blank")
    (act,) = shop.desk.acts.values()
    assert isinstance(act, Say)
    assert act.text == "Votre cocotte repart demain matin."


async def test_a_public_reply_is_held_back_until_it_is_confirmed(page: Page) -> None:
    shop = busy_shop()
    async with serving(shop.app()) as base:
        await _sign_in(page, base)
        await page.goto(f"{base}/desk/conversations/c-public")
        await page.keyboard.press("r")
        await page.keyboard.type("Nous vous écrivons en privé.")
        await page.keyboard.press("Control+Enter")
        assert not shop.desk.acts
        await page.locator("#confirm").focus()
        await page.keyboard.press("Space")
        await page.locator("#text").focus()
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#timeline .item.staff")).to_be_visible()
        await page.goto("about:blank")
    assert len(shop.desk.acts) == 1


async def test_a_new_message_shows_at_once_and_must_be_read_before_answering(page: Page) -> None:
    shop = busy_shop()
    async with serving(shop.app()) as base:
        await _sign_in(page, base)
        await page.goto(f"{base}/desk/conversations/c-parcel")
        await shop.changes.heard.wait()
        await page.keyboard.press("r")
        await page.keyboard.type("Votre cocotte")
        _customer_writes(shop, "c-parcel", "Elle vient d’arriver, merci !")
        await expect(page.locator("#timeline")).to_contain_text("Elle vient d’arriver")
        await expect(page.locator("#unread")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("Votre cocotte")
        await expect(page.locator("#text")).to_be_focused()
        await page.locator("#unread button").press("Enter")
        await page.keyboard.type(" est chez vous.")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#timeline .item.staff")).to_contain_text("Votre cocotte est chez vous.")
        await page.goto("about:blank")


async def test_the_queue_changes_under_the_eyes_and_keeps_the_focus(page: Page) -> None:
    shop = busy_shop()
    async with serving(shop.app()) as base:
        await _sign_in(page, base)
        await shop.changes.heard.wait()
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        _customer_writes(shop, "c-refund", "Je viens de retrouver les dates.")
        await expect(page.locator('[data-row="c-refund"]')).to_contain_text("retrouver les dates")
        await expect(page.locator('[data-row="c-parcel"]')).to_be_focused()
        await page.goto("about:blank")


async def test_no_page_scrolls_sideways_on_a_narrow_phone(page: Page) -> None:
    async with serving(busy_shop().app()) as base:
        await _sign_in(page, base)
        await page.set_viewport_size({"width": 320, "height": 640})
        for path in ("/desk", "/desk/conversations/c-public", "/desk/conversations/c-danger", "/desk/password"):
            await page.goto(f"{base}{path}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path
        await page.goto("about:blank")


def _customer_writes(shop: Shop, conversation: str, text: str) -> None:
    thread = shop.desk.threads[conversation]
    shop.desk.hear(thread, text)
    shop.changes.announce(conversation, thread.state.version)
