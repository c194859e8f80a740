"""Another network, bridged by the API."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from conversations import events as e
from tests.stories.harness import API_TOKEN, Shop, until
from tests.stories.people import Bridge

pytestmark = pytest.mark.xdist_group("stories")
LATE = "Ma commande aurait dû être livrée vendredi dernier, le colis n'est jamais arrivé."
FRAGMENTS = (
    "bonjour",
    "voilà",
    "j'ai commandé",
    "un mixeur",
    "il y a dix jours",
    "et le colis",
    "n'est toujours pas arrivé",
    "le suivi",
    "ne bouge plus",
    "depuis mardi",
    "je suis inquiète",
    "je voudrais savoir",
    "où il est",
    "merci",
    "bonne journée",
)


async def test_a_late_parcel_is_acknowledged_once_promised_and_routed(shop: Shop, mastodon: Bridge) -> None:
    accepted = await mastodon.posts(LATE)
    assert accepted.status_code == 202
    parcel = await mastodon.delivers()
    assert (parcel["reply"], parcel["by"], parcel["place"], parcel["reply_to"]) == ("acknowledgement", "bot", "dm-zoe", "m1")
    await mastodon.posts("Il n'est toujours pas là, ce colis !")
    await shop.fact(e.Decided, 2)
    assert await mastodon.outbox() == []
    found = await mastodon.reads(accepted.json()["conversation"])
    assert found["department"] == "livraison"
    (turn,) = found["turns"]
    assert turn["waits"]
    assert datetime.fromisoformat(turn["promised_by"]) > datetime.fromisoformat(turn["acknowledged_at"])
    assert "automatique" in parcel["text"]
    assert [message["state"] for message in found["messages"]] == [None, "delivered", None]


async def test_a_conversation_shows_its_events_with_the_reasons(shop: Shop, mastodon: Bridge) -> None:
    accepted = (await mastodon.posts(LATE)).json()
    await mastodon.delivers()
    found = await mastodon.reads(accepted["conversation"])
    kinds = [event["kind"] for event in found["events"]]
    assert kinds[:3] == ["message_received", "turn_opened", "decided"]
    assert {"handed_over", "promised", "replied", "delivered"} <= set(kinds)
    assert [event["n"] for event in found["events"]] == list(range(1, len(kinds) + 1))
    decided = found["events"][2]
    assert (decided["verdict"], decided["release"], decided["engine"]) == ("route:livraison", shop.release.id, "embedded")
    assert decided["reasons"][0]["rule"]
    assert LATE not in str(found["events"])


async def test_a_bridge_that_nobody_has_named_shows_at_0_and_its_first_message_counts(shop: Shop, mastodon: Bridge) -> None:
    """A label set that appears with its first fact would be no increase for Prometheus."""
    cells = [f'recul_turns_opened_total{{channel="bridge",mention="{yes}",visibility="private"}}' for yes in ("yes", "no")]
    async with httpx.AsyncClient(base_url=shop.url) as prometheus:
        before = (await prometheus.get("/metrics")).text.splitlines()
    assert {f"{cell} 0" for cell in cells} <= set(before)
    await mastodon.posts(LATE)
    await shop.fact(e.TurnOpened)
    assert await shop.metric("recul_turns_opened_total", channel="bridge") == 1
    assert await shop.metric("recul_ingest_lag_seconds_count", channel="bridge") == 1


async def test_the_same_external_id_twice_is_one_message(shop: Shop, mastodon: Bridge) -> None:
    first = (await mastodon.posts(LATE, external_id="same")).json()
    again = await mastodon.posts(LATE, external_id="same")
    assert again.status_code == 202
    assert again.json() == first | {"duplicate": True}
    await mastodon.delivers()
    assert len(await shop.facts(e.MessageReceived)) == 1
    assert await shop.metric("recul_turns_opened_total", channel="bridge") == 1


async def test_a_reply_reported_twice_was_delivered_once(shop: Shop, mastodon: Bridge) -> None:
    await mastodon.posts(LATE)
    parcel = await mastodon.delivers()
    again = await mastodon.client.post(f"/outbox/{parcel['id']}/delivered")
    assert again.json()["state"] == "delivered"
    assert len(await shop.facts(e.Delivered)) == 1


async def test_fifteen_fragments_bring_one_acknowledgement(shop: Shop, mastodon: Bridge) -> None:
    assert len(FRAGMENTS) == 15
    for fragment in FRAGMENTS:
        assert (await mastodon.posts(fragment)).status_code == 202
    parcel = await mastodon.delivers()
    assert parcel["reply"] == "acknowledgement"

    async def all_read() -> bool:
        return sum(len(decided.messages) for decided in await shop.fact(e.Decided)) == 15

    await until(all_read, what="a decision on the last fragment")
    assert await mastodon.outbox() == []
    assert len(await shop.facts(e.TurnOpened)) == 1


async def test_the_delay_counts_from_when_the_customer_wrote(shop: Shop, mastodon: Bridge) -> None:
    written = datetime.now(UTC) - timedelta(hours=3)
    await mastodon.posts(LATE, sent_at=written.isoformat())
    await mastodon.delivers()
    (settled,) = [one for one in await shop.fact(e.Settled, 2) if one.measure == "acknowledged"]
    assert settled.seconds == pytest.approx(3 * 3600, abs=120)
    assert await shop.metric("recul_turns_due_total", clock="expected", result="missed", channel="bridge") == 1


async def test_chatter_in_public_gets_nothing(shop: Shop, mastodon: Bridge) -> None:
    await mastodon.posts("Quelqu'un a vu le match hier soir ?", visibility="public", conversation="post-1")
    assert await shop.verdict() == "hors_sujet"
    assert await shop.parcels() == []


async def test_one_bridge_does_not_see_another_channel(shop: Shop, mastodon: Bridge) -> None:
    await mastodon.posts(LATE)
    await mastodon.fetches()
    elsewhere = await mastodon.client.get("/outbox", params={"channel": "web"})
    assert elsewhere.json()["items"] == []


@pytest.mark.parametrize("token", [None, "wrong", API_TOKEN + "x", "é" * 20])
async def test_without_the_right_token_nothing_is_taken(shop: Shop, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
    async with httpx.AsyncClient(base_url=shop.url) as stranger:
        for method, path in (("POST", "/messages"), ("GET", "/outbox?channel=mastodon"), ("GET", "/conversations/1")):
            answer = await stranger.request(method, f"/api/v1{path}", headers=headers, json={} if method == "POST" else None)
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
            assert "Authorization" in answer.json()["detail"]
    assert await shop.conversations() == []


async def test_from_a_post_to_a_private_message(shop: Shop, mastodon: Bridge) -> None:
    asked = (await mastodon.posts(LATE, visibility="public", conversation="post-1")).json()["conversation"]
    invitation = await mastodon.delivers()
    token = invitation["private_link"]
    assert re.fullmatch(r"[\w-]{22}", token)
    assert token not in invitation["text"]
    (opened,) = await shop.fact(e.TurnOpened)

    stranger = {"author": {"id": "max"}, "conversation": "dm-max", "kind": "command"}
    assert (await mastodon.posts("Bonjour", link=token, **stranger)).json()["conversation"] != asked
    assert "colis" not in (await mastodon.delivers())["text"]
    tampered = await mastodon.posts("Bonjour", link=token.swapcase(), conversation="dm-zoe-2", kind="command")
    assert tampered.json()["conversation"] != asked
    await mastodon.delivers()

    assert (await mastodon.posts("Bonjour", link=token, kind="command")).json()["conversation"] == asked
    continued = await mastodon.delivers()
    assert (continued["place"], continued["visibility"], continued["private_link"]) == ("dm-zoe", "private", None)
    read = await mastodon.reads(asked)
    assert [turn["opened_at"] for turn in read["turns"]] == [opened.at.isoformat().replace("+00:00", "Z")]
    await mastodon.posts("Ma commande est la 12345678")
    assert len(await shop.fact(e.Decided, 5)) == 5
    assert await shop.facts(e.TurnOpened, asked) == [opened]
