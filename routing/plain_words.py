"""Words as rules compare them: without case, accents and punctuation."""

import re
import unicodedata

LONGEST = 20_000
"""Characters of a text that are compared."""

_WORDS = re.compile(r"[a-z0-9_]+")


def fold(text: str) -> str:
    """The plain words of `text`, separated by single spaces."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    return " ".join(_WORDS.findall("".join(c for c in plain if not unicodedata.combining(c))))


def said_in(phrase: str, folded: str) -> bool:
    """True when the whole words of `phrase` stand in a folded text."""
    words = fold(phrase)
    return bool(words) and f" {words} " in f" {folded} "
