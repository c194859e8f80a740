"""`recul charter export`: a published version as files, to be edited or kept."""

import asyncio
from pathlib import Path, PurePath
from typing import Annotated

import typer

from bot.commands.output import out
from bot.settings import Settings, read_settings
from bot.wiring import open_store
from charter import schema
from charter.source import EXAMPLES
from charter.starter.files import SCHEMA
from conversations.ports import Refused
from conversations.versions import CharterVersion

Words = Annotated[
    list[str], typer.Argument(metavar="[NUMBER] DIR", help="The version (the one in force when left out); where to.")
]


def export_command(words: Words) -> None:
    """Write charter.yaml and examples/ of a version into a folder, and the schema for editors. Nothing there is overwritten.

    Example: recul charter export 3 ./version-3
    """
    *number, folder = words
    if len(number) > 1 or not all(word.isdecimal() for word in number):
        raise typer.BadParameter("write `recul charter export DIR`, or `recul charter export NUMBER DIR`")
    version = asyncio.run(_version(read_settings(), int(number[0]) if number else None))
    _write(version, Path(folder))
    out.print(
        f"Version {version.number} is written to {folder}. After editing: recul charter publish {folder}/charter.yaml",
        markup=False,
    )


async def _version(settings: Settings, number: int | None) -> CharterVersion:
    async with open_store(settings) as store:
        found = await (store.current_version() if number is None else store.version(number))
    if found is None:
        which = f"There is no version {number}" if number else "Nothing is published yet"
        raise Refused(f"{which}. `recul charter history` lists what there is.")
    return found


def _write(version: CharterVersion, folder: Path) -> None:
    """Raises Refused."""
    charter, examples = folder / "charter.yaml", folder / EXAMPLES
    for path in (charter, examples):
        if path.exists():
            raise Refused(f"{path} is there already, and is left as it is. Choose a folder without a charter.")
    try:
        examples.mkdir(parents=True)
        charter.write_text(version.text, "utf-8", newline="")
        if not (folder / SCHEMA).exists():
            (folder / SCHEMA).write_text(schema.text(), "utf-8")
        for name, text in version.examples.items():
            # A name is never a way out of the folder.
            (examples / PurePath(name).name).write_text(text, "utf-8", newline="")
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}. Choose another folder.") from None
