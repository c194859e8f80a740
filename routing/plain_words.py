"""Words as rules compare them: without case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 20_000
"""Characters of a text that are compared."""

_WORDS = re.compile(r"[a-z0-9_]+")


def fold(text: str) -> str:
    """The plain words of `text`, separated by single spaces."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    return " ".join(_WORDS.findall("".join(c for c in plain if not unicodedata.combining(c))))


@lru_cache(maxsize=4096)
def _folded(phrase: str) -> str:
    """The same of a phrase of the charter: there are few, and each is looked for in every message."""
    return fold(phrase)


def said_in(phrase: str, folded: str) -> bool:
    """True when the whole words of `phrase` stand in a folded text."""
    words = _folded(phrase)
    return bool(words) and f" {words} " in f" {folded} "
