"""Does a public text name the brand? Shared by every channel on which customers write in public."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")


def mentions(text: str, keywords: Iterable[str]) -> bool:
    """True when `text` holds one of `keywords` (names, handles, hashtags) as whole words, case and accents aside.

    A name of several words is also found written as one (`#MaisonColibri`); a keyword inside a longer word is not.
    """
    words = _words(text)
    return any(_holds(words, _words(keyword)) for keyword in keywords)


def _holds(words: list[str], sought: list[str]) -> bool:
    if not sought:
        return False
    size = len(sought)
    return "".join(sought) in words or any(words[at : at + size] == sought for at in range(len(words) - size + 1))


def _words(text: str) -> list[str]:
    bare = (char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return _WORD.findall("".join(bare))
