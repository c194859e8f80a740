"""Words as they were meant: slips, drawn-out letters, lost apostrophes, lost and stray blanks, put right towards known words.

The known words are those of the training sentences. A word is put right when deleting at most one letter from it, and at most
one from a known word, makes them equal: a letter missing, doubled, changed or swapped with its neighbour. Accents are restored
from the known word. What is a real word, known from other sentences, is left alone. A key of sounds, and two slips in one word,
were tried and rejected: they cost sound sentences what they gained in others.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from nlu.language import SMALL_WORDS
from nlu.normalise import without_accents

SHORTEST = 4
LONG = 6
"""Shorter words have many neighbours: they are corrected only when they hold three letters in a row that no word holds.
Without that, correcting words of 5 letters cost sound sentences 0.7 points of accuracy; with it, nothing."""

LONGEST = 30
JOINED = 7
"""Letters of a word that stands in two pieces; a shorter one may be two words."""

_WORD = re.compile(r"[^\W\d_]+")
_TWO = re.compile(r"([^\W\d_]+) ([^\W\d_]+)")
_ELIDED = re.compile(r"(?:qu|[djlmnst])(?=[aeiouyh])")
_RUN = re.compile(r"(.)\1+")


def known_words(texts: Iterable[str]) -> dict[str, int]:
    """How often each word occurs in plain texts."""
    return dict(Counter(word for text in texts for word in _WORD.findall(text)))


class Speller:
    """Corrects plain text towards a vocabulary. Immutable once built; safe to share between threads."""

    def __init__(self, words: Mapping[str, int], real: Iterable[str] = ()) -> None:
        """`words` are the known ones with their frequency; `real` are further words that exist (those without a blank)."""
        self._accented: dict[str, str] = {}
        self._shortened: dict[str, str] = {}
        self._squeezed: dict[str, str] = {}
        # The most frequent word comes first and keeps its place.
        for word in sorted(words, key=lambda w: (-words[w], w)):
            self._learn(word, without_accents(word))
        self._often = frozenset(bare for bare, word in self._accented.items() if words[word] > 1)
        for word in sorted(SMALL_WORDS):
            self._accented.setdefault(without_accents(word), word)
        self._known = frozenset(words) | {word for word in SMALL_WORDS if self._accented[without_accents(word)] not in words}
        self._real = frozenset(without_accents(word) for word in real if " " not in word).union(self._accented)
        self._triples = frozenset(triple for word in self._real for triple in _triples(word))

    def _learn(self, word: str, bare: str) -> None:
        self._accented.setdefault(bare, word)
        if len(bare) >= 3:
            self._squeezed.setdefault(_RUN.sub(r"\1", bare), word)
        if len(bare) >= SHORTEST:
            for shorter in _one_deleted(bare):
                self._shortened.setdefault(shorter, word)

    def correct(self, text: str, language: str = "fr") -> str:
        """`text` with its unknown words replaced by the known word they resemble, if there is one.

        `language` says in which one it is written: apostrophes after `l` or `qu` are restored only in French.
        """
        whole = _TWO.sub(self._together, text)
        return _WORD.sub(lambda found: self._word(found.group(), language), whole)

    def _together(self, found: re.Match[str]) -> str:
        """A known word that stands in two pieces, at least one of which is no word."""
        bare = without_accents(found[1] + found[2])
        if len(bare) < JOINED or bare not in self._accented:
            return found[0]
        pieces = (without_accents(found[1]), without_accents(found[2]))
        return found[0] if all(piece in self._real for piece in pieces) else self._accented[bare]

    def _word(self, word: str, language: str) -> str:
        if word in self._known:
            return word
        bare = without_accents(word)
        if bare in self._accented:
            return self._accented[bare]
        if len(bare) > LONGEST:
            return word
        if (once := _RUN.sub(r"\1", bare)) in self._squeezed and bare not in self._real:
            return self._squeezed[once]
        elided = _ELIDED.match(bare) if language == "fr" and bare not in self._real else None
        if elided and len(bare) - elided.end() >= 3 and bare[elided.end() :] in self._accented:
            return f"{elided[0]}'{self._accented[bare[elided.end() :]]}"
        return self._apart(bare) or (self._near(bare) if self._mistaken(bare) else None) or word

    def _mistaken(self, bare: str) -> bool:
        """Whether a word that is not known is likely to be one with a slip."""
        if bare in self._real:
            return False
        return len(bare) >= LONG or (len(bare) >= SHORTEST and not self._triples.issuperset(_triples(bare)))

    def _near(self, bare: str) -> str | None:
        if bare in self._shortened:
            return self._shortened[bare]
        shorter = _one_deleted(bare)
        longer = next((self._accented[s] for s in shorter if s in self._accented and len(s) >= SHORTEST), None)
        return longer or next((self._shortened[s] for s in shorter if s in self._shortened), None)

    def _apart(self, bare: str) -> str | None:
        """Two words written as one. Both are known well: nearly any word can be cut into two rare ones."""
        if len(bare) < LONG or bare in self._real:
            return None
        cuts = ((bare[:at], bare[at:]) for at in range(2, len(bare) - 1))
        return next((f"{self._accented[a]} {self._accented[b]}" for a, b in cuts if self._sure(a) and self._sure(b)), None)

    def _sure(self, bare: str) -> bool:
        small = self._accented.get(bare) in SMALL_WORDS
        return small or (len(bare) > 2 and bare in self._often)


def _one_deleted(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _triples(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
