"""`recul customers`: whom a person of the staff may turn to by hand."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.clock import SystemClock
from bot.commands.acting import charter_in_force
from bot.commands.output import out, print_json
from bot.settings import Settings, read_settings
from bot.wiring import open_store
from charter.keeping_word import Loyalty
from conversations.users import Loyal

app = typer.Typer(no_args_is_help=True, help="Customers, for a person to use by hand.")


@app.callback()
def _group() -> None:
    """Customers, for a person to use by hand."""


@app.command("loyal")
def loyal_command(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """List the loyal customers by the charter's written criterion. Nothing is ever sent to them by itself.

    Example: recul customers loyal
    """
    rule, found = asyncio.run(_loyal(read_settings(), SystemClock().now()))
    if json:
        print_json({"criterion": rule.model_dump(), "customers": [asdict(customer) for customer in found]})
        return
    out.print(_criterion(rule), markup=False)
    out.print(_table(found) if found else "Nobody yet.", markup=False)
    out.print("This list is for a person to use by hand, with tact: Recul writes to nobody because of it.", markup=False)


def _criterion(rule: Loyalty) -> str:
    thanks = "has thanked or praised" if rule.praises == 1 else f"has thanked or praised at least {rule.praises} times"
    return f"The charter's criterion: a customer who {thanks} in the last {rule.within_days} days and has made no threat since."


def _table(found: Sequence[Loyal]) -> Table:
    table = Table("name", "channel", "thanks", "last", "contact")
    for customer in found:
        # What customers call themselves is shown, not read as colours.
        shown = (customer.name or "—", customer.channel, str(customer.praises), f"{customer.last:%Y-%m-%d}", customer.contact)
        table.add_row(*map(Text, shown))
    return table


async def _loyal(settings: Settings, now: datetime) -> tuple[Loyalty, Sequence[Loyal]]:
    async with open_store(settings) as store:
        rule = (await charter_in_force(settings, store)).charter.loyalty
        return rule, await store.loyal(rule.praises, now - timedelta(days=rule.within_days))
