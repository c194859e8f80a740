"""Methods by which a bot receives updates."""

from __future__ import annotations

from tests.fakes.telegram.backend import Backend
from tests.fakes.telegram.errors import bad_request, conflict
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.webhook import check_secret, check_url

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
LONGEST_POLL = 50


def _allowed_updates(given: Parameters) -> list[str] | None:
    names = given.array("allowed_updates", "String")
    if names is None:
        return None
    if not all(isinstance(name, str) for name in names):
        raise bad_request("expected an Array of String as allowed_updates")
    return [str(name) for name in names]


async def get_updates(backend: Backend, given: Parameters) -> object:
    """getUpdates."""
    if backend.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    offset = given.integer("offset")
    limit = min(max(given.integer("limit", 100), 1), 100)
    timeout = min(max(given.integer("timeout"), 0), LONGEST_POLL)
    backend.updates.allow(_allowed_updates(given))
    return await backend.updates.poll(offset, limit, timeout)


async def set_webhook(backend: Backend, given: Parameters) -> object:
    """setWebhook; an empty url deletes it."""
    url, secret = given.text("url"), given.text("secret_token")
    if url:
        check_url(url)
        check_secret(secret)
    backend.updates.allow(_allowed_updates(given))
    if given.boolean("drop_pending_updates"):
        backend.updates.clear()
    if url:
        await backend.webhook.set(url, secret, min(max(given.integer("max_connections", 40), 1), 100))
    else:
        await backend.webhook.delete()
    return True


async def delete_webhook(backend: Backend, given: Parameters) -> object:
    """deleteWebhook."""
    if given.boolean("drop_pending_updates"):
        backend.updates.clear()
    await backend.webhook.delete()
    return True


async def get_webhook_info(backend: Backend, given: Parameters) -> object:
    """getWebhookInfo."""
    return backend.webhook.info()
