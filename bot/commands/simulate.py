"""`recul simulate`: an empty database gets a believable history."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.acting import charter_in_force
from bot.commands.output import err, out, print_json, progress_bar
from bot.logs import set_up
from bot.releases import release_id
from bot.settings import read_settings
from bot.simulation.filling import Filled, Hourly, fill, last_hour
from bot.simulation.run import Wanted
from bot.wiring import open_store
from conversations.ports import Refused
from metrics.board import Board
from metrics.openmetrics import Dated


def simulate_command(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days, up to the present hour.")] = 30,
    per_day: Annotated[int, typer.Option("--messages-per-day", min=1, max=100_000, help="Customers' messages.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed, the same history.")] = 1,
    until: Annotated[datetime | None, typer.Option(help="Its last moment, UTC, instead of the present hour.")] = None,
    openmetrics: Annotated[
        Path | None,
        typer.Option(help="Also write its hourly figures (20 MB a day) for promtool tsdb create-blocks-from openmetrics."),
    ] = None,
    bulk: Annotated[bool, typer.Option(help="Live the last five weeks and copy them, for years in minutes.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Fill an empty database with an invented history, to see boards, reports and the desk with something in them.

    Customers ask, complain, thank, give up; the staff answer, late on a bad day; one colleague falls ill, one crisis is
    declared. All of it goes through the rules that serve real customers, in virtual time. Nothing is sent to anybody. A
    database that holds conversations is refused. With --bulk the copied weeks say the dates of those they are copied from.

    Example: RECUL_DATABASE_URL=sqlite:////tmp/demo.db recul simulate --days 30 --messages-per-day 200 --seed 1
    """
    set_up("error", "text")  # what the watches of an invented history have to say is nobody's alarm
    end = last_hour(datetime.now(UTC)) if until is None else until.replace(tzinfo=UTC)
    if openmetrics is not None:
        _check(openmetrics, bulk)
    dated = Dated() if openmetrics is not None else None
    with _kept_as_they_are():
        filled = asyncio.run(_simulate(end, days, per_day, seed, dated, bulk))
    if openmetrics is not None and dated is not None:
        with openmetrics.open("w", encoding="utf-8") as file:
            file.writelines(dated.lines(zeros=False))
    if json:
        print_json({"conversations": filled.conversations, "turns": filled.turns, "logins": list(filled.logins)})
        return
    out.print(f"{filled.conversations} conversations, {filled.turns} turns until {end:%Y-%m-%d %H:%M} UTC.", markup=False)
    err.print("The staff in it cannot sign in; `recul user add` adds somebody who can.", markup=False)


@contextmanager
def _kept_as_they_are() -> Iterator[None]:
    """Without a search for circles among hundreds of thousands of values that hold none: a fifth of the time, for no memory."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _simulate(end: datetime, days: int, per_day: int, seed: int, dated: Dated | None, bulk: bool) -> Filled:
    settings = read_settings()
    async with open_store(settings) as store:
        loaded = await charter_in_force(settings, store)
        release = release_id(loaded.digest)
        wanted = Wanted(loaded.charter, release, loaded.examples, end, days, per_day, seed)
        hourly = Hourly(Board(version("recul"), release, loaded.charter), dated) if dated is not None else None
        with progress_bar("Simulate") as progress:
            return await fill(store, wanted, progress, hourly, bulk)


def _check(file: Path, bulk: bool) -> None:
    """Found out before an hour of work, not after. Raises Refused."""
    if bulk:
        raise Refused("Copied weeks have no hourly figures: leave out --bulk, or --openmetrics.")
    try:
        file.touch()
    except OSError as error:
        raise Refused(f"{file} cannot be written ({error.strerror}). Name another file for --openmetrics.") from None
