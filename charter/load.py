"""Reading a charter and its examples from disk: the only module of this package that touches files.

Either all is well, or every problem is told at once, each with its file and line. No file brings a traceback.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from charter import examples as ex
from charter.charter import Charter
from charter.checks import hours, legal, method, references, shape, texts, tone, wordings
from charter.document import Document, read
from charter.problems import CharterProblems, Problem

LARGEST = 1024 * 1024
"""Bytes of a charter or examples file."""

EXAMPLES = "examples"
"""The folder of examples, beside the charter file."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A charter that can be used. `digest` changes with any byte of it or of its examples, `training_digest` only when
    a model trained from it would differ. `examples` are by intent id and hold the variants of the FAQ entries;
    `background` is what nobody asks of this brand. `text` is the charter file's."""

    charter: Charter
    digest: str
    text: str
    examples: Mapping[str, tuple[str, ...]]
    background: tuple[str, ...]
    training_digest: str


def load(path: Path) -> Loaded:
    """The charter of a file, with the examples beside it. Raises CharterProblems."""
    loaded, problems = _load(path)
    if loaded is None or problems:
        raise CharterProblems(problems)
    return loaded


def check(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a charter and its examples, in reading order; empty when it can be used."""
    return tuple(sorted(set(_load(path)[1])))


def _load(path: Path) -> tuple[Loaded | None, list[Problem]]:
    text, problems = _text(path)
    if text is None:
        return None, problems
    document = read(text, str(path))
    charter, problems = _charter(document)
    if not isinstance(document.data, Mapping):
        return None, problems
    found, digests, more = _examples(path, document)
    problems += more
    if charter is None or problems:
        return None, problems
    sentences = ex.by_intent(found)
    background = sentences.pop(references.BACKGROUND, ())
    digest = _digest([text, *digests])
    return Loaded(charter, digest, text, sentences, background, _digest([json.dumps([sentences, background])])), []


def _charter(document: Document) -> tuple[Charter | None, list[Problem]]:
    if document.problems and document.data is None:
        return None, document.problems
    if not isinstance(document.data, Mapping):
        return None, [document.problem((), "this is no charter: the file holds no `key: value` lines", "begin with `brand:`")]
    charter, problems = shape.validated(document)
    problems += document.problems
    for rule in (references, texts, wordings, method, tone, hours, legal):
        problems += rule.check(document)
    return charter, problems


def _examples(path: Path, charter: Document) -> tuple[list[ex.Example], list[str], list[Problem]]:
    """The examples beside the charter file, the texts they were read from, and what is wrong with them."""
    found, contents, problems = _variants(charter), [], []
    known = references.intents(charter)
    files = _files(path.parent / EXAMPLES)
    for file in files:
        text, faults = _text(file)
        problems += faults
        document = read(text or "", str(file))
        if text is not None:
            sentences, faults = ex.parse(document, known)
            found, problems = found + sentences, problems + faults
        if document.data is not None:
            contents += [file.name, text or ""]
    problems += ex.contradictions(found)
    if len(contents) == 2 * len(files):  # else what cannot be read may hold what seems to be missing
        problems += _without_example(path, charter, found)
    return found, contents, problems


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in (".yml", ".yaml"))
    except OSError:
        return []  # told by _without_example: then no intent has any


def _variants(charter: Document) -> list[ex.Example]:
    """The variants written with the FAQ entries, as examples."""
    found = []
    for entry, item in charter.items("faq"):
        id = item.get("id") if isinstance(item, Mapping) else None
        for place, variant in charter.items(*entry, "variants"):
            if isinstance(id, str) and isinstance(variant, str) and variant.strip():
                found.append(ex.Example(id, variant.strip(), charter.file, charter.line(place)))
    return found


def _without_example(path: Path, charter: Document, found: list[ex.Example]) -> list[Problem]:
    folder = path.parent / EXAMPLES
    if not any(example.file != charter.file for example in found):
        return [
            Problem(str(folder), 1, "there are no examples: nothing could be understood", "add .yml files with `nlu:` examples")
        ]
    seen = {example.intent for example in found}
    missing = {id: place for id, place in references.intents(charter).items() if id not in seen}
    write = f"write sentences for it in a file of {folder}"
    return [
        charter.problem(place, f"`{id}` has no example: it would never be understood", write) for id, place in missing.items()
    ]


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


def _digest(texts: list[str]) -> str:
    """A hash of texts in their order; where one ends counts."""
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
