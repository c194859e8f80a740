"""`recul conversation`: what waits for a person, to read; the acts are in `bot.commands.staff_acts`."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table
from rich.text import Text

from bot.clock import SystemClock
from bot.commands import staff_acts
from bot.commands.acting import charter_in_force
from bot.commands.output import out, print_json
from bot.settings import read_settings
from bot.wiring import open_store
from charter.charter import Charter
from charter.tone_check import findings, listed
from conversations.conversation import Conversation
from conversations.message import Visibility
from conversations.ports import Refused
from conversations.understanding import Heat
from conversations.views import Filter, QueueRow
from desk.held_replies import held_sentences
from desk.reader import Reader
from desk.timeline import Item, story
from desk.words import Words
from store.sql import SqlStore

app = typer.Typer(no_args_is_help=True, help="Conversations with customers: read, reply, approve, hand on.")
staff_acts.add_to(app)
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The conversation, as `recul conversation list` shows it.")]


SAID = 80
"""Characters of what the customer said, in a list."""


@dataclass(frozen=True, slots=True)
class _Told:
    conversation: Conversation
    items: Sequence[Item]
    held: Sequence[str]
    reader: Reader


@app.command("list")
def list_command(
    department: Annotated[str | None, typer.Option(help="Only this department's.")] = None,
    state: Annotated[str, typer.Option(help="waiting, closed or all.")] = "waiting",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    json: AsJson = False,
) -> None:
    """List what waits for a person, in the order of the queue: danger, then the oldest promise.

    Example: recul conversation list --department livraison
    """
    if state not in ("waiting", "closed", "all"):
        raise typer.BadParameter(f"--state is {state!r}; write waiting, closed or all")
    rows, reader = asyncio.run(_queue(Filter(department, state), limit))
    if json:
        print_json([_row(row) for row in rows])
    elif not rows:
        out.print("Nobody waits." if state == "waiting" else "There is no such conversation.", markup=False)
    else:
        out.print(table(rows, reader))


@app.command("show")
def show_command(id: Id, json: AsJson = False) -> None:
    """Show one conversation: what was said, decided and promised, and what is held back.

    Example: recul conversation show 1f0c2a9be4d87a63
    """
    told = asyncio.run(_told(id))
    if json:
        print_json(_as_dict(told))
        return
    conversation, reader = told.conversation, told.reader
    heat = "" if conversation.hottest == "calm" else f", {conversation.hottest}"
    where = f"{conversation.key.channel}, {conversation.audience.value}{heat}"
    out.print(f"{conversation.id}  {where}  {reader.department(conversation.department)}", markup=False)
    for item in told.items:
        said = f"{reader.moment(item.at)}  {item.author or item.side}{' (public)' if item.public else ''}: {item.text}"
        out.print(f"{said}  [{item.delivery.sentence}]" if item.delivery else said, markup=False)
    for sentence in told.held:
        out.print(sentence, markup=False)


@app.command("check")
def check_command(
    text: Annotated[str, typer.Argument(help="What you mean to send.")],
    language: Annotated[str | None, typer.Option(help="The text's language; the brand's first when left out.")] = None,
    heat: Annotated[str, typer.Option(help="The customer's: calm, annoyed, angry or threat.")] = "calm",
    public: Annotated[bool, typer.Option("--public/--private", help="Where it is meant for.")] = False,
    json: AsJson = False,
) -> None:
    """Check a text against the charter's tone: what it breaks, and a better wording. Exit code 1 when something was found.

    Example: recul conversation check "Calmez-vous, on s'en occupe tout de suite" --heat angry
    """
    if heat not in {one.word for one in Heat}:
        raise typer.BadParameter(f"--heat is {heat!r}; write calm, annoyed, angry or threat")
    charter = asyncio.run(_charter())
    read_in = language or charter.languages[0]
    found = findings(text, charter, read_in, heat, public)
    if json:
        print_json([asdict(one) for one in found])
    else:
        out.print(listed(found, charter, read_in) or "Nothing to say: it keeps the charter's tone.", markup=False)
    if found:
        raise typer.Exit(1)


async def _charter() -> Charter:
    settings = read_settings()
    async with open_store(settings) as store:
        return (await charter_in_force(settings, store)).charter


async def _queue(filter: Filter, limit: int) -> tuple[Sequence[QueueRow], Reader]:
    settings = read_settings()
    async with open_store(settings) as store:
        charter = (await charter_in_force(settings, store)).charter
        if filter.department is not None and not charter.is_department(filter.department):
            known = ", ".join(department.id for department in charter.departments)
            raise Refused(f"There is no department « {filter.department} » in the charter. Choose among: {known}.")
        return await store.rows(filter, limit), await _reader(store, charter)


async def _told(id: str) -> _Told:
    settings = read_settings()
    async with open_store(settings) as store:
        conversation = await staff_acts.known(store, id)
        reader = await _reader(store, (await charter_in_force(settings, store)).charter)
        messages, events = await store.messages(id), await store.events(id)
        items = story(messages, events, await store.parcels(id), await store.suspensions(), reader)
        return _Told(conversation, items, held_sentences(conversation, reader), reader)


async def _reader(store: SqlStore, charter: Charter) -> Reader:
    names = {user.id: user.public_name for user in await store.users()}
    return Reader(Words("en"), charter, names, SystemClock().now(), ZoneInfo(charter.hours.timezone))


def table(rows: Sequence[QueueRow], reader: Reader) -> Table:
    """The queue, a line for each conversation: ids and promises whole, the customer's words as far as there is room."""
    # An id that is cut can be given to no other command; the rest is a glance, one line a conversation.
    whole = [Column(name, no_wrap=True) for name in ("id", "department", "channel", "promised")]
    table = Table(*whole, Column("customer", max_width=16), Column("says", min_width=6), box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for row in rows:
        heat = "danger" if row.danger else "" if row.heat == "calm" else row.heat
        public = "public" if row.visibility is Visibility.PUBLIC else ""
        said = " ".join(row.excerpt.split())
        table.add_row(
            row.conversation,
            " ".join(filter(None, (row.department or "", heat))),
            " ".join(filter(None, (row.channel, public))),
            reader.left(row.promised_by).sentence if row.promised_by else "",
            Text(row.contact, no_wrap=True, overflow="ellipsis"),
            Text(said[:SAID], no_wrap=True, overflow="ellipsis"),
        )
    return table


def _row(row: QueueRow) -> dict[str, object]:
    found = asdict(row)
    del found["cursor"]
    return found | {name: moment.isoformat() for name, moment in found.items() if isinstance(moment, datetime)}


def _as_dict(told: _Told) -> dict[str, object]:
    conversation = told.conversation
    items = [
        {"at": item.at.isoformat(), "side": item.side, "author": item.author, "public": item.public, "text": item.text}
        for item in told.items
    ]
    held = [{"outgoing": one.outgoing, "by": told.reader.user(one.by), "why": one.why} for one in conversation.held]
    return {
        "conversation": conversation.id,
        "version": conversation.version,
        "channel": conversation.key.channel,
        "visibility": conversation.audience.value,
        "department": conversation.department,
        "heat": conversation.heat,
        "items": items,
        "held": held,
    }
