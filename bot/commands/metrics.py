"""`recul metrics`: hold the exported numbers against the facts."""

import asyncio
from typing import Annotated

import typer

from bot.commands.acting import charter_in_force
from bot.commands.output import err, out, print_json, progress_bar
from bot.settings import read_settings
from bot.wiring import open_store
from metrics.recount import Recount, recount

app = typer.Typer(no_args_is_help=True, help="The figures.")


@app.callback()
def _group() -> None:
    """The figures."""


@app.command("recount")
def recount_command(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Count every number anew from the events and compare with what is exported. Exit code 1 on any difference.

    Example: recul metrics recount
    """
    found = asyncio.run(_recount())
    if json:
        differences = [str(difference) for difference in found.differences]
        print_json({"checked": found.checked, "settled": found.settled, "differences": differences})
    else:
        for difference in found.differences:
            out.print(str(difference), markup=False)
        out.print(
            f"{found.conversations} conversations, {found.settled} settled facts, {found.checked} numbers compared: "
            f"{len(found.differences)} difference(s).",
            markup=False,
        )
    if found.differences:
        err.print("The figures are not what the events say. Keep the database as it is and report this.", markup=False)
        raise typer.Exit(1)


async def _recount() -> Recount:
    settings = read_settings()
    async with open_store(settings) as store:
        charter = (await charter_in_force(settings, store)).charter
        with progress_bar("Recount") as progress:
            return await recount(store, charter.hours_of, lambda done, all: progress(done / max(all, 1), f"{done}/{all}"))
