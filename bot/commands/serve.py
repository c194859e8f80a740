"""`recul serve`: everything in one process."""

import asyncio
import socket

import typer

from bot import VERSION
from bot.clock import SystemClock
from bot.commands.output import err, out, progress_bar
from bot.first_start import LOGIN, one_time_password
from bot.logs import set_up
from bot.memory import be_frugal
from bot.release import Serving
from bot.serving import bind, serve
from bot.settings import Settings, read_settings
from bot.starting import first_serving
from bot.wiring import Program, assemble, open_store


def serve_command() -> None:
    """Serve customers, the desk, the API and the metrics, and move the line. Ctrl-C stops it; nothing accepted is lost.

    Example: RECUL_PORT=8080 recul serve
    """
    be_frugal()
    settings = read_settings()
    set_up(settings.log_level, settings.log_format)
    listening = bind(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    if not asyncio.run(_serve(settings, listening)):
        err.print("A part of the program failed: see `loop_ended` in the log. Start it again; what was accepted is stored.")
        raise typer.Exit(1)
    err.print("Stopped. What was accepted is stored.", markup=False)


async def _serve(settings: Settings, listening: socket.socket) -> bool:
    # The database first: when it is down, that is said at once, and not after the model has been trained.
    async with open_store(settings) as store:
        with progress_bar("Understanding") as progress:
            serving = await first_serving(settings, store, SystemClock(), progress)
        async with assemble(settings, store, serving) as program:
            password = await one_time_password(store)
            for line in _greeting(settings, serving, program, password):
                out.print(line, markup=False)
            return await serve(program, listening)


def _greeting(settings: Settings, serving: Serving, program: Program, password: str | None) -> list[str]:
    url, release = settings.base_url, serving.release
    lines = [
        f"Recul {VERSION}, charter of {release.charter.brand.name}, version {serving.number} ({release.id})",
        f"  Customers    {url}/",
        f"  Desk         {url}/desk",
        f"  Metrics      {url}/metrics",
        f"  API          {url}/api/v1 {'' if settings.api_token else '(off until RECUL_API_TOKEN is set)'}".rstrip(),
        f"  Telegram     {_telegram(program)}",
        f"  E-mail       {settings.smtp_host or 'off until RECUL_SMTP_HOST is set: nobody on call hears of a danger'}",
    ]
    if password is not None:
        lines.append(f"  First sign-in at the desk: {LOGIN} / {password}  (one time; choose your own then)")
    return lines


def _telegram(program: Program) -> str:
    if program.telegram is None:
        return "off until RECUL_TELEGRAM_TOKEN is set"
    name = f"@{program.telegram.username}" if program.telegram.connected else "not reached yet, tried again every 15 s"
    return f"{name} ({'long polling' if program.telegram.polls else 'webhook'})"
