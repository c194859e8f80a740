"""Letters of other scripts that look like Latin ones, put into Latin words to hide them from readers like this one."""

import re

_LOOKS = {
    "а": "a", "в": "b", "е": "e", "ё": "ë", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y",
    "х": "x", "і": "i", "ї": "ï", "ј": "j", "ѕ": "s", "ԁ": "d", "ԛ": "q", "ԝ": "w", "һ": "h", "ӏ": "l", "г": "r", "п": "n",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X",
    "І": "I", "Ї": "Ï", "Ј": "J", "Ѕ": "S",
    "α": "a", "β": "b", "γ": "y", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "τ": "t",
    "υ": "u", "χ": "x", "ω": "w", "ό": "ó", "ί": "í", "ά": "á", "έ": "é",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T",
    "Υ": "Y", "Χ": "X",
    "ɑ": "a", "ɡ": "g", "ı": "i", "ո": "n", "ս": "u", "օ": "o",
}  # fmt: skip
_LATIN = str.maketrans(_LOOKS)
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile(f"[{''.join(_LOOKS)}]")
_OURS = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")


def latin(text: str) -> str:
    """`text` with the look-alikes in its Latin words replaced, letter for letter: `cоlis` with a Cyrillic o is `colis`.

    A word that only has look-alikes is taken for Latin where most other letters are. Other words stay.
    """
    if text.isascii() or not _FOREIGN.search(text):
        return text
    ours = len(_OURS.findall(text))
    mostly = 2 * ours > sum(c.isalpha() for c in text)
    return _WORD.sub(lambda word: _latin(word.group(), mostly) if ours else word.group(), text)


def _latin(word: str, mostly: bool) -> str:
    shown = word.translate(_LATIN)
    whole = len(_OURS.findall(shown)) == len(shown)
    return shown if whole and (mostly or _OURS.search(word)) else word
