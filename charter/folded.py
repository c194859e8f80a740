"""Texts as they are compared: without case, accents and the many shapes of apostrophes and spaces."""

import re
import unicodedata
from functools import lru_cache

_SAME = str.maketrans(dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("\u00a0\u202f\u2009", " ") | dict.fromkeys("‐‑–—", "-"))
_WORD = re.compile(r"[^\W_]+")


def composed(text: str) -> str:
    """`text` with one character for each letter: what `folded` keeps the places of."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """`text` for comparing; a span of it is the same span of `composed(text)`."""
    return "".join(map(_plain, composed(text).translate(_SAME)))


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, without punctuation."""
    return tuple(_WORD.findall(folded(text)))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
