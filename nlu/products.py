"""The brand's products in a text, by the names that the charter lists: without accents or capitals, in the plural, with a slip.

A slip is one letter missing, doubled, changed or swapped in a word of five letters or more, first letter apart; what is a known
word is none ("balancé" is no "balance", "poule" no "poêle").
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from conversations.understanding import Entity
from nlu.normalise import without_accents

KIND = "product"
TEXT_CAP = 20_000
"""Characters that are searched."""

SHORTEST = 5
LONGEST = 25
"""Letters of a word in which a slip is forgiven."""

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[ \t\u00a0\u202f'’-]{1,3}")


@dataclass(frozen=True, slots=True)
class Products:
    """The names, ready to be found. Immutable; safe to share between threads."""

    names: tuple[tuple[str, ...], ...]
    starts: dict[str, tuple[int, ...]]
    slips: dict[str, frozenset[str]]
    written: frozenset[str]
    known: Container[str]

    @classmethod
    def of(cls, names: Sequence[str], known: Container[str] = frozenset()) -> Self:
        """`names` as the charter writes them; `known` are words that are not slips of another, as people write them."""
        split = {tuple(_stem(word) for word in _WORD.findall(name)) for name in names}
        kept = tuple(sorted((name for name in split if name), key=lambda name: (-len(name), name)))
        starts: dict[str, tuple[int, ...]] = {}
        slips: dict[str, frozenset[str]] = {}
        for number, name in enumerate(kept):
            starts[name[0]] = (*starts.get(name[0], ()), number)
            for word in filter(_may_slip, name):
                for near in _near(word):
                    slips[near] = slips.get(near, frozenset()) | {word}
        written = frozenset(_singular(word.lower()) for name in names for word in _WORD.findall(name))
        return cls(kept, starts, slips, written, known)

    def find(self, text: str) -> Iterator[Entity]:
        """The names in the first 20,000 characters, none overlapping another; the longest name where several begin."""
        if not self.names:
            return
        places = [found.span() for found in _WORD.finditer(text[:TEXT_CAP])]
        read = [self._read(text[start:end]) for start, end in places]
        at = 0
        while at < len(read):
            length = self._length(text, places, read, at)
            if length:
                yield Entity(KIND, places[at][0], places[at + length - 1][1])
            at += max(length, 1)

    def _read(self, word: str) -> frozenset[str]:
        """The words of names that a written word may be."""
        stem, lowered = _stem(word), word.lower()
        if lowered in self.known and not word.isascii() and _singular(lowered) not in self.written:
            return frozenset()  # its accents make it another word
        if not _may_slip(stem) or stem in self.starts or lowered in self.known:
            return frozenset((stem,))
        alike = (meant for near in _near(stem) for meant in self.slips.get(near, ()))
        return frozenset((stem, *(meant for meant in alike if meant[0] == stem[0] and abs(len(meant) - len(stem)) <= 1)))

    def _length(self, text: str, places: Sequence[tuple[int, int]], read: Sequence[frozenset[str]], at: int) -> int:
        """How many words the longest name has that begins at this word; 0 when none does."""
        numbers = sorted(number for first in read[at] for number in self.starts.get(first, ()))
        for name in (self.names[number] for number in numbers):
            here = range(at, at + len(name))
            if here.stop <= len(read) and all(name[n - at] in read[n] for n in here):
                gaps = (text[places[n][1] : places[n + 1][0]] for n in here[:-1])
                if all(_BETWEEN.fullmatch(gap) for gap in gaps):
                    return len(name)
        return 0


NO_PRODUCTS = Products((), {}, {}, frozenset(), frozenset())


def _stem(word: str) -> str:
    """The word without capitals, accents and the mark of the plural."""
    return _singular(without_accents(word.lower()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _may_slip(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def _near(word: str) -> set[str]:
    """The word, and the word with one letter left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
