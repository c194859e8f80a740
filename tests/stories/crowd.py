"""Many customers at once, who write on while the program is killed: on Telegram, and over a bridge that retries."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import httpx

from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.people import User
from tests.fakes.telegram.server import FakeTelegram
from tests.stories.harness import API_TOKEN, until

EACH = 20
"""Messages of each customer."""
LATE, ASKING, BRIDGED = 14, 6, 5
"""How many customers wait for a parcel, how many ask one frequent question after the other, how many come by the bridge."""
CHANNEL = "mastodon"
BURST = 3
PATIENCE = 3.0
"""Seconds after which a customer without a reply writes on."""


class Flow:
    """What was sent so far. `accepted` holds (channel, external id) of what the program has taken on."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, str]] = []
        self._bell = Bell()
        self._sent = 0

    @property
    def total(self) -> int:
        """How many messages there will be."""
        return (LATE + ASKING + BRIDGED) * EACH

    def sent(self) -> None:
        """One more."""
        self._sent += 1
        self._bell.ring()

    async def reached(self, share: float) -> None:
        """Wait until that share of all messages was sent."""
        assert await self._bell.wait_until(lambda: self._sent >= share * self.total, 120), f"stuck at {self._sent} messages"


class TelegramCustomer:
    """Writes in bursts, waits for a reply, writes again."""

    def __init__(self, user: User, texts: Sequence[str], burst: int, dice: random.Random) -> None:
        self.user, self._texts, self._burst, self._dice = user, texts, burst, dice

    async def run(self, telegram: FakeTelegram, flow: Flow) -> None:
        """All of it."""
        texts = iter(self._texts)
        while burst := list(islice(texts, self._dice.randint(1, self._burst))):
            before = len(telegram.sent(self.user))
            for text in burst:
                message = telegram.private_message(self.user, text)
                flow.accepted.append(("telegram", f"{message['chat']['id']}:{message['message_id']}"))
                flow.sent()
                await asyncio.sleep(self._dice.uniform(0, 0.2))
            await telegram.bell.wait_until(lambda before=before: len(telegram.sent(self.user)) > before, PATIENCE)


def telegram_customers(telegram: FakeTelegram, questions: Sequence[str], dice: random.Random) -> list[TelegramCustomer]:
    """Everybody on Telegram."""
    late = [TelegramCustomer(telegram.user(f"Ana{n}"), _late_parcel(), BURST, dice) for n in range(LATE)]
    asking = [
        TelegramCustomer(telegram.user(f"Bao{n}"), [f"{text} ?" for text in dice.sample(list(questions), EACH)], 1, dice)
        for n in range(ASKING)
    ]
    return [*late, *asking]


class Bridge:
    """A program that connects another network: posts until it is told 202, and reads the outbox page after page."""

    def __init__(self, url: str) -> None:
        headers = {"Authorization": f"Bearer {API_TOKEN}"}
        self._client = httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, timeout=20)
        self.fetched: list[dict[str, Any]] = []

    async def customer(self, n: int, flow: Flow) -> None:
        """One customer of that network, who writes as the flow goes on."""
        for k, text in enumerate(_late_parcel()):
            await flow.reached((LATE + ASKING) * k / flow.total)
            external_id = f"{n}-{k}"
            await until(lambda: self._accepts(f"zoe{n}", external_id, text), 60, what="202")  # noqa: B023
            flow.accepted.append((CHANNEL, external_id))
            flow.sent()

    async def fetch(self) -> None:
        """Follow the outbox for ever, never looking back."""
        while True:
            after = {"after": self.fetched[-1]["id"]} if self.fetched else {}
            self.fetched += await until(lambda: self._page(after), 300, what="a reply in the outbox")  # noqa: B023

    async def everything(self) -> list[dict[str, Any]]:
        """The outbox from its beginning."""
        found: list[dict[str, Any]] = []
        while page := await self._page({"after": found[-1]["id"]} if found else {}):
            found += page
        return found

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _accepts(self, who: str, external_id: str, text: str) -> bool:
        message = {
            "channel": CHANNEL,
            "external_id": external_id,
            "conversation": f"dm-{who}",
            "author": {"id": who},
            "visibility": "private",
            "text": text,
            "sent_at": datetime.now(UTC).isoformat(),
        }
        try:
            answer = await self._client.post("/messages", json=message)
        except httpx.TransportError:
            return False
        assert answer.status_code in (202, 503), answer.text
        return answer.status_code == 202

    async def _page(self, after: dict[str, str]) -> list[dict[str, Any]]:
        try:
            answer = await self._client.get("/outbox", params={"channel": CHANNEL, "limit": 50, **after})
        except httpx.TransportError:
            return []
        items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return items


def _late_parcel() -> list[str]:
    """Acknowledged once; to each later message the state of the request is told, never twice in the same words running."""
    return [
        "Mon colis n'est jamais arrivé. Message 1",
        *(f"Où en est ma demande ? Message {n}" for n in range(2, EACH + 1)),
    ]
