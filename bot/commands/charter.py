"""`recul charter`: check and show the written policy."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.commands.output import err, out, print_json
from bot.settings import read_settings
from charter.charter import Charter
from charter.load import check, load

app = typer.Typer(no_args_is_help=True, help="Check and show the charter.")
File = Annotated[Path | None, typer.Argument(help="The charter's YAML file; RECUL_CHARTER when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command("check")
def check_command(file: File = None, json: AsJson = False) -> None:
    """List all problems of a charter at once, as file:line: found — write. Exit code 1 when there are any.

    Example: recul charter check charter/example/charter.yaml
    """
    path = file or read_settings().charter
    problems = check(path)
    if json:
        print_json([{"file": str(p.file), "line": p.line, "found": p.found, "write": p.write} for p in problems])
    else:
        for problem in problems:
            out.print(str(problem), markup=False)
        if not problems:
            out.print(f"{path}: no problem found.", markup=False)
    if problems:
        err.print(f"{len(problems)} problem(s). Correct them and check again; nothing was changed.", markup=False)
        raise typer.Exit(1)


@app.command("show")
def show_command(file: File = None, json: AsJson = False) -> None:
    """Show departments with their hours and delays, and the FAQ.

    Example: recul charter show
    """
    charter = load(file or read_settings().charter).charter
    if json:
        print_json(charter.model_dump(mode="json"))
        return
    languages = ", ".join(charter.languages)
    out.print(f"{charter.brand.name} — languages: {languages}; referent: {charter.referent.name}", markup=False)
    out.print(_departments(charter))
    out.print(_faq(charter))


def _departments(charter: Charter) -> Table:
    table = Table("id", "department", "public", "private", "hours", title="Departments")
    for department in charter.departments:
        label = next(iter(department.label.values()))
        delays = department.delays
        hours = "own" if department.hours else "the brand's"
        table.add_row(department.id, label, str(delays.public), str(delays.private), hours)
    return table


def _faq(charter: Charter) -> Table:
    table = Table("id", "question", "examples", title="FAQ")
    for entry in charter.faq:
        table.add_row(entry.id, next(iter(entry.title.values())), str(len(entry.variants)))
    return table
