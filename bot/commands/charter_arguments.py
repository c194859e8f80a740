"""Arguments that the commands of the charter share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

File = Annotated[Path | None, typer.Argument(help="The charter's YAML file; RECUL_CHARTER when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Language = Annotated[Literal["fr", "en"], typer.Option(help="In which language it is said.")]
