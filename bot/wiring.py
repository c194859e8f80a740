"""The only place that names concrete classes: which store, channels and loops stand behind the ports."""

import hashlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from bot import VERSION
from bot.bell import Bell, ProcessChanges
from bot.budget import Budget
from bot.channels.api import api_router
from bot.channels.api.webhook import WebhookSender
from bot.channels.email import EmailSender
from bot.channels.email.customer_copy import CustomerCopies
from bot.channels.telegram.account import Connected, connect
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.webhook import telegram_router
from bot.channels.web import static_files as web_static_files
from bot.channels.web import web_router
from bot.clock import SystemClock
from bot.clock_watch import ClockWatch
from bot.folding import Folding
from bot.line import LiveLine
from bot.outbox import OutboxSender
from bot.release import Release
from bot.settings import Settings
from conversations.sending import Account, ChannelSender
from desk.app import desk_router
from desk.app import static_files as desk_static_files
from metrics.board import Board
from metrics.exporter import metrics_router
from store.sql import SqlStore, upgrade

API_ACCOUNT = "api"
STAFF_EMAIL = Account("email", "staff")


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The database of the settings, closed at the end. Raises Unavailable with a sentence."""
    store = await SqlStore.open(settings.database_url)
    try:
        yield store
    finally:
        await store.close()


def upgrade_database(settings: Settings) -> None:
    """Bring the database's schema to this version. Raises Unavailable."""
    upgrade(settings.database_url)


@dataclass
class Program:
    """Everything that serves: the web application, and the loops that run beside it."""

    app: FastAPI
    line: LiveLine
    changes: ProcessChanges
    loops: dict[str, Coroutine[Any, Any, None]]
    telegram: Connected | None
    poller: Poller | None


@asynccontextmanager
async def assemble(settings: Settings, store: SqlStore, release: Release) -> AsyncIterator[Program]:
    """The whole program over an open store. Raises Misconfigured (a refused token) before anything runs."""
    async with AsyncExitStack() as stack:
        clock, changes = SystemClock(), ProcessChanges()
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=10))
        telegram = await _telegram(settings, stack)
        poller: Poller | None = None

        def caught_up(channel: str) -> bool:
            return channel != "telegram" or poller is None or poller.caught_up

        line = LiveLine(store, store, clock, changes, lambda: release, settings.base_url, caught_up)
        if telegram is not None and not _webhook_wanted(settings):
            poller = Poller(telegram, line, store, store, clock, lambda: release.charter.brand.keywords)
        senders = _senders(settings, clock, client, telegram)
        loops = {f"outbox {s.account.channel}": _outbox(s, store, line, clock, changes).run() for s in senders}
        loops["clock"] = ClockWatch(store, line, clock, _bell(changes)).run()
        loops["folding"] = Folding(store, store).run()
        if poller is not None:
            loops["telegram"] = poller.run()
        app = _application(settings, store, line, clock, changes, release, telegram)
        yield Program(app, line, changes, loops, telegram, poller)


def _bell(changes: ProcessChanges) -> Bell:
    bell = Bell()
    changes.bells.append(bell)
    return bell


def _outbox(sender: ChannelSender, store: SqlStore, line: LiveLine, clock: SystemClock, changes: ProcessChanges) -> OutboxSender:
    return OutboxSender(sender, store, line, store, clock, _bell(changes), Budget())


def _secret(value: Any) -> str | None:
    return value.get_secret_value() if value is not None else None


def _webhook_wanted(settings: Settings) -> bool:
    return bool(settings.public_url and settings.telegram_webhook_secret)


async def _telegram(settings: Settings, stack: AsyncExitStack) -> Connected | None:
    if settings.telegram_token is None:
        return None
    connected = await connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    stack.push_async_callback(connected.close)
    return connected
