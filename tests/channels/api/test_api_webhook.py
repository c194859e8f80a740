import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from bot.channels.api.webhook import WebhookSender, signature
from conversations.change import Button
from conversations.message import Visibility
from conversations.sending import Account, Parcel, PassingError, PermanentError
from conversations.turn import AnsweredBy, Reply
from tests.fakes.channel_line import NOON, SetClock

ACCOUNT = Account("mastodon", "bridge")
PARCEL = Parcel(
    id="p1",
    conversation="c1",
    account=ACCOUNT,
    place="post-9",
    address={"author": "u-1"},
    reply=Reply.ANSWER,
    by=AnsweredBy.BOT,
    text="Réponse",
    visibility=Visibility.PUBLIC,
    created_at=NOON,
    buttons=(Button("Oui", "yes"),),
)


def sender(answer: Callable[[httpx.Request], httpx.Response]) -> WebhookSender:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return WebhookSender(ACCOUNT, "https://bridge.example/in", "secret", client, SetClock())


async def test_a_parcel_is_posted_and_signed() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    await sender(answer).send(PARCEL)
    (request,) = seen
    parts = dict(part.split("=", 1) for part in request.headers["Recul-Signature"].split(","))
    wanted = hmac.new(b"secret", parts["t"].encode() + b"." + request.content, hashlib.sha256).hexdigest()
    assert parts == {"t": str(int(NOON.timestamp())), "v1": wanted}
    assert request.headers["Idempotency-Key"] == "p1"
    sent = json.loads(request.content)
    assert (sent["id"], sent["place"], sent["text"]) == ("p1", "post-9", "Réponse")
    assert sent["buttons"] == [{"label": "Oui", "value": "yes"}]


def test_the_signature_depends_on_secret_time_and_body() -> None:
    ours = signature("secret", NOON, b"body")
    assert ours != signature("other", NOON, b"body")
    assert ours != signature("secret", NOON + timedelta(seconds=1), b"body")
    assert ours != signature("secret", NOON, b"bodY")


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
async def test_a_refusal_is_permanent(status: int) -> None:
    with pytest.raises(PermanentError, match=str(status)) as caught:
        await sender(lambda _: httpx.Response(status)).send(PARCEL)
    assert caught.value.code == f"http_{status}"


@pytest.mark.parametrize("status", [302, 408, 429, 500, 503])
async def test_trouble_passes(status: int) -> None:
    with pytest.raises(PassingError, match=str(status)) as caught:
        await sender(lambda _: httpx.Response(status)).send(PARCEL)
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 11:01:00 GMT", 60.0),
        ("Mon, 02 Mar 2026 10:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
async def test_retry_after_is_honoured(value: str, seconds: float | None) -> None:
    with pytest.raises(PassingError) as caught:
        await sender(lambda _: httpx.Response(429, headers={"Retry-After": value})).send(PARCEL)
    assert caught.value.retry_after == seconds


async def test_a_bridge_that_is_away_is_a_passing_error() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(PassingError, match="cannot be reached"):
        await sender(away).send(PARCEL)
