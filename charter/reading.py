"""From a written charter to one that can be used, or to everything that is wrong with it. No text brings a traceback."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from charter import examples as ex
from charter.charter import Charter
from charter.checks import hours, legal, method, references, shape, texts, tone, unwritten, wordings
from charter.document import Document, read
from charter.problems import CharterProblems, Problem
from charter.source import Source, digest


@dataclass(frozen=True, slots=True)
class Loaded:
    """A charter that can be used. `digest` changes with any byte of it or of its examples, `training_digest` only when
    a model trained from it would differ. `examples` are by intent id and hold the variants of the FAQ entries;
    `variants` are those of each FAQ entry alone; `background` is what nobody asks of this brand. `text` is the charter
    file's."""

    charter: Charter
    digest: str
    text: str
    examples: Mapping[str, tuple[str, ...]]
    background: tuple[str, ...]
    training_digest: str
    variants: Mapping[str, tuple[str, ...]]


def read_source(source: Source) -> Loaded:
    """The charter that is written there. Raises CharterProblems."""
    loaded, problems = examine(source)
    if loaded is None or problems:
        raise CharterProblems(set(problems))
    return loaded


def read_charter(source: Source) -> Charter:
    """The charter of a source that has been published, and was found without fault then. Raises CharterProblems."""
    document = read(source.text, source.file)
    charter, problems = shape.validated(document) if isinstance(document.data, Mapping) else (None, document.problems)
    if charter is None:
        raise CharterProblems(problems)
    return charter


def examine(source: Source, unread: Sequence[Problem] = ()) -> tuple[Loaded | None, list[Problem]]:
    """The charter, and what is wrong with it; None when it cannot be used.

    `unread`: examples that could not be read; what seems to be missing may be there.
    """
    document = read(source.text, source.file)
    charter, problems = _charter(document)
    if not isinstance(document.data, Mapping):
        return None, problems
    variants = _variants(document)
    found, more = _examples(source, document, variants, whole=not unread)
    problems += [*unread, *more]
    if charter is None or problems:
        return None, problems
    sentences = ex.by_intent(found)
    background = sentences.pop(references.BACKGROUND, ())
    training = digest([json.dumps([sentences, background])])
    return Loaded(charter, source.digest, source.text, sentences, background, training, ex.by_intent(variants)), []


def _charter(document: Document) -> tuple[Charter | None, list[Problem]]:
    if document.problems and document.data is None:
        return None, document.problems
    if not isinstance(document.data, Mapping):
        return None, [document.problem((), "this is no charter: the file holds no `key: value` lines", "begin with `brand:`")]
    charter, problems = shape.validated(document)
    problems += document.problems
    for rule in (references, texts, unwritten, wordings, method, tone, hours, legal):
        problems += rule.check(document)
    return charter, problems


def _examples(
    source: Source, charter: Document, variants: list[ex.Example], *, whole: bool
) -> tuple[list[ex.Example], list[Problem]]:
    """The examples with the variants before them, and what is wrong with them."""
    found: list[ex.Example] = list(variants)
    problems: list[Problem] = []
    known = references.intents(charter)
    for name, text in sorted(source.examples.items()):
        document = _examples_document(text, str(source.folder / name))
        sentences, faults = ex.parse(document, known)
        found, problems = found + sentences, problems + faults
        whole = whole and document.data is not None
    problems += ex.contradictions(found)
    if whole:  # else what cannot be read may hold what seems to be missing
        problems += _without_example(source, charter, found)
    return found, problems


@lru_cache(maxsize=32)
def _examples_document(text: str, file: str) -> Document:
    """Remembered: who edits a wording leaves thousands of sentences as they are, and waits for the edit to take effect."""
    return read(text, file)


def _variants(charter: Document) -> list[ex.Example]:
    """The variants written with the FAQ entries, as examples."""
    found = []
    for entry, item in charter.items("faq"):
        id = item.get("id") if isinstance(item, Mapping) else None
        for place, variant in charter.items(*entry, "variants"):
            if isinstance(id, str) and isinstance(variant, str) and variant.strip():
                found.append(ex.Example(id, variant.strip(), charter.file, charter.line(place)))
    return found


def _without_example(source: Source, charter: Document, found: list[ex.Example]) -> list[Problem]:
    if not any(example.file != charter.file for example in found):
        folder = str(source.folder)
        return [Problem(folder, 1, "there are no examples: nothing could be understood", "add .yml files with `nlu:` examples")]
    seen = {example.intent for example in found}
    missing = {id: place for id, place in references.intents(charter).items() if id not in seen}
    write = f"write sentences for it in a file of {source.folder}"
    return [
        charter.problem(place, f"`{id}` has no example: it would never be understood", write) for id, place in missing.items()
    ]
