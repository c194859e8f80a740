"""`recul charter diff` and `replay`: what another charter would change, before it does."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.commands.charter_arguments import AsJson, Language
from bot.commands.output import out, print_json, progress_bar
from bot.release import Release
from bot.releases import beside_warm_up, release_id
from bot.replaying import Replayed, replay
from bot.settings import Settings, read_settings
from bot.wiring import open_store
from charter.difference import differences
from charter.load import load
from nlu.embedded import EmbeddedEngine

_SINCE = re.compile(r"(\d{1,4})\s*([dhj])")
_SHOWN = 20
"""Decisions that are shown one by one, unless all are asked for."""


def diff_command(
    old: Annotated[Path, typer.Argument(help="The charter as it is.")],
    new: Annotated[Path, typer.Argument(help="The charter as it would be.")],
    language: Language = "fr",
    json: AsJson = False,
) -> None:
    """Say in sentences what changes for customers from one charter to another. Exit code 0, whether anything does or not.

    Example: recul charter diff charter/example/charter.yaml my-charter.yaml --language en
    """
    before, after = load(old), load(new)
    said = differences(before.charter, after.charter, language)
    if json:
        print_json({"changes": said, "sentences_changed": before.training_digest != after.training_digest})
        return
    for sentence in said:
        out.print(f"- {sentence}", markup=False)
    if before.training_digest != after.training_digest:
        out.print("- Training sentences differ: the model would be trained again.", markup=False)
    elif not said:
        out.print("Nothing changes for customers.", markup=False)


def replay_command(
    new: Annotated[Path, typer.Argument(help="The charter as it would be.")],
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h.")] = "30d",
    show_all: Annotated[bool, typer.Option("--all", help="Show every decision that differs, not twenty.")] = False,
    json: AsJson = False,
) -> None:
    """Make the decisions of the last days again by another charter, and show those that differ. Nothing is stored or sent.

    Example: recul charter replay my-charter.yaml --since 30d
    """
    settings, start = read_settings(), datetime.now(UTC) - _time(since)
    with progress_bar("Understanding") as progress:
        loaded, engine = beside_warm_up(settings, lambda: load(new), progress)
    release = Release(release_id(loaded.digest), loaded.charter, engine)
    found = asyncio.run(_replay(settings, release, engine, start))
    if json:
        print_json(_as_dict(found))
    else:
        _show(found, since, len(found.differing) if show_all else _SHOWN)


async def _replay(settings: Settings, release: Release, engine: EmbeddedEngine, start: datetime) -> Replayed:
    async with open_store(settings) as store:
        with progress_bar("Replaying") as progress:
            found = await replay(store, release, start, progress)
    await engine.close()
    return found


def _time(since: str) -> timedelta:
    found = _SINCE.fullmatch(since.strip().lower())
    if found is None:
        raise typer.BadParameter(f"--since is {since!r}; write days or hours: 30d, 12h")
    return timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(days=int(found[1]))


def _as_dict(found: Replayed) -> dict[str, object]:
    return {
        "decisions": found.decisions,
        "same": found.same,
        "erased": found.erased,
        "changes": [{"was": was, "would_be": would_be, "times": times} for was, would_be, times in found.pairs()],
        "differing": [
            {"conversation": o.conversation, "at": o.at.isoformat(), "was": o.was, "would_be": o.would_be, "text": o.text}
            for o in found.differing
        ],
    }


def _show(found: Replayed, since: str, shown: int) -> None:
    if not found.decisions:
        out.print(f"No decision was made in the last {since}: there is nothing to compare.", markup=False)
        return
    out.print(f"{found.decisions} decisions in the last {since}: {found.same} the same, {len(found.differing)} different.")
    if found.erased:
        out.print(f"{found.erased} could not be made again: their texts are not kept any more.", markup=False)
    if not found.differing:
        return
    table = Table("was", "would be", "times")
    for was, would_be, times in found.pairs():
        table.add_row(was, would_be, str(times))
    out.print(table)
    for one in found.differing[:shown]:
        out.print(f"{one.at:%Y-%m-%d %H:%M} {one.conversation}  {one.was} → {one.would_be}\n    {one.text[:160]}", markup=False)
    if len(found.differing) > shown:
        out.print(f"… and {len(found.differing) - shown} more: add --all", markup=False)
