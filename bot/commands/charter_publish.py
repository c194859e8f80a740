"""`recul charter publish`: make a charter the one in force, in every process."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.charter_status import read_status, write_status
from bot.clock import SystemClock
from bot.commands.charter_arguments import File, Note, Yes, person
from bot.commands.nlu_rasa import LEFT
from bot.commands.output import out, progress_bar
from bot.preparing import Prepared, prepare
from bot.publishing import PUBLISHED_MEANWHILE, Kept, publish, restore
from bot.releases import source_of
from bot.settings import Settings, read_settings
from bot.teaching import teaching
from bot.wiring import open_store
from bot.written_difference import written_difference
from charter.difference import differences
from charter.load import written
from charter.problems import CharterProblems
from charter.reading import read_charter
from charter.source import Source
from conversations.charter_file import CharterFile, FileStanding
from conversations.ports import Conflict, Refused
from conversations.versions import CharterVersion

SHOWN = 80
"""Lines of the difference that are shown; `git diff` or an editor shows longer ones better."""

Force = Annotated[str, typer.Option(metavar="REASON", help="Publish although the trained model reads the charter badly.")]


def publish_command(file: File = None, note: Note = "", yes: Yes = False, force: Force = "") -> None:
    """Check, train, try out and publish a charter; running processes switch within two seconds. Shows what changes, and asks.

    Example: recul charter publish brand/charter.yaml --note "Sunday opening"
    """
    settings = read_settings()
    asyncio.run(_publish(settings, file or settings.charter, note, force, ask=not yes))


async def _publish(settings: Settings, file: Path, note: str, force: str, *, ask: bool) -> None:
    async with open_store(settings) as store:
        current, source = await store.current_version(), written(file)
        if current is not None and current.digest == source.digest:
            out.print(f"{file} is version {current.number}, in force already. Nothing was done.", markup=False)
            return
        prepared = await _prepared(settings, store, current, source, force)
        _show(current, prepared)
        if prepared.held is not None:
            out.print(str(prepared.held), markup=False)
        if ask:
            typer.confirm("Publish it?", abort=True)
        passed_over = prepared.trial is not None and not prepared.trial.passed
        note = f"{note} (published although it reads badly: {force})".strip() if passed_over else note
        after = current.number if current else 0
        try:
            at = SystemClock().now()
            version = await publish(store, prepared, after=after, origin="command", by=person(), at=at, note=note)
        except Conflict:
            raise Refused(PUBLISHED_MEANWHILE) from None
        await _remember(store, file, version)
    out.print(
        f"Version {version.number} ({version.digest[:12]}) is published. Running processes switch within 2 s.", markup=False
    )
    if settings.nlu == "rasa" and (current is None or version.model != current.model):
        out.print(LEFT, markup=False)


async def _prepared(settings: Settings, store: Kept, current: CharterVersion | None, source: Source, force: str) -> Prepared:
    if current is not None:
        await restore(settings, store, current)
    taught, in_force = await teaching(settings, store, current), current.model if current else ""
    with progress_bar("Training") as progress:
        return await asyncio.to_thread(lambda: prepare(settings, source, in_force, progress, taught, force=bool(force)))


async def _remember(store: Kept, file: Path, version: CharterVersion) -> None:
    """The watched file is in force now: going back to an earlier version must not look like an edit of it."""
    known = await read_status(store)
    if _is_watched(file, known):
        state = replace(known, imported=version.digest, standing=FileStanding.IN_FORCE, what="", more=0, number=version.number)
        await write_status(store, state)


def _is_watched(file: Path, known: CharterFile) -> bool:
    return str(file.absolute()) == known.path


def _show(current: CharterVersion | None, prepared: Prepared) -> None:
    if current is None:
        out.print("This is the first version.", markup=False)
        return
    with suppress(CharterProblems):  # written for an earlier release of the program: its lines still say what differs
        for sentence in differences(read_charter(source_of(current)), prepared.loaded.charter, "en"):
            out.print(f"- {sentence}", markup=False)
    source = prepared.source
    lines = written_difference(current.text, current.examples, source.text, source.examples)
    for line in lines[:SHOWN]:
        out.print(line, markup=False)
    if len(lines) > SHOWN:
        out.print(f"… and {len(lines) - SHOWN} more lines", markup=False)
