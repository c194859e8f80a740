"""Reading a charter and its examples from disk: the only module of this package that touches files.

Either all is well, or every problem is told at once, each with its file and line. No file brings a traceback.
"""

from datetime import date
from pathlib import Path

from charter.advice import advise
from charter.document import read
from charter.problems import CharterProblems, Problem
from charter.reading import Loaded as Loaded
from charter.reading import examine
from charter.source import EXAMPLES, Source

LARGEST = 1024 * 1024
"""Bytes of a charter or examples file."""


def load(path: Path) -> Loaded:
    """The charter of a file, with the examples beside it. Raises CharterProblems."""
    loaded, problems = _load(path)
    if loaded is None or problems:
        raise CharterProblems(set(problems))
    return loaded


def advice(path: Path, today: date) -> tuple[Problem, ...]:
    """What should be mended in a charter that can be used, in reading order; empty when it cannot be used."""
    source, problems = _written(path)
    loaded = examine(source, problems)[0] if source is not None else None
    if source is None or loaded is None:
        return ()
    return tuple(sorted(advise(read(source.text, source.file), loaded.charter, today)))


def check(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a charter and its examples, in reading order; empty when it can be used."""
    return tuple(sorted(set(_load(path)[1])))


def written(path: Path) -> Source:
    """The texts of a charter file and of the examples beside it, whatever they say. Raises CharterProblems."""
    source, problems = _written(path)
    if source is None or problems:
        raise CharterProblems(problems)
    return source


def files(path: Path) -> tuple[Path, ...]:
    """The files that make up the charter at `path`: it, and the examples beside it that can be listed."""
    return (path, *_beside(path))


def _load(path: Path) -> tuple[Loaded | None, list[Problem]]:
    source, problems = _written(path)
    return (None, problems) if source is None else examine(source, problems)


def _written(path: Path) -> tuple[Source | None, list[Problem]]:
    text, problems = _text(path)
    if text is None:
        return None, problems
    examples = {}
    for file in _beside(path):
        found, faults = _text(file)
        problems += faults
        if found is not None:
            examples[file.name] = found
    return Source(text, examples, str(path)), problems


def _beside(path: Path) -> list[Path]:
    try:
        return sorted(file for file in (path.parent / EXAMPLES).iterdir() if file.suffix in (".yml", ".yaml"))
    except OSError:
        return []  # told by whoever reads the charter: then no intent has any example


def _text(path: Path) -> tuple[str | None, list[Problem]]:
    try:
        content, fault = _bytes(path)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return None, [Problem(str(path), 1, f"the file cannot be read: {reason}", "check the path and its rights")]
    if fault:
        return None, [Problem(str(path), 1, fault, "name a text file of YAML")]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [Problem(str(path), line, f"byte {error.start} is no UTF-8", "save the file as UTF-8")]


def _bytes(path: Path) -> tuple[bytes, str]:
    if path.exists() and not path.is_file():
        return b"", "this is no file"
    if path.stat().st_size > LARGEST:
        return b"", f"the file has more than {LARGEST} bytes"
    return path.read_bytes(), ""
