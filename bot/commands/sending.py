"""`recul pause` and `recul resume`: suspend all sending, and send again."""

import asyncio
import getpass
from typing import Annotated

import typer

from bot.commands.output import out
from bot.settings import read_settings
from bot.wiring import open_store


def pause_command(
    reason: Annotated[str, typer.Argument(help="Why, for the staff who see it.")] = "suspended from the command line",
) -> None:
    """Suspend all sending, within seconds. Messages are still received, understood and promised to be sent later.

    Example: recul pause "wrong price in a FAQ answer"
    """
    asyncio.run(_switch(reason))
    out.print("Sending is suspended. `recul resume` sends what waits.", markup=False)


def resume_command() -> None:
    """Send again, beginning with what waits.

    Example: recul resume
    """
    asyncio.run(_switch(None))
    out.print("Sending goes on.", markup=False)


async def _switch(reason: str | None) -> None:
    async with open_store(read_settings()) as store:
        by = f"command line ({getpass.getuser()})"
        if reason is None:
            await store.resume(by)
        else:
            await store.suspend(reason, by)
