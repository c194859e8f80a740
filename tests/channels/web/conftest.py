"""The customers' page on a line in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.web import web_router
from charter.charter import Charter
from charter.load import load
from tests.fakes.channel_line import MemoryLine, SetClock

EXAMPLE = Path(__file__).parents[3] / "charter" / "example" / "charter.yaml"


@pytest.fixture(scope="session")
def charter() -> Charter:
    return load(EXAMPLE).charter


@pytest.fixture
def line() -> MemoryLine:
    return MemoryLine(SetClock())


@pytest.fixture
def app(line: MemoryLine, charter: Charter) -> FastAPI:
    app = FastAPI()
    router = web_router(
        line=line,
        outbox=line,
        timeline=line,
        contacts=line,
        changes=line.changes,
        charter=lambda: charter,
        clock=line.clock,
        base_url="http://page.test",
        email_offered=True,
        switch=line,
    )
    app.include_router(router)
    return app


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A customer's browser, without JavaScript."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page.test") as client:
        yield client


@pytest.fixture
async def other(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody else's browser."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page.test") as client:
        yield client
