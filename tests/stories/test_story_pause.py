"""Sending is suspended: nothing goes out by any way, nothing is lost, and it goes out afterwards."""

import pytest

from conversations import events as e
from tests.fakes.smtp import Mailbox
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.harness import PATIENCE, Shop, until
from tests.stories.people import Agent, Bridge, Customer

pytestmark = pytest.mark.xdist_group("stories")
QUESTION = "Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?"


async def test_paused_nothing_goes_out_and_resumed_everything_does(
    shop: Shop, lea: Customer, mastodon: Bridge, telegram: FakeTelegram, mailbox: Mailbox
) -> None:
    await shop.store.suspend("un prix faux dans une réponse", "Claude")
    ana = telegram.user("Ana")
    telegram.private_message(ana, QUESTION)
    await lea.writes(QUESTION)
    await mastodon.posts(QUESTION)
    await shop.fact(e.Replied, 3)
    held = await mastodon.client.get("/outbox", params={"channel": "mastodon"})
    assert held.json() == {"items": [], "next": None, "suspended": True}
    assert [entry.who for entry in await lea.reads()] == ["own"]
    assert await shop.facts(e.Delivered) == []
    assert telegram.sent(ana) == []
    assert await shop.metric("recul_outbox_depth") == 3
    await shop.store.resume("Claude")
    await lea.is_told()
    await mastodon.delivers()
    await telegram.wait_for_sent(ana, timeout=PATIENCE)
    assert len(await shop.fact(e.Delivered, 3)) == 3
    assert len(telegram.sent(ana)) == 1


async def test_staff_pause_at_the_desk_and_everybody_there_sees_it(
    shop: Shop, lea: Customer, agent: Agent, mailbox: Mailbox
) -> None:
    assert (await agent.browser.post("/desk/suspend", data={"reason": "un prix faux"})).status_code == 303
    assert "un prix faux" in (await agent.queue()).text
    await lea.writes("ma bouilloire a pris feu, j'ai la main brûlée")
    await shop.fact(e.DangerRaised)
    await until(lambda: mailbox.letters, what="the e-mail to the person on call, who is told even now")
    assert [entry.who for entry in await lea.reads()] == ["own"]
    assert (await agent.browser.post("/desk/resume")).status_code == 303
    assert "112" in (await lea.is_told())[0]
