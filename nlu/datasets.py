"""Labelled sentences from files: Rasa NLU YAML, or CSV with the columns `text` and `intent`."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

OUT_OF_SCOPE = "oos"
"""The intent name that marks a sentence as foreign to all intents."""

BACKGROUND = "background"
"""The intent name under which everyday sentences are kept that nobody asks of the brand."""

Labelled = Mapping[str, Sequence[str]]
"""The sentences of each intent."""

_SUFFIXES = frozenset({".csv", ".yml", ".yaml"})
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


class DatasetError(Exception):
    """A file that holds no labelled sentences: what was found, where, and what to write."""


def read(path: Path) -> dict[str, list[str]]:
    """The sentences of each intent, in file order; of a folder, all its .csv, .yml and .yaml files. Raises DatasetError."""
    files = sorted(p for p in path.iterdir() if p.suffix.lower() in _SUFFIXES) if path.is_dir() else [path]
    found: dict[str, list[str]] = {}
    for file in files:
        for text, intent in _pairs(file):
            found.setdefault(intent, []).append(text)
    if not found:
        raise DatasetError(f"{path}: holds no labelled sentence. Write `text,intent` lines, or `- intent:` with `examples: |`.")
    return found


def _pairs(path: Path) -> list[tuple[str, str]]:
    try:
        return list(_csv(path) if path.suffix.lower() == ".csv" else _rasa(path))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror}). Give a .csv or a Rasa NLU .yml file.") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: is not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    except csv.Error as error:
        raise DatasetError(f"{path}: is not CSV: {error}. Quote texts that hold commas or line ends.") from error


def _csv(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"text", "intent"} - set(rows.fieldnames or ())
        if missing:
            raise DatasetError(f"{path}:1: found columns {rows.fieldnames}; write a first line `text,intent`.")
        for row in rows:
            if not row["text"] or not row["intent"]:
                raise DatasetError(f"{path}:{rows.line_num}: a text or an intent is empty. Fill it in or remove the line.")
            yield row["text"], row["intent"]


def _rasa(path: Path) -> Iterator[tuple[str, str]]:
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise DatasetError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    blocks = document.get("nlu") if isinstance(document, dict) else None
    if not isinstance(blocks, list):
        raise DatasetError(f"{path}: found no list under `nlu:`. Write Rasa NLU YAML (version, nlu, - intent, examples).")
    for number, block in enumerate(blocks, 1):
        yield from _block(path, number, block)


def _block(path: Path, number: int, block: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(block, dict):
        raise DatasetError(f"{path}: block {number} under `nlu:` is not `- intent: …` with `examples: |`.")
    if "intent" not in block:
        return  # synonyms, lookups and regexes are Rasa's own
    examples = block.get("examples")
    if not isinstance(examples, str):
        raise DatasetError(f"{path}: intent {block['intent']} has no text under `examples: |`. Write one `- sentence` a line.")
    for line in examples.splitlines():
        if sentence := line.strip().removeprefix("-").strip():
            yield _ANNOTATION.sub(r"\1", sentence), str(block["intent"])
