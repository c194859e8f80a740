"""`recul report`: the figures of a week, a month or any days, without Grafana."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from bot.clock import SystemClock
from bot.commands.acting import charter_in_force
from bot.commands.charter_arguments import AsJson
from bot.commands.output import out, print_json, write_file
from bot.report.page import page
from bot.report.reading import read_report, standing
from bot.report.tables import as_csv, as_json
from bot.settings import Settings, read_settings
from bot.wiring import open_store
from charter.charter import Charter
from conversations.figures import Standing
from metrics.digest import told
from metrics.periods import Period, last_month, last_week
from metrics.report import Report

DAY = "%Y-%m-%d"

Week = Annotated[bool, typer.Option("--week", help="The last week that is over, Monday to Sunday. What is taken by default.")]
Month = Annotated[bool, typer.Option("--month", help="The last month that is over.")]
From = Annotated[datetime | None, typer.Option("--from", formats=[DAY], metavar="DAY", help="Any days: the first of them.")]
To = Annotated[
    datetime | None, typer.Option("--to", formats=[DAY], metavar="DAY", help="The last of them; today when left out.")
]
Html = Annotated[Path | None, typer.Option("--html", help="Write a page with pictures and rows.", dir_okay=False)]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write a line for each request, for a spreadsheet.", dir_okay=False)]
Language = Annotated[Literal["fr", "en"] | None, typer.Option(help="Left out, the charter's first.")]


def report_command(
    week: Week = False,
    month: Month = False,
    first: From = None,
    last: To = None,
    html: Html = None,
    csv: Csv = None,
    language: Language = None,
    json: AsJson = False,
) -> None:
    """How long people waited: the four indicators with what they rest on and how they changed, promises, teams, what came back,
    what dissatisfied. In sentences; as a page (`--html`), a table (`--csv`) or one value with each number's requests
    (`--json`). Days are those of the brand's time zone. No word of a customer is in any of them.

    Example: recul report --month --html month.html --csv month.csv
    """
    if week + month + (first is not None) > 1 or (last is not None and first is None):
        raise typer.BadParameter("Choose one: --week, --month, or --from DAY with --to DAY.")
    settings, now = read_settings(), SystemClock().now()
    charter, report, waits = asyncio.run(_read(settings, now, "month" if month else "week", first, last))
    said = language or charter.languages[0]
    if html is not None:
        write_file(html, page(report, charter, said, settings.base_url), "--html")
    if csv is not None:
        write_file(csv, as_csv(report, settings.base_url), "--csv")
    if json:
        print_json(as_json(report, settings.base_url))
    elif html is None and csv is None:
        out.print(told(report, charter, said, settings.base_url, waits), markup=False)
    else:
        written = " and ".join(str(path) for path in (html, csv) if path is not None)
        out.print(f"{len(report.known.rows)} requests, {report.period.first} to {report.period.last}: {written}", markup=False)


async def _read(
    settings: Settings, now: datetime, kind: Literal["week", "month"], first: datetime | None, last: datetime | None
) -> tuple[Charter, Report, Standing | None]:
    async with open_store(settings) as store:
        charter = (await charter_in_force(settings, store)).charter
        period = _period(charter.hours.timezone, now, kind, first, last)
        return charter, await read_report(store, charter, period, now), await standing(store, now)


def _period(
    timezone: str, now: datetime, kind: Literal["week", "month"], first: datetime | None, last: datetime | None
) -> Period:
    if first is None:
        return (last_month if kind == "month" else last_week)(now, timezone)
    today = now.astimezone(ZoneInfo(timezone)).date()
    begins, ends = first.date(), last.date() if last is not None else today
    if begins > ends:
        raise typer.BadParameter(f"--from {begins} is after --to {ends}. Write the first day, then the last.")
    if begins > today:
        raise typer.BadParameter(f"--from {begins} has not come yet. The last day that can be the first is today, {today}.")
    return Period(begins, ends, timezone)
