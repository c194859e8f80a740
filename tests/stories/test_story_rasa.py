"""Rasa understands; Rasa dies, and nobody who writes is the worse for it; Rasa comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.release import Release
from conversations import events as e
from nlu.rasa_http import RasaEngine
from nlu.rasa_link import RasaLink
from tests.desk.desk_forms import Page
from tests.fakes.real_rasa import RealRasa, one_worker, real_rasa, some_sentences
from tests.fakes.smtp import Mailbox
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.figures import figures_agree
from tests.stories.harness import Shop, open_shop, until
from tests.stories.people import Agent, Customer, at_the_desk, customer

pytestmark = [real_rasa, one_worker]
ASKED = "Quels sont vos horaires d'ouverture ?"
BANNER = "Rasa ne répond pas : compréhension de secours"
MARK = "compréhension de secours"


@pytest.fixture
async def rasa_shop(
    sqlite_url: str, release: Release, rasa_server: RealRasa, telegram: FakeTelegram, mailbox: Mailbox
) -> AsyncIterator[Shop]:
    """The shop, with Rasa for its engine."""
    link = RasaLink(rasa_server.url, rasa_server.token, timeout=10)
    engine = RasaEngine(link, release.engine, frozenset(some_sentences()))
    async with open_shop(sqlite_url, replace(release, engine=engine), telegram, mailbox) as opened:
        yield opened
        await figures_agree(opened)


async def test_rasa_dies_and_comes_back(rasa_shop: Shop, rasa_server: RealRasa) -> None:
    shop = rasa_shop
    async with customer(shop) as lea, customer(shop) as max_, at_the_desk(shop) as agent:
        await lea.writes(ASKED)
        await lea.is_told()
        assert await decided(shop, lea) == [("rasa", "faq:horaires")]
        assert await shop.metric("recul_engine_seconds_count", engine="rasa") == 1
        assert BANNER not in await queue(agent)

        with capture_logs() as logs:
            rasa_server.die()
            await max_.writes(ASKED)
            (answer,) = await max_.is_told()
            assert "du mardi au samedi" in answer
            assert await decided(shop, max_) == [("fallback", "faq:horaires")]
            assert await shop.metric("recul_engine_fallbacks_total", reason="unreachable") == 1
            assert await shop.metric("recul_engine_seconds_count", engine="fallback") == 1
            assert BANNER in await queue(agent)
            page = (await agent.opens(await shop.conversation(max_.private))).text
            assert BANNER in page
            assert f"· {MARK}" in page
            assert f"· {MARK}" not in (await agent.opens(await shop.conversation(lea.private))).text

            await asyncio.to_thread(rasa_server.start)

            async def gone() -> bool:
                return BANNER not in await queue(agent)

            await until(gone, what="the end of the banner")
        assert [log["event"] for log in logs if log["event"] in ("rasa_failed", "rasa_back")] == ["rasa_failed", "rasa_back"]
        assert await shop.metric("recul_engine_breaker_open") == 0
        await max_.writes("Quels sont les frais de livraison ?")
        await shop.fact(e.Decided, 3)
        assert [engine for engine, _ in await decided(shop, max_)] == ["fallback", "rasa"]


async def queue(agent: Agent) -> str:
    """The queue's page, as it reads."""
    return Page((await agent.browser.get("/desk")).raise_for_status().text).text


async def decided(shop: Shop, person: Customer) -> list[tuple[str, str]]:
    """Who understood what this customer wrote in private, and the verdicts."""
    facts = await shop.facts(e.Decided, await shop.conversation(person.private))
    return [(fact.engine, fact.verdict) for fact in facts if isinstance(fact, e.Decided)]
