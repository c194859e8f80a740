"""Training examples as Rasa NLU YAML 3.1 writes them: what customers say, by the id of what they mean."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from charter.checks.references import BACKGROUND
from charter.checks.shape import closest
from charter.document import Document, Path
from charter.problems import Problem

_ENTITY = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\{[^}\n]*\})")


class Example(NamedTuple):
    """One sentence, what it means, and where it is written."""

    intent: str
    text: str
    file: str
    line: int


def parse(document: Document, known: Mapping[str, object]) -> tuple[list[Example], list[Problem]]:
    """The examples of a document; `known` holds the ids that may be named beside `background`."""
    examples: list[Example] = []
    problems = list(document.problems)
    if not problems and not isinstance(document.at(("nlu",)), list):
        problems.append(document.problem((), "there is no list under `nlu:`", "write `nlu:` and a list of `- intent:` items"))
    for path, item in document.items("nlu"):
        intent = item.get("intent") if isinstance(item, Mapping) else None
        if not isinstance(intent, str):
            problems.append(document.problem(path, "an item without `intent:`", "write `- intent: id` and `examples: |`"))
        elif intent != BACKGROUND and intent not in known:
            place = (*path, "intent")
            problems.append(document.problem(place, f"no intent of the charter is called `{intent}`", closest(intent, known)))
        else:
            found = [Example(intent, text, document.file, line) for text, line in _texts(document, path) if text]
            examples += found
            if not found:
                problems.append(
                    document.problem(path, f"`{intent}` has no example here", "write `examples: |` and `- sentence` lines")
                )
    return examples, problems


def contradictions(examples: list[Example]) -> Iterator[Problem]:
    """The same sentence under two ids: it cannot mean both."""
    first: dict[str, Example] = {}
    for example in examples:
        other = first.setdefault(" ".join(example.text.casefold().split()), example)
        if other.intent != example.intent:
            found = f"{example.text!r} is an example of `{example.intent}` and of `{other.intent}` ({other.file}:{other.line})"
            yield Problem(example.file, example.line, found, "keep it under one of them")


def by_intent(examples: list[Example]) -> dict[str, tuple[str, ...]]:
    """Sentences by intent, each once, in the order in which they are written."""
    found: dict[str, dict[str, None]] = {}
    for example in examples:
        found.setdefault(example.intent, {})[example.text] = None
    return {intent: tuple(texts) for intent, texts in sorted(found.items())}


def _texts(document: Document, path: Path) -> Iterator[tuple[str, int]]:
    """The sentences of one item with their lines: a block of `- sentence` lines, or a list of texts."""
    place = (*path, "examples")
    block = document.at(place)
    if isinstance(block, str):
        first = document.line(place) + 1
        for number, line in enumerate(block.splitlines()):
            yield _plain(line.strip().removeprefix("-")), first + number
    for item_path, item in document.items(*place):
        text = item.get("text") if isinstance(item, Mapping) else item
        if isinstance(text, str):
            yield _plain(text.strip().removeprefix("- ")), document.line(item_path)


def _plain(text: str) -> str:
    """The sentence without the marks of entities: `à [Rennes](ville)` is said `à Rennes`."""
    return _ENTITY.sub(r"\1", text).strip()
