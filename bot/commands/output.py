"""How commands speak: results on standard output, progress and troubles on standard error."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, default=str))


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[float, str], None]]:
    """A bar on standard error that disappears at the end; it is given a share in 0..1 and a word for what is being done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(what, total=1.0)
        yield lambda share, doing: progress.update(task, completed=share, description=f"{what}: {doing}")


def write_file(path: Path, text: str, option: str) -> None:
    """Write a file, with its folder; exit code 1 with a sentence when it cannot be. `option` names the place."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        err.print(f"{path} cannot be written: {error.strerror}. Choose another place: {option} FILE", markup=False)
        raise typer.Exit(1) from None
