"""`recul doctor`: what works, what does not, and what to do about it."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from bot.channels.telegram.account import ConfigurationError, Unreachable, connect
from bot.commands.charter_standing import charter_standing
from bot.commands.output import out, print_json
from bot.commands.sending import suspension_sentence
from bot.rasa_standing import rasa_standing
from bot.settings import Misconfigured, Settings, read_settings
from bot.wiring import open_store
from charter.load import check
from conversations.ports import Unavailable
from nlu.encoder import encoder_name, used_encoder


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `state` is `ok`, `off` or `trouble`; `says` tells what was found and what to do."""

    part: str
    state: str
    says: str


def doctor_command(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Check configuration, charter, database and channels. Exit code 1 when something needs attention.

    Example: recul doctor
    """
    findings = asyncio.run(_examine())
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            out.print(f"{finding.state:<8} {finding.part:<14} {finding.says}", markup=False)
    if any(finding.state == "trouble" for finding in findings):
        raise typer.Exit(1)


async def _examine() -> list[Finding]:
    try:
        settings = read_settings()
    except Misconfigured as error:
        return [Finding("configuration", "trouble", str(error))]
    found = [Finding("configuration", "ok", f"customers and staff reach {settings.base_url}")]
    found += _charter(settings)
    for look in (_database, _telegram):
        found.append(await look(settings))
    found.append(Finding("release", *await charter_standing(settings)))
    found.append(Finding("rasa", *await rasa_standing(settings)))
    found.append(_encoder(settings))
    return [*found, *_channels(settings), _metrics(settings)]


def _charter(settings: Settings) -> Iterator[Finding]:
    problems = check(settings.charter)
    if not problems:
        yield Finding("charter", "ok", f"{settings.charter} has no problem")
    for problem in problems[:5]:
        yield Finding("charter", "trouble", str(problem))
    if len(problems) > 5:
        yield Finding("charter", "trouble", f"and {len(problems) - 5} more: recul charter check")


def _encoder(settings: Settings) -> Finding:
    if settings.encoder == "none":
        return Finding("encoder", "off", "RECUL_ENCODER=none: understanding uses TF-IDF alone")
    name = encoder_name()
    if name is None:
        says = "not installed: understanding uses TF-IDF alone. `make run` installs it; RECUL_ENCODER=none means it so"
        return Finding("encoder", "off", says)
    if used_encoder(settings.encoder) is None:
        says = f"{name} fails its self-test: understanding uses TF-IDF alone. Install it anew (rm -r .venv; make run), or set"
        return Finding("encoder", "trouble", f"{says} RECUL_ENCODER=none")
    return Finding("encoder", "ok", f"{name} is installed and sound")


async def _database(settings: Settings) -> Finding:
    try:
        async with open_store(settings) as store:
            suspended = await suspension_sentence(store)
    except (Unavailable, Misconfigured) as error:
        return Finding("database", "trouble", str(error))
    if suspended is not None:
        return Finding("database", "trouble", suspended)
    return Finding("database", "ok", "open, and of this version")


async def _telegram(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return Finding("telegram", "off", "set RECUL_TELEGRAM_TOKEN to the token that @BotFather gives")
    try:
        connected = await connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    except (ConfigurationError, Unreachable) as error:
        return Finding("telegram", "trouble", str(error))
    await connected.close()
    return Finding("telegram", "ok", f"connected as @{connected.account.name}")


def _channels(settings: Settings) -> Iterator[Finding]:
    if settings.api_token is None:
        yield Finding("api", "off", "set RECUL_API_TOKEN (`openssl rand -hex 24` makes one)")
    else:
        yield Finding("api", "ok", f"{settings.base_url}/api/v1")
    if settings.smtp_host is None:
        yield Finding("e-mail", "off", "set RECUL_SMTP_HOST and RECUL_SMTP_FROM: without, nobody on call hears of a danger")
    else:
        yield Finding("e-mail", "ok", settings.smtp_host)


def _metrics(settings: Settings) -> Finding:
    if settings.metrics_token is not None:
        return Finding("metrics", "ok", "/metrics asks for the token of RECUL_METRICS_TOKEN")
    if settings.public_url is None:
        return Finding("metrics", "open", "/metrics asks for no token, which is well on this machine alone")
    what = (
        f"everybody who reaches {settings.base_url} reads your figures at /metrics: set RECUL_METRICS_TOKEN, or close that path"
    )
    return Finding("metrics", "trouble", what)
