"""Delivery of updates by POST, one after the other, each again and again until it is accepted."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.errors import Json, bad_request, conflict
from tests.fakes.telegram.updates import BY_DEFAULT, Queued, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORTS = (80, 88, 443, 8443)


def check_url(url: str) -> None:
    """Telegram wants HTTPS and one of four ports; the local machine is spared both, for tests."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in ("http", "https") or not host:
        raise bad_request("invalid webhook URL specified")
    if host == "localhost" or _is_loopback(host):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def check_secret(secret: str) -> None:
    """1–256 characters of A–Z, a–z, 0–9, _ and -, or none."""
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


class Webhook:
    """Where updates are posted, and the task that posts them."""

    def __init__(self, updates: UpdateQueue, bell: Bell, clock: Callable[[], float], retry_delay: float) -> None:
        self._updates = updates
        self._bell = bell
        self._clock = clock
        self._retry_delay = retry_delay
        self._task: asyncio.Task[None] | None = None
        self._secret = ""
        self.url = ""
        self.max_connections = 40
        self.attempts = 0
        self._error: Json = {}

    async def set(self, url: str, secret: str, max_connections: int) -> None:
        """Post to `url` from now on; a long poll that waits is ended with 409."""
        await self.delete()
        self._updates.interrupt(conflict("terminated by setWebhook request"))
        self.url, self._secret, self.max_connections = url, secret, max_connections
        self.start()

    async def delete(self) -> None:
        """Post no more."""
        await self.stop()
        self.url, self._error = "", {}

    def start(self) -> None:
        """Begin to post, if there is a URL."""
        if self.url and self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End the task, keeping the URL."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def info(self) -> Json:
        """The Bot API object WebhookInfo."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending()),
            **self._error,
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self._updates.allowed != BY_DEFAULT:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while True:
                await self._bell.wait_until(lambda: bool(self._updates.pending()), None)
                update = self._updates.pending()[0]
                if await self._accepted(session, update):
                    self._updates.done(update)
                else:
                    await asyncio.sleep(self._retry_delay)

    async def _accepted(self, session: aiohttp.ClientSession, queued: Queued) -> bool:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        self.attempts += 1
        try:
            async with session.post(self.url, json=queued.update, headers=headers) as answer:
                status = answer.status
                problem = f"Wrong response from the webhook: {status} {HTTPStatus(status).phrase}"
        except (aiohttp.ClientError, TimeoutError) as error:
            status = 0
            refused = isinstance(error, aiohttp.ClientConnectorError)
            problem = "Connection refused" if refused else "Connection reset by peer"
        if 200 <= status < 300:
            return True
        self._error = {"last_error_date": int(self._clock()), "last_error_message": problem}
        self._bell.ring()
        return False
