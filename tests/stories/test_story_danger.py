"""Danger comes first: the customer is told what keeps people safe at once, and the person on call knows."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.release import Release
from conversations import events as e
from conversations.turn import Reply
from tests.fakes.smtp import Mailbox
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.figures import figures_agree
from tests.stories.harness import Shop, open_shop, until
from tests.stories.people import POST, Customer, at_the_desk, customer

pytestmark = pytest.mark.xdist_group("stories")
FIRE = "ma bouilloire a pris feu, j'ai la main brûlée"
ON_CALL = "astreinte@maison-colibri.example"


@pytest.fixture
async def shop(database_url: str, release: Release, telegram: FakeTelegram, mailbox: Mailbox) -> AsyncIterator[Shop]:
    """A shop that lets people finish for an hour: what it says sooner, it says without waiting."""
    async with open_shop(database_url, release, telegram, mailbox, quiet=timedelta(hours=1)) as opened:
        yield opened
        await figures_agree(opened)


async def test_in_private_safety_comes_at_once_and_the_person_on_call_is_told(
    shop: Shop, lea: Customer, mailbox: Mailbox
) -> None:
    await lea.writes(FIRE)
    (safety,) = await lea.is_told()
    assert "112" in safety
    await until(lambda: mailbox.letters, what="the e-mail to the person on call")
    ((sender, recipient, letter),) = mailbox.letters
    assert (sender, recipient) == ("bonjour@maison-colibri.example", ON_CALL)
    conversation = await shop.conversation(lea.private)
    body = letter.get_content()
    assert f"{shop.url}/desk/conversations/{conversation}" in body
    assert "bouilloire" not in str(letter)
    delivered = await shop.fact(e.Delivered, 2)
    assert {one.reply for one in delivered} == {Reply.SAFETY, Reply.ON_CALL}
    async with at_the_desk(shop) as agent:
        queue = await agent.queue()
        assert FIRE in queue.text
        assert any("row-danger" in (given.get("class") or "") for _, given in queue.tags)
        assert (await agent.opens(conversation)).form("/danger")
        assert (await agent.does("danger", conversation)).status_code == 303
        assert len(await shop.facts(e.DangerAcknowledged)) == 1
        assert not any("row-danger" in (given.get("class") or "") for _, given in (await agent.queue()).tags)


async def test_in_public_it_is_short_and_asks_for_nothing(shop: Shop, lea: Customer) -> None:
    await lea.comments(FIRE)
    (safety,) = await lea.is_told(1, f"post/{POST}")
    assert "112" in safety
    assert len(safety) <= 280
    assert await shop.verdict() == "route:qualite"


async def test_what_is_not_dangerous_waits_for_the_end_of_the_sentence(shop: Shop, lea: Customer, mailbox: Mailbox) -> None:
    await lea.writes("Bonjour, à quelle heure ouvre le magasin de Nantes le samedi ?")
    async with customer(shop) as other:
        await other.writes(FIRE)
        await other.is_told()
    assert [entry.who for entry in await lea.reads()] == ["own"]
    assert len(await shop.facts(e.Decided)) == 1
