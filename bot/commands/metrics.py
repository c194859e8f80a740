"""`recul metrics`: hold the exported numbers against the facts."""

import asyncio
from typing import Annotated

import typer

from bot import VERSION
from bot.clock import SystemClock
from bot.commands.acting import charter_in_force
from bot.commands.output import err, out, print_json, progress_bar
from bot.releases import release_id
from bot.settings import read_settings
from bot.wiring import open_store
from metrics.board import Board
from metrics.recount import Recount, recount

_WRONG = (
    "The figures are not what the events say. If the program has not been running, deadlines that passed meanwhile are "
    "`exported nothing`: start it, and count again in a few minutes. Otherwise keep the database as it is and report this."
)

app = typer.Typer(no_args_is_help=True, help="The figures.")


@app.callback()
def _group() -> None:
    """The figures."""


@app.command("recount")
def recount_command(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Count every number anew from the events and compare with what is exported. Exit code 1 on any difference.

    The program may go on meanwhile: all is read at one moment. While a long recount of a busy SQLite database lasts, its -wal
    file grows.

    Example: recul metrics recount
    """
    found = asyncio.run(_recount())
    if json:
        print_json(_for_programs(found))
    else:
        _tell(found)
    if found.found:
        err.print(_WRONG, markup=False)
        raise typer.Exit(1)


def _for_programs(found: Recount) -> dict[str, object]:
    return {
        "conversations": found.conversations,
        "settled": found.settled,
        "checked": found.checked,
        "other_hours": found.other_hours,
        "cohorts": found.cohorts,
        "unsure": found.unsure,
        "found": found.found,
        "differences": [str(difference) for difference in found.differences],
    }


def _tell(found: Recount) -> None:
    for difference in found.differences:
        out.print(str(difference), markup=False)
    if found.found > len(found.differences):
        out.print(f"… and {found.found - len(found.differences)} more.", markup=False)
    if found.other_hours:
        out.print(
            f"{found.other_hours} delays in opening hours were counted by a charter that is not known; they are possible.",
            markup=False,
        )
    if found.unsure:
        out.print(
            f"{found.unsure} of {found.cohorts} gauges of those who arrived in a window could only be held within bounds: "
            "turns were changing while they were computed.",
            markup=False,
        )
    out.print(
        f"{found.conversations} conversations, {found.settled} settled facts, {found.checked} numbers compared: "
        f"{found.found} difference(s).",
        markup=False,
    )


async def _recount() -> Recount:
    settings = read_settings()
    async with open_store(settings) as store:
        loaded = await charter_in_force(settings, store)
        board = Board(VERSION, release_id(loaded.digest), loaded.charter)
        with progress_bar("Recount") as progress:
            return await recount(
                store, board, SystemClock().now(), lambda done, of: progress(done / max(of, 1), f"{done}/{of}")
            )
