"""`recul charter history`: what was in force, since when, and by whom."""

import asyncio
from collections.abc import Sequence

from rich.table import Column, Table

from bot.commands.charter_arguments import AsJson
from bot.commands.output import out, print_json
from bot.settings import Settings, read_settings
from bot.wiring import open_store
from conversations.versions import CharterVersion

SHOWN = 200
"""Versions that are listed, the newest first."""


def history_command(json: AsJson = False) -> None:
    """List the published versions, newest first; * is the one in force.

    Example: recul charter history
    """
    versions = asyncio.run(_versions(read_settings()))
    if json:
        print_json([_row(version, current=number == 0) for number, version in enumerate(versions)])
    elif not versions:
        out.print("Nothing is published yet: the first start of `recul serve` publishes the file.", markup=False)
    else:
        out.print(_table(versions))


async def _versions(settings: Settings) -> Sequence[CharterVersion]:
    async with open_store(settings) as store:
        return await store.versions(SHOWN)


def _row(version: CharterVersion, *, current: bool) -> dict[str, object]:
    return {
        "number": version.number,
        "in_force": current,
        "at": version.at.isoformat(),
        "by": version.by,
        "origin": version.origin,
        "release": version.digest[:12],
        "model": version.model,
        "note": version.note,
    }


def _table(versions: Sequence[CharterVersion]) -> Table:
    """Fits a narrow terminal: the note may take several lines, nothing else does."""
    whole = (Column(name, no_wrap=True) for name in ("number", "when (UTC)", "release"))
    table = Table(*whole, "by", "note")
    for place, version in enumerate(versions):
        number = f"{version.number} *" if place == 0 else str(version.number)
        by = version.by if version.origin in version.by else f"{version.by}, {version.origin}"
        table.add_row(number, f"{version.at:%Y-%m-%d %H:%M}", version.digest[:12], by, version.note)
    return table
