"""A shop for each story, and the check that its figures are true at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.release import Release
from bot.releases import load_embedded, serving_release
from bot.settings import Settings, read_settings
from tests.fakes.smtp import Mailbox, smtp_server
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.brand import Brand, Running, program, settings_of
from tests.stories.figures import figures_agree
from tests.stories.harness import Shop, open_shop
from tests.stories.people import Agent, Bridge, Customer, at_the_desk, bridge, customer

MODELS = Path(__file__).resolve().parents[2] / "var" / "models"
"""Where the program itself keeps its models: trained once for the same sentences."""


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The example charter and the kept models, whatever the folder of the tests."""
    return read_settings(_env_file=None, models=MODELS)


@pytest.fixture(scope="session")
def release(settings: Settings) -> Iterator[Release]:
    """The example charter with the engine trained from it."""
    loaded, embedded = load_embedded(settings, lambda share, doing: None)
    yield serving_release(settings, loaded, embedded)
    asyncio.run(embedded.close())


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    """Telegram, with the brand's bot."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the program sets it for its whole process: here it is undone
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """The staff's mail server."""
    async with smtp_server() as box:
        yield box


@pytest.fixture
async def shop(database_url: str, release: Release, telegram: FakeTelegram, mailbox: Mailbox) -> AsyncIterator[Shop]:
    """The shop, open, on either database. Whatever happens in it, its figures are what happened."""
    async with open_shop(database_url, release, telegram, mailbox) as opened:
        yield opened
        await figures_agree(opened)


@pytest.fixture
async def lea(shop: Shop) -> AsyncIterator[Customer]:
    """A customer with the page open."""
    async with customer(shop) as browser:
        yield browser


@pytest.fixture
async def max_(shop: Shop) -> AsyncIterator[Customer]:
    """Another customer, on another device."""
    async with customer(shop) as browser:
        yield browser


@pytest.fixture
async def mastodon(shop: Shop) -> AsyncIterator[Bridge]:
    """A bridge from another network."""
    async with bridge(shop) as connected:
        yield connected


@pytest.fixture
async def agent(shop: Shop) -> AsyncIterator[Agent]:
    """Somebody signed in at the desk."""
    async with at_the_desk(shop) as browser:
        yield browser


@pytest.fixture(scope="session")
def brand_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kept over the tests: the same sentences are trained once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def brand(tmp_path: Path) -> Brand:
    """The files."""
    return Brand(tmp_path / "brand")


@pytest.fixture
def brand_settings(brand: Brand, database_url: str, brand_models: Path) -> Settings:
    """What the operator has set."""
    return settings_of(brand, database_url, brand_models)


@pytest.fixture
async def brand_shop(brand_settings: Settings) -> AsyncIterator[Running]:
    """One program that serves the brand."""
    async with program(brand_settings) as running:
        yield running
