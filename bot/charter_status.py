"""What all processes know of the charter's file: kept in the database by the one that watches it."""

from pydantic import TypeAdapter, ValidationError

from conversations.charter_file import NO_FILE, CharterFile
from conversations.ports import Cursors

NAME = "charter-file"
_FILE = TypeAdapter(CharterFile)


async def read_status(cursors: Cursors) -> CharterFile:
    """The state of the file as it was last written. Raises Unavailable."""
    value = await cursors.read(NAME)
    try:
        return NO_FILE if value is None else _FILE.validate_json(value)
    except ValidationError:
        return NO_FILE  # written by another version of the program: the next look writes it anew


async def write_status(cursors: Cursors, file: CharterFile) -> None:
    """Tell all processes. Raises Unavailable."""
    await cursors.write(NAME, _FILE.dump_json(file).decode())
