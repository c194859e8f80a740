"""The route to which Telegram posts updates: 200 is said only once nothing can be lost any more."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from telegram import Bot

from bot.channels.telegram.receiving import ALLOWED_UPDATES
from conversations.ports import Unavailable

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the name of a header
_log = structlog.get_logger()


def secret_of(token: str) -> str:
    """The secret that Telegram shows us with each update: derived from the bot's token, so that nobody has to choose one."""
    return hmac.new(token.encode(), b"recul telegram webhook", hashlib.sha256).hexdigest()


def webhook_router(*, path: str, secret: str, take: Callable[[Mapping[str, Any]], Awaitable[None]]) -> APIRouter:
    """The route `POST /telegram/<path>`. `take` stores one update and raises Unavailable when it could not."""
    router = APIRouter()

    async def receive(request: Request) -> Response:
        if not _is_secret(request.headers.get(SECRET_HEADER, ""), secret):
            return PlainTextResponse(f"The header {SECRET_HEADER} is missing or wrong. Only Telegram may post here.", 401)
        update = _update(await request.body())
        if update is None:
            return PlainTextResponse("The body is no Telegram update. Post one JSON object with an `update_id`.", 400)
        try:
            await take(update)
        except Unavailable:
            return PlainTextResponse("The store cannot be reached; nothing was saved. Post the same update again later.", 503)
        return Response(status_code=200)

    router.add_api_route(f"/telegram/{path}", receive, methods=["POST"], include_in_schema=False)
    return router


async def set_webhook(bot: Bot, url: str, secret: str) -> list[str]:
    """Let Telegram post updates to `url`; what that changed, as sentences. Raises TelegramError.

    The secret cannot be read back, so it is always set; updates that wait are kept.
    """
    before = await bot.get_webhook_info()
    await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False)
    changed = []
    if before.url != url:
        changed.append(f"Telegram posts the updates to {url} now; before: {before.url or 'nowhere (they were polled)'}.")
    if set(before.allowed_updates or ()) != set(ALLOWED_UPDATES):
        known = ", ".join(sorted(before.allowed_updates or ())) or "the default kinds"
        changed.append(f"Telegram posts {', '.join(ALLOWED_UPDATES)}; before: {known}.")
    if before.url == url and before.last_error_message:
        changed.append(f"Telegram's last trouble with this address: {before.last_error_message}. It tries again by itself.")
    for sentence in changed:
        _log.info(sentence)
    return changed


async def waits_for_us(bot: Bot) -> int:
    """How many updates Telegram has not been able to post to us yet. Raises TelegramError."""
    return (await bot.get_webhook_info()).pending_update_count


def _is_secret(given: str, secret: str) -> bool:
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and type(found.get("update_id")) is int else None
