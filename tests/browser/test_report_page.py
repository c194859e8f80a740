"""A number of the report leads to its rows, in a real browser, on a telephone and on a wide screen, light and dark."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from playwright.async_api import async_playwright, expect

from bot.report.page import page
from metrics.periods import Period
from metrics.report import Read, report
from tests.fakes.busy_weeks import outcomes, rows, weeks
from tests.fakes.small_charter import small_charter

_PLACES = ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
CHROMIUM = next((place for place in _PLACES if place and Path(place).exists()), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium")

WEEK = Period(date(2026, 3, 9), date(2026, 3, 15), "Europe/Paris", "week")
NOW = datetime(2026, 3, 16, 7, tzinfo=UTC)


@pytest.fixture
def written(tmp_path: Path) -> str:
    """The address of a page on a busy week."""
    charter = small_charter()
    pasts = weeks(Random(7), charter, WEEK.before().since, 14, 12, NOW)
    now, before = (
        Read(rows(pasts, one.since, one.until), outcomes(pasts, one.since, one.until)) for one in (WEEK, WEEK.before())
    )
    shown = report(WEEK, NOW, now, before, [department.id for department in charter.departments])
    file = tmp_path / "report.html"
    file.write_text(page(shown, charter, "fr", "https://desk"), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize("width", [390, 1440])
async def test_a_number_shows_its_rows_and_going_back_shows_all(written: str, width: int) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = await browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark")
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        await opened.goto(written)
        everything = await opened.locator("#list li").count()
        await expect(opened.locator("#list li:visible")).to_have_count(everything)
        number = opened.locator("a.n[data-n]").first
        n = int(await number.get_attribute("data-n") or 0)
        assert 0 < n < everything
        await number.click()
        await expect(opened.locator("#list li:visible")).to_have_count(n)
        await expect(opened.locator("#rows-of")).to_have_text(f"Lignes ({n}) : {await number.get_attribute('title')}")
        await opened.go_back()
        await expect(opened.locator("#list li:visible")).to_have_count(everything)
        assert await opened.evaluate("document.documentElement.scrollWidth") == width
        await browser.close()
        assert errors == []
