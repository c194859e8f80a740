"""Our identity on Telegram: a token, checked once, becomes a bot with a name."""

import logging
import os
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog
from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.reading import CHANNEL
from conversations.sending import Account

READ_SECONDS = 20.0
"""How long an answer is awaited. Giving up early means sending twice, so not too short."""

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_ASK = "Write to @BotFather (/mybots, then API Token), set RECUL_TELEGRAM_TOKEN to what it gives, and start again."
_log = structlog.get_logger()


class ConfigurationError(Exception):
    """A setting of the operator's is wrong; the sentence says which and what to do."""


class Unreachable(Exception):
    """Telegram cannot be reached now; the settings may well be right."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A bot that Telegram has accepted, and who it is. An asynchronous context manager that closes its connections."""

    bot: Bot
    me: User

    @property
    def account(self) -> Account:
        """The account under which its conversations live: the bot's username."""
        return Account(CHANNEL, self.me.username or str(self.me.id))

    async def close(self) -> None:
        """Close the connections."""
        await self.bot.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def connect(token: str, api_base: str | None = None) -> Connected:
    """The bot of `token`, on Telegram's own server or on the one at `api_base` (`http://127.0.0.1:8081`).

    Raises ConfigurationError when a setting is wrong, Unreachable when nobody answers; neither says the token.
    """
    _keep_libraries_quiet()
    bot = _bot(_checked_token(token), _checked_base(api_base))
    try:
        await bot.initialize()
    except InvalidToken:
        await bot.shutdown()
        raise ConfigurationError(f"Telegram refuses RECUL_TELEGRAM_TOKEN (401). {_ASK}") from None
    except TelegramError as error:
        await bot.shutdown()
        where = api_base or "https://api.telegram.org"
        raise Unreachable(
            f"Telegram does not answer at {where} ({error}). Check the network, then RECUL_TELEGRAM_API."
        ) from None
    _say_what_is_seen(bot.bot)
    return Connected(bot, bot.bot)


def _bot(token: str, base: str) -> Bot:
    # One pool for all: PTB's own getUpdates, for which it would open another, is not used.
    pool = HTTPXRequest(connection_pool_size=32, read_timeout=READ_SECONDS, pool_timeout=READ_SECONDS)
    return Bot(token, f"{base}/bot", f"{base}/file/bot", request=pool, get_updates_request=pool)


def _checked_token(token: str) -> str:
    if not _TOKEN.fullmatch(token.strip()):
        raise ConfigurationError(f"RECUL_TELEGRAM_TOKEN does not look like a bot token (digits, a colon, letters). {_ASK}")
    return token.strip()


def _checked_base(api_base: str | None) -> str:
    base = (api_base or "https://api.telegram.org").strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#{}]+(/[^\s?#{}]*)?", base):
        raise ConfigurationError(f"RECUL_TELEGRAM_API is {base!r}. Write the address of a server, like http://127.0.0.1:8081.")
    return base


def _keep_libraries_quiet() -> None:
    """httpx logs every URL, and the token is part of it; PTB logs answers that it cannot parse, and they hold texts."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.WARNING)
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
    # Durations come as timedelta, PTB's future default; without this every 429 brings a deprecation warning.
    os.environ.setdefault("PTB_TIMEDELTA", "1")


def _say_what_is_seen(me: User) -> None:
    if not me.can_read_all_group_messages:
        _log.info(
            "Telegram's privacy mode is on: comments reach the bot only where it is an administrator. "
            "Make it one, or switch the mode off at @BotFather (/setprivacy)",
            account=me.username,
        )
