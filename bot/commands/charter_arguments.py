"""Arguments that the commands of the charter share."""

import getpass
from pathlib import Path
from typing import Annotated, Literal

import typer

File = Annotated[Path | None, typer.Argument(help="The charter's YAML file; RECUL_CHARTER when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Language = Annotated[Literal["fr", "en"], typer.Option(help="In which language it is said.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Note = Annotated[str, typer.Option(help="Why, for those who read the history.")]


def person() -> str:
    """Who sits at the command line, for the history."""
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):  # a container may know no names
        return "command line"
