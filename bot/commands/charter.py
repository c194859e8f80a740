"""`recul charter`: the written policy, checked, shown, compared, published."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.charter_arguments import AsJson, File
from bot.commands.charter_compare import diff_command, replay_command
from bot.commands.charter_export import export_command
from bot.commands.charter_history import history_command
from bot.commands.charter_init import init_command
from bot.commands.charter_publish import publish_command
from bot.commands.charter_rollback import rollback_command
from bot.commands.charter_show import show_command
from bot.commands.output import err, out, print_json, progress_bar
from bot.releases import train
from bot.settings import read_settings
from charter import schema
from charter.advice import confused
from charter.document import read
from charter.load import advice, check, load
from charter.problems import Problem
from nlu.model import confused_of

app = typer.Typer(no_args_is_help=True, help="Check, show, compare and publish the charter.")
app.command("init")(init_command)
app.command("show")(show_command)
app.command("diff")(diff_command)
app.command("replay")(replay_command)
app.command("publish")(publish_command)
app.command("history")(history_command)
app.command("rollback")(rollback_command)
app.command("export")(export_command)


@app.command("check")
def check_command(
    file: File = None,
    quick: Annotated[bool, typer.Option("--quick", help="Do not train: nothing is said of confused examples.")] = False,
    json: AsJson = False,
) -> None:
    """List all problems of a charter at once, as file:line: found — write, then what should be mended although it can be used.

    Exit code 1 when it cannot be used. Examples that the engine confuses are known after a training (kept for the next time).

    Example: recul charter check charter/example/charter.yaml
    """
    path = file or read_settings().charter
    problems = check(path)
    warnings = () if problems else tuple(_warnings(path, quick))
    if json:
        print_json([*(_as_dict(p, "error") for p in problems), *(_as_dict(p, "warning") for p in warnings)])
    else:
        _tell(path, problems, warnings)
    if problems:
        err.print(f"{len(problems)} problem(s). Correct them and check again; nothing was changed.", markup=False)
        raise typer.Exit(1)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a charter, for editors that complete and underline.

    Example: recul charter schema > charter.schema.json
    """
    print(schema.text(), end="")


def _warnings(path: Path, quick: bool) -> Iterator[Problem]:
    loaded = load(path)
    yield from advice(path, datetime.now(ZoneInfo(loaded.charter.hours.timezone)).date())
    if quick:
        return
    with progress_bar("Reading the examples") as progress:
        model = train(read_settings(), loaded, progress)
    yield from confused(read(loaded.text, str(path)), confused_of(model))


def _tell(path: Path, problems: tuple[Problem, ...], warnings: tuple[Problem, ...]) -> None:
    for problem in problems:
        out.print(str(problem), markup=False)
    for warning in warnings:
        out.print(f"warning: {warning}", markup=False)
    if not problems:
        left = f", {len(warnings)} thing(s) to look at" if warnings else ""
        out.print(f"{path}: no problem found{left}.", markup=False)


def _as_dict(problem: Problem, level: str) -> dict[str, object]:
    return {"level": level, "file": problem.file, "line": problem.line, "found": problem.found, "write": problem.write}
