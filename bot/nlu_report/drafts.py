"""Questions that the charter could not answer, as drafts of FAQ entries: the owner of the charter writes the answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from charter.checks.unwritten import TO_WRITE
from nlu.normalise import plain, without_accents

VARIANTS = 12
"""Questions that a draft names: more say nothing new."""

LONGEST_ID = 40
_TELLING = 5
"""Letters of a word that may name an entry."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Questions that ask the same, and the entry that could answer them, as YAML for the charter's `faq` list."""

    id: str
    questions: tuple[str, ...]
    yaml: str


def draft(questions: Sequence[str], languages: Sequence[str], taken: Sequence[str]) -> Draft:
    """The draft for a group of questions; its id is none of those that are `taken`."""
    id = _id(questions, taken)
    to_write = {language: DoubleQuotedScalarString(TO_WRITE.get(language, TO_WRITE["en"])) for language in languages}
    entry = {
        "id": id,
        "title": dict(to_write),
        "variants": [DoubleQuotedScalarString(question) for question in questions[:VARIANTS]],
        "answer": dict(to_write),
    }
    written = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    yaml.dump([entry], written)
    return Draft(id, tuple(questions), written.getvalue())


def _id(questions: Sequence[str], taken: Sequence[str]) -> str:
    """The two words that most of the questions share, the longest first among equals; a number when that id is taken."""
    words = Counter(
        word
        for question in questions
        for word in {without_accents(w) for w in plain(question).split()}
        if word.isascii() and word.isalpha() and len(word) >= _TELLING
    )
    best = sorted(words, key=lambda word: (-words[word], -len(word), word))[:2]
    base = "_".join(best)[: LONGEST_ID - 3].strip("_") or "question"
    return next(id for n in range(1, len(taken) + 2) if (id := base if n == 1 else f"{base}_{n}") not in taken)
