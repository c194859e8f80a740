"""Texts that somebody still has to write: where one stands for an answer, customers would read it."""

from collections.abc import Iterator, Mapping

from charter.checks.tone import texts_of
from charter.document import Document
from charter.folded import words
from charter.problems import Problem

TO_WRITE: Mapping[str, str] = {"fr": "À ÉCRIRE", "en": "TO BE WRITTEN"}
"""What stands in a draft by language, where the owner of the charter writes the text."""

SAID_TO_CUSTOMERS = ("departments", "faq", "wordings", "web_page", "crisis")
"""The parts of a charter whose texts customers may read."""


def check(document: Document) -> Iterator[Problem]:
    """Placeholders of a draft, alone or in capitals within a text; the same words in a sentence are none."""
    for part in SAID_TO_CUSTOMERS:
        for path, text in texts_of(document.at((part,)), (part,)):
            left = next((mark for mark in TO_WRITE.values() if mark in text or words(text) == words(mark)), None)
            if left is not None:
                yield document.problem(
                    path,
                    f"`{document.name(path)}` still says « {left} »: customers would read that",
                    "write the text, or remove what is not ready",
                )
