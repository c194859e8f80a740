"""Plain text to the numbers of its tokens, as the sentence encoder's own tokenizer gives them; words are remembered.

No token of that vocabulary goes on over a blank, and the likeliest cut of a text is the likeliest cut of each of its words: so
a word is taken apart once. Words with unusual signs, which the tokenizer may change or split, go through it with their text.
"""

import re
from collections.abc import Sequence
from typing import Any

REMEMBERED = 20_000
LONGEST = 40
"""Words kept, and characters of a word that is kept."""

BLANK = "\u2581"
_USUAL = re.compile(r"[ !-~À-ÖØ-öø-ÿŒœ€]*")


class Tokens:
    """Takes texts apart. Safe where one thread at a time uses it."""

    def __init__(self, tokenizer: Any) -> None:
        """`tokenizer` is the package's. Raises ValueError when one of its tokens goes on over a blank, AttributeError when it
        is not made as expected."""
        if any(BLANK in piece[1:] for piece in tokenizer._pieces):
            raise ValueError("a token goes on over a blank")
        self._tokenizer = tokenizer
        self._seen: dict[str, tuple[int, ...]] = {}

    def numbers(self, text: str) -> Sequence[int]:
        """The numbers of the tokens, with those that mark the begin and the end."""
        words = text.split(" ") if _USUAL.fullmatch(text) else ()
        found = [number for word in words if word for number in self._seen.get(word) or self._apart(word)]
        if not found:
            return list(self._tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True))
        return [self._tokenizer._bos_id, *found, self._tokenizer._eos_id]

    def _apart(self, word: str) -> tuple[int, ...]:
        numbers = tuple(self._tokenizer._encode_one(word))
        if len(word) <= LONGEST:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[word] = numbers
        return numbers
