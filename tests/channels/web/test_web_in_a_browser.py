"""The page in a real browser, with its script: live, by keyboard, and silent while nobody looks."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright, expect

from conversations.change import Button
from conversations.message import MessageKind
from tests.fakes.channel_line import MemoryLine
from tests.fakes.http_server import serving

_PLACES = ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
CHROMIUM = next((place for place in _PLACES if place and Path(place).exists()), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(chromium: Browser, app: FastAPI, line: MemoryLine) -> AsyncIterator[Page]:
    """The customers' page on a phone. Whatever the browser reports as an error fails the test."""
    async with serving(app) as url:
        context = await chromium.new_context(locale="fr-FR", viewport={"width": 390, "height": 844})
        opened = await context.new_page()
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        await opened.goto(url)
        yield opened
        await context.close()
        line.changes.close()
        assert [error for error in errors if "422" not in error] == []


async def test_writing_by_keyboard_and_hearing_the_answer_live(page: Page, line: MemoryLine) -> None:
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#text-private")).to_be_focused()
    await page.keyboard.type("Où est mon colis ?")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".private .own-said")).to_contain_text("Où est mon colis ?")
    await expect(page.locator("#text-private")).to_have_value("")
    await expect(page.locator("#status")).to_have_text("Message envoyé.")
    parcel = line.say(next(iter(line.conversations)), "Il arrive demain.", buttons=(Button("Merci", "thanks"),))
    await expect(page.locator(".private .brand-said")).to_contain_text("Il arrive demain.")
    assert len(line.deliveries(parcel)) == 1
    await page.get_by_role("button", name="Merci").press("Enter")
    await expect(page.locator(".private .own-said").last).to_contain_text("Merci")
    await expect(page.locator(".choices")).to_have_count(0)
    assert [(one.kind, one.text) for one in line.received] == [
        (MessageKind.TEXT, "Où est mon colis ?"),
        (MessageKind.BUTTON, "thanks"),
    ]


async def test_a_refused_text_stays_in_its_field(page: Page, line: MemoryLine) -> None:
    await page.locator("#text-private").fill("   ")
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.locator("#error-private")).to_contain_text("Le message est vide")
    await expect(page.locator("#text-private")).to_be_focused()
    await expect(page.locator("#text-private")).to_have_value("   ")
    await page.locator("#text-private").fill("Bonjour")
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.locator(".private .own-said")).to_have_count(1)
    await expect(page.locator("#error-private")).to_be_hidden()


async def test_a_hurried_customer_sends_once(page: Page, line: MemoryLine) -> None:
    await page.locator("#text-private").fill("Bonjour")
    await page.get_by_role("button", name="Envoyer").dblclick()
    await expect(page.locator(".private .own-said")).to_have_count(1)
    await expect(page.locator("#text-private")).to_have_value("")
    assert len(line.received) == 1


async def test_replying_to_the_brand_under_a_post(page: Page, line: MemoryLine) -> None:
    await page.locator("#form-cocotte_fonte summary").click()
    await page.locator("#text-post-cocotte_fonte").fill("Elle va au four ?")
    await page.locator("#form-cocotte_fonte").get_by_role("button", name="Publier").click()
    await expect(page.locator("#post-cocotte_fonte .own-said")).to_have_count(1)
    reply = line.say(next(iter(line.conversations)), "Oui, jusqu'à 250 °C.")
    await page.get_by_role("link", name="Répondre").click()
    await expect(page.locator("#text-post-cocotte_fonte")).to_be_focused()
    await page.keyboard.type("Merci !")
    await page.locator("#form-cocotte_fonte").get_by_role("button", name="Publier").click()
    await expect(page.locator("#post-cocotte_fonte .own-said")).to_have_count(2)
    assert (line.received[1].reply_to, line.received[1].mention) == (reply.id, True)


async def test_a_page_that_nobody_sees_reads_nothing(page: Page, line: MemoryLine) -> None:
    await page.locator("#text-private").fill("Bonjour")
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.locator(".private .own-said")).to_have_count(1)
    await page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    parcel = line.say(next(iter(line.conversations)), "Il arrive demain.")
    await expect(page).to_have_title("● Maison Colibri")
    assert line.deliveries(parcel) == []
    await page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".private .brand-said")).to_have_count(1)
    await expect(page).to_have_title("Maison Colibri")
    assert len(line.deliveries(parcel)) == 1


async def test_going_on_in_private_by_the_link_of_a_comment(page: Page, line: MemoryLine) -> None:
    url, token = page.url, "wq3Vb1uTtJ0mO9bq1X-_4A"
    comment = page.locator("article").first
    await comment.locator("summary").click()
    await comment.locator("textarea").fill("Où est mon colis ?")
    await comment.get_by_role("button", name="Publier").click()
    await expect(comment.locator(".own-said")).to_contain_text("Où est mon colis ?")
    (id,) = line.conversations
    line.links[token] = id
    line.say(id, f"Bonjour. Suite en privé : {url}prive/{token} — réponse automatique", author="")
    await comment.locator(".brand-said a", has_text=token).click()
    await expect(page.get_by_role("button", name="Continuer ici")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-arrival]")).to_have_count(0)
    assert (line.received[-1].kind, line.received[-1].link) == (MessageKind.COMMAND, token)
    line.say(id, "Nous continuons ici.", author="")
    await expect(page.locator(".private .brand-said")).to_contain_text("Nous continuons ici.")
    await expect(page.locator(".private .own-said")).to_have_count(0)
    await expect(page.locator("article").first.locator(".brand-said")).to_have_count(1)
