"""`recul explain`: what would happen to a message, and why."""

import asyncio
import json as jsonlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.database_here import accepted_here
from bot.commands.output import err, out, print_json, progress_bar
from bot.explaining import Explanation, explain
from bot.release import Release
from bot.releases import load_embedded, serving_release
from bot.settings import read_settings
from conversations.message import Visibility


def explain_command(
    text: Annotated[str | None, typer.Argument(help="The message; left out with --batch.")] = None,
    public: Annotated[bool, typer.Option("--public/--private", help="Where it was written.")] = False,
    now: Annotated[str | None, typer.Option(help="The moment, ISO 8601, as in 2026-03-01T09:30+01:00.")] = None,
    batch: Annotated[Path | None, typer.Option(help='JSON lines of {"id", "text", "visibility"}.')] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print what would happen to a message and why, by the functions that serve customers. Nothing is stored or sent.

    Example: recul explain "Mon colis n'est jamais arrivé" --public
    Example: recul explain --batch messages.jsonl --json
    """
    if (text is None) == (batch is None):
        raise typer.BadParameter("give either a message or --batch FILE")
    moment, settings = _moment(now), read_settings()
    accepted = accepted_here(settings)
    with progress_bar("Model") as progress:
        loaded, embedded = load_embedded(settings, progress, accepted)
    release = serving_release(settings, loaded, embedded)
    if batch is not None:
        raise typer.Exit(asyncio.run(_batch(batch, release, moment, json)))
    visibility = Visibility.PUBLIC if public else Visibility.PRIVATE
    found = asyncio.run(_explain(text or "", visibility, release, moment))
    if json:
        print_json(found.as_dict())
    else:
        _show(found)


async def _explain(text: str, visibility: Visibility, release: Release, now: datetime) -> Explanation:
    return explain(text, await release.engine.understand([text]), visibility, release, now)


def _moment(now: str | None) -> datetime:
    if now is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise typer.BadParameter(f"--now is {now!r}; write it as in 2026-03-01T09:30+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show(found: Explanation) -> None:
    u = found.understanding
    out.print(f"verdict   {found.verdict}", markup=False)
    for verdict in found.also:
        out.print(f"also      {verdict}", markup=False)
    tone = f"heat  {u.heat.word}   irony  {u.irony}   urgent  {u.urgent}"
    out.print(f"language  {u.language}   {tone}   scope  {u.scope:.2f}", markup=False)
    for score in u.intents[:3]:
        out.print(f"intent    {score.id} {score.confidence:.2f}", markup=False)
    for score in u.faq:
        out.print(f"resembles {score.id} {score.confidence:.2f}", markup=False)
    for reason in found.reasons:
        figures = ", ".join(f"{name}={value}" for name, value in reason.figures.items())
        out.print(f"because   {reason.rule} ({figures})" if figures else f"because   {reason.rule}", markup=False)
    out.print(f"\n{found.reply or '(nothing is said)'}", markup=False)


async def _batch(path: Path, release: Release, now: datetime, json: bool) -> int:
    """Explain each line; a line that cannot be read is named, and the others go on. Returns the exit code."""
    bad = 0
    for number, line in _lines(path):
        try:
            row = jsonlib.loads(line)
            id, text, visibility = row.get("id"), str(row["text"]), Visibility(row.get("visibility", "private"))
        except (ValueError, KeyError, AttributeError) as error:
            bad += 1
            err.print(f'{path}:{number}: found {error} — write {{"id", "text", "visibility"}}', markup=False)
            continue
        found = await _explain(text, visibility, release, now)
        if json:
            print(jsonlib.dumps({"id": id, **found.as_dict()}, ensure_ascii=False))
        else:
            out.print(f"{id}\t{' + '.join((found.verdict, *found.also))}\t{text[:100]}", markup=False)
    return 1 if bad else 0


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}") from None
