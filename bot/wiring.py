"""The only place that names concrete classes: which store, channels and loops stand behind the ports."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from pydantic import SecretStr

from bot.application import Doors, application
from bot.bell import Bell, ProcessChanges
from bot.budget import Budget
from bot.channels.api.webhook import WebhookSender
from bot.channels.email.customer_copy import CustomerCopies
from bot.channels.email.sender import EmailSender, Mailer, Server
from bot.channels.telegram import private_link as telegram_link
from bot.channels.telegram.running import TelegramAccount
from bot.channels.web import private_link as web_link
from bot.charter_file_watch import LEASE, CharterFileWatch
from bot.charter_import import CharterImport
from bot.clock import SystemClock
from bot.clock_watch import ClockWatch
from bot.cohort_watch import CohortWatch
from bot.crisis_watch import EVERY, CrisisWatch
from bot.digest_watch import EVERY as EVERY_MINUTE
from bot.digest_watch import DigestWatch
from bot.folding import Folding
from bot.learning_watch import EVERY as COLLECT_EVERY
from bot.learning_watch import LearningWatch
from bot.lease import Lease
from bot.line import LiveLine
from bot.outbox import OutboxSender
from bot.rasa_watch import EVERY as EVERY_LOOK
from bot.rasa_watch import RasaWatch
from bot.release import InForce, Release, Serving
from bot.release_watch import ReleaseWatch
from bot.runner.in_process import Loop, every
from bot.settings import Misconfigured, Settings
from bot.surroundings import Surroundings
from bot.ways import Ways
from conversations.sending import Account, ChannelSender
from metrics.sending import SendingFigures
from metrics.understanding import EngineFigures
from nlu.rasa_http import RasaEngine
from nlu.rasa_link import RasaLink
from store.sql import SqlStore

API_ACCOUNT = "api"
STAFF_ACCOUNT = Account("email", "staff")


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The database of the settings, closed at the end. Raises Unavailable with a sentence."""
    store = SqlStore.open(settings.database_url)
    try:
        yield store
    finally:
        await store.close()


@dataclass(frozen=True)
class Program:
    """Everything that serves: the web application, and the loops that run beside it."""

    app: Any
    line: LiveLine
    changes: ProcessChanges
    telegram: TelegramAccount | None
    loops: dict[str, Loop]


class _Parts:
    """What is made once for a process."""

    def __init__(self, settings: Settings, store: SqlStore, serving: Serving) -> None:
        self.settings, self.store, self.in_force = settings, store, InForce(serving)
        self.clock, self.changes = SystemClock(), ProcessChanges()
        self.holder = secrets.token_hex(8)
        self.telegram: TelegramAccount | None = None
        ways = Ways({"telegram": telegram_link.address, "web": lambda _, token: web_link.address(settings.base_url, token)})
        letters, started = settings.smtp_host is not None, self.clock.now()
        surroundings = Surroundings(store, settings.base_url, ways.fresh, letters, started)
        self.figures, self.sending = EngineFigures(), SendingFigures()
        self.line = LiveLine(store, store, self.clock, self.changes, self.in_force, surroundings, self.figures.took)

        self.published = Bell()
        self.releases = ReleaseWatch(
            settings, store, self.in_force, self.published, lambda: self.changes.announce("charter", 0)
        )

    @property
    def release(self) -> Release:
        """The release to decide by now."""
        return self.in_force()

    @property
    def rasa(self) -> RasaLink | None:
        """The link to Rasa, where it is used."""
        engine = self.release.engine
        return engine.link if isinstance(engine, RasaEngine) else None

    def understanding(self) -> EngineFigures:
        """How this process has understood since its start."""
        link = self.rasa
        return self.figures if link is None else replace(self.figures, fallbacks=link.fallbacks, resting=link.resting)

    def bell(self) -> Bell:
        """A bell that rings whenever something is saved."""
        bell = Bell()
        self.changes.bells.append(bell)
        return bell

    async def send(self, sender: ChannelSender, lease: str, holder: str, budget: Budget | None = None) -> None:
        """Run the outbox of one account, for ever."""
        self.sending.serves(sender.account.channel)
        loop = OutboxSender(
            sender,
            self.store,
            self.line,
            self.store,
            self.clock,
            self.bell(),
            lease=lease,
            holder=holder,
            budget=budget,
            figures=self.sending,
        )
        await loop.run()


@asynccontextmanager
async def assemble(settings: Settings, store: SqlStore, serving: Serving) -> AsyncIterator[Program]:
    """The whole program over an open store. Raises ConfigurationError (a refused token) before anything runs."""
    parts = _Parts(settings, store, serving)
    loops: dict[str, Loop] = {
        "clock": ClockWatch(store, parts.line, parts.clock, parts.bell()).run,
        "folding": every(1.0, Folding(store, store, CohortWatch(store, parts.clock)).fold),
        "release": parts.releases.run,
        "charter file": _file_watch(parts).run,
        "crisis": _crisis(parts, None),
        "learning": every(COLLECT_EVERY, LearningWatch(store, parts.clock).look),
    }
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=10))
        if parts.rasa is not None:
            stack.push_async_callback(parts.rasa.aclose)
            loops["rasa"] = every(EVERY_LOOK, _rasa(parts, parts.rasa).look)
        if settings.telegram_token is not None:
            parts.telegram = await _telegram(parts, settings.telegram_token, stack)
            loops["telegram"] = parts.telegram.run
        if settings.webhook_url is not None:
            loops["webhook"] = _webhook(parts, settings, settings.webhook_url, client)
        if settings.smtp_host is not None:
            loops |= _email(parts, settings.smtp_host)
        yield Program(application(_doors(parts)), parts.line, parts.changes, parts.telegram, loops)


def _file_watch(parts: _Parts) -> CharterFileWatch:
    imports = CharterImport(parts.settings, parts.store, parts.clock, parts.published)
    return CharterFileWatch(imports.path, parts.store, imports, Lease(parts.store, LEASE, parts.holder))


def _rasa(parts: _Parts, link: RasaLink) -> RasaWatch:
    return RasaWatch(link, parts.settings, parts.store, parts.in_force, lambda: parts.changes.announce("engine", 0))


async def _telegram(parts: _Parts, token: SecretStr, stack: AsyncExitStack) -> TelegramAccount:
    settings = parts.settings
    parts.sending.serves("telegram")
    account = TelegramAccount(
        token=token.get_secret_value(),
        api_base=settings.telegram_api,
        public_url=settings.public_url if settings.telegram_updates == "webhook" else None,
        line=parts.line,
        store=parts.store,
        clock=parts.clock,
        keywords=lambda: parts.release.charter.brand.keywords,
        sending=lambda sender, lease, holder: parts.send(sender, lease, holder, Budget()),
        holder=parts.holder,
        channels=frozenset(name.strip() for name in settings.telegram_channels.split(",") if name.strip()),
        worked=lambda at: parts.sending.worked("telegram", at),
    )
    stack.push_async_callback(account.close)
    await account.try_to_connect()
    return account


def _email(parts: _Parts, host: str) -> dict[str, Loop]:
    """Notices for the staff, and copies of answers for customers who left an address. Raises Misconfigured."""
    settings, store = parts.settings, parts.store
    server = Server(host, settings.smtp_port, settings.smtp_tls, settings.smtp_user, _value(settings.smtp_password))
    try:
        mailer = Mailer(server, settings.smtp_from or "", lambda: parts.release.charter.brand.name)
    except ValueError as error:
        raise Misconfigured(f"RECUL_SMTP_FROM: {error}") from None
    sender = EmailSender(STAFF_ACCOUNT, mailer)
    copies = CustomerCopies(
        line=parts.line,
        outbox=store,
        timeline=store,
        contacts=store,
        clock=parts.clock,
        mailer=mailer,
        brand=lambda: parts.release.charter.brand.name,
        base_url=lambda: settings.base_url,
    )
    return {
        "email": lambda: parts.send(sender, f"outbox:{STAFF_ACCOUNT.channel}:{STAFF_ACCOUNT.name}", parts.holder),
        "customer copies": every(10.0, copies.run),
        "crisis": _crisis(parts, mailer),
        "digest": every(EVERY_MINUTE, DigestWatch(store, parts.clock, parts.in_force, settings.base_url, mailer.post).look),
    }


def _crisis(parts: _Parts, mailer: Mailer | None) -> Loop:
    store = parts.store
    post = mailer.post if mailer is not None else None
    watch = CrisisWatch(store, store, store, parts.clock, parts.in_force, parts.settings.base_url, post)
    return every(EVERY, watch.look)


def _webhook(parts: _Parts, settings: Settings, url: str, client: httpx.AsyncClient) -> Loop:
    account = Account(settings.webhook_channel or "", API_ACCOUNT)
    sender = WebhookSender(account, url, _value(settings.webhook_secret) or "", client, parts.clock)
    return lambda: parts.send(sender, f"outbox:{account.channel}:{account.name}", parts.holder)


def _doors(parts: _Parts) -> Doors:
    settings, token = parts.settings, _value(parts.settings.api_token)
    return Doors(
        store=parts.store,
        line=parts.line,
        clock=parts.clock,
        changes=parts.changes,
        release=parts.in_force,
        charter_file=lambda: parts.releases.news,
        understanding=parts.understanding,
        sending=parts.sending,
        fallen_back=lambda: parts.rasa is not None and bool(parts.rasa.failing),
        base_url=settings.base_url,
        api_tokens={hashlib.sha256(token.encode()).hexdigest(): API_ACCOUNT} if token else {},
        metrics_token=_value(settings.metrics_token),
        email_offered=settings.smtp_host is not None,
        telegram=parts.telegram.router() if parts.telegram and not parts.telegram.polls else None,
    )


def _value(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
