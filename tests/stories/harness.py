"""Maison Colibri, open for business: the whole program behind a real socket, with its real charter and understanding."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar, cast

import httpx

from bot.release import Release, Serving
from bot.serving import Server, bind, serve
from bot.settings import Settings, read_settings
from bot.wiring import assemble, open_store
from charter.charter import Settle
from conversations import events as e
from conversations.message import PlaceKey
from conversations.sending import Parcel
from store.sql import SqlStore
from tests.fakes.histories import histories
from tests.fakes.smtp import Mailbox
from tests.fakes.telegram.server import FakeTelegram

API_TOKEN = "a-token-of-sixteen-characters-or-more"
QUIET = timedelta(milliseconds=300)
"""How long this shop lets people finish; the example charter says 4 s."""
PATIENCE = 30.0
"""Seconds after which something will not happen any more."""

T = TypeVar("T")


async def until(condition: Callable[[], T | Awaitable[T]], seconds: float = PATIENCE, *, what: str = "") -> T:
    """The first true thing that `condition` gives. Raises AssertionError when there is none within `seconds`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        found = condition()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return cast(T, found)
        if loop.time() > end:
            raise AssertionError(f"{what or 'it'} has not happened within {seconds} s")
        await asyncio.sleep(0.02)


@dataclass(frozen=True)
class Shop:
    """What a story can reach of the running program, and of the world around it."""

    url: str
    settings: Settings
    release: Release
    store: SqlStore
    telegram: FakeTelegram
    mailbox: Mailbox

    async def conversations(self) -> list[str]:
        """The ids of all conversations there are."""
        return list(await histories(self.store))

    async def conversation(self, key: PlaceKey | None = None) -> str:
        """The id of the conversation of that place, or of the only one there is, once it exists."""
        if key is not None:
            return (await until(lambda: self.store.find(key), what="a message in that place")).id
        (id,) = await until(self.conversations, what="a conversation")
        return id

    async def facts(self, kind: type[e.Event], conversation: str | None = None) -> list[e.Event]:
        """The events of that kind, of one conversation or of all."""
        logs = (await histories(self.store)).items()
        return [one for id, events in logs for one in events if isinstance(one, kind) and conversation in (None, id)]

    async def fact(self, kind: type[T], n: int = 1) -> list[T]:
        """The events of that kind, once there are `n`."""

        async def enough() -> list[e.Event]:
            found = await self.facts(cast(type[e.Event], kind))
            return found if len(found) >= n else []

        return cast(list[T], await until(enough, what=f"{n} × {kind.__name__}"))

    async def verdict(self) -> str:
        """The verdict on the only thing that was said, once it is decided."""
        (decided,) = await self.fact(e.Decided)
        return decided.verdict

    async def parcels(self) -> list[Parcel]:
        """Everything that was ever queued for the outside, notices for the staff included."""
        return [parcel for id in await self.conversations() for parcel in await self.store.parcels(id)]

    async def metric(self, name: str, **labels: str) -> float:
        """What /metrics says, added up over the label sets that hold these labels."""
        async with httpx.AsyncClient(base_url=self.url) as prometheus:
            page = (await prometheus.get("/metrics")).text
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        lines = (line.rpartition(" ") for line in page.splitlines() if line.startswith(f"{name}{{"))
        return sum(float(value) for cell, _, value in lines if all(one in cell for one in wanted))


@asynccontextmanager
async def open_shop(
    database_url: str,
    release: Release,
    telegram: FakeTelegram,
    mailbox: Mailbox,
    *,
    quiet: timedelta = QUIET,
    webhook: bool = False,
) -> AsyncIterator[Shop]:
    """Serve until the block ends, on a free port of this machine and in this event loop."""
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(bind("127.0.0.1", 0))
        settings = _settings(database_url, telegram, mailbox, listening.getsockname()[1], webhook=webhook)
        store = await stack.enter_async_context(open_store(settings))
        release = with_settle(release, quiet)
        program = await stack.enter_async_context(assemble(settings, store, Serving(release)))
        server = Server(program)
        running = asyncio.create_task(serve(program, listening, server))
        try:
            await until(lambda: server.started or running.done(), what="the start of the server")
            yield Shop(settings.base_url, settings, release, store, telegram, mailbox)
        finally:
            server.stop()
            await running


def _settings(database_url: str, telegram: FakeTelegram, mailbox: Mailbox, port: int, *, webhook: bool) -> Settings:
    settings = read_settings(
        _env_file=None,
        database_url=database_url,
        port=port,
        api_token=API_TOKEN,
        telegram_token=telegram.token,
        telegram_api=telegram.server,
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_from="bonjour@maison-colibri.example",
        smtp_tls="none",
    )
    if not webhook:
        return settings
    # Telegram posts to https alone, and so the settings want it; the fake takes plain http on this machine.
    return settings.model_copy(update={"public_url": settings.base_url, "telegram_updates": "webhook"})


def with_settle(release: Release, quiet: timedelta) -> Release:
    """The same release, but for how long people may take to finish."""
    settle = Settle(quiet=quiet, at_most=max(timedelta(seconds=20), quiet))
    return replace(release, charter=release.charter.model_copy(update={"settle": settle}))
