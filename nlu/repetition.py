"""What is said over and over is read twice at most: a thousand "ok" mean no more than two, and sway what was learned.

Somebody pastes a line a hundred times, leans on a key, or tries what a machine does with it.
"""

import re
from collections import Counter

TWICE = 2
LONGEST = 8
"""Words of what may be repeated."""

ENDLESS = 80
"""Signs in a row without a blank that are read; no word is so long, and no address needs more to be known for one."""

_WITHIN = re.compile(r"([^\W\d_][^\s]{1,7}?)\1{3,}")
"""Some signs, four times or more in one word: "mdrmdrmdrmdr", "l'l'l'l'"."""

_PIECE = re.compile(r"\S+")
_ENDLESS = re.compile(rf"(\S{{{ENDLESS}}})\S+")


def not_over_and_over(text: str) -> str:
    """`text` with at most two of the same words in a row, and of several words, and endless words cut; never longer."""
    text = _ENDLESS.sub(r"\1", _WITHIN.sub(r"\1\1", text))
    counted = Counter(text.lower().split())
    if not counted or max(counted.values()) <= TWICE:
        return text  # nothing can be there three times in a row
    pieces = list(_PIECE.finditer(text))
    words: list[str] = []
    kept: list[re.Match[str]] = []
    for piece in pieces:
        words.append(piece.group().lower())
        kept.append(piece)
        if length := _said_again(words):
            del words[-length:], kept[-length:]
    if len(kept) == len(pieces):
        return text
    # What stood between words, line ends among them, stays before the word that it led to.
    ends = [0, *(piece.end() for piece in pieces)]
    before = {piece.start(): text[end : piece.start()] for end, piece in zip(ends, pieces, strict=False)}
    return "".join(before[piece.start()] + piece.group() for piece in kept)


def _said_again(words: list[str]) -> int:
    """How many of the last words say for the third time in a row what was just said twice; 0 when none do."""
    for length in range(1, min(LONGEST, len(words) // (TWICE + 1)) + 1):
        alike = words[-1] == words[-1 - length]  # comparing one word first saves most of the time
        if alike and words[-length:] == words[-2 * length : -length] == words[-3 * length : -2 * length]:
            return length
    return 0
