"""TF-IDF as scikit-learn computes it, at serving time and without scikit-learn.

Two vectorisers are joined: words (1–2) and characters within words (2–5), both with accents stripped, sublinear term
frequency and unit length. `training` fits them with scikit-learn; a test holds the equality.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats, Halves
from nlu.normalise import without_accents
from nlu.vocabulary import Vocabulary

WORD_PATTERN = r"(?u)\b\w+\b"
WORDS = (1, 2)
CHARACTERS = (2, 5)
REMEMBERED = 20_000
"""Words taken apart that are kept: most words of a text have been seen before."""

LONGEST = 40
"""Characters of a word that is kept."""

_WORD = re.compile(WORD_PATTERN)


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector: increasing feature numbers and their values."""

    indices: NDArray[np.int64]
    values: NDArray[np.float64]


def weighed(vector: Sparse, weights: Halves) -> Floats:
    """The sum of the weights (features, K) of a vector's features, each as much as it is there."""
    total: Floats = vector.values.astype(np.float32) @ weights.take(vector.indices, axis=0).astype(np.float32)
    return total


def words(bare: str) -> list[str]:
    """The words of a text without accents."""
    return _WORD.findall(bare)


def runs(word: str) -> list[str]:
    """Runs of 2 to 5 characters inside a word that is padded with one space on both sides."""
    padded = f" {word} "
    found: list[str] = []
    for n in range(CHARACTERS[0], CHARACTERS[1] + 1):
        found += [padded[start : start + n] for start in range(max(len(padded) - n, 0) + 1)]
        if n >= len(padded):
            break
    return found


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two vectorisers: its vocabulary and the weight of each feature.

    `features` are those of the vocabulary in their order, kept while a model is learned: it is written with them.
    """

    vocabulary: Vocabulary
    idf: NDArray[np.float64]
    features: Sequence[str] = ()

    @classmethod
    def learned(cls, features: Sequence[str], idf: NDArray[np.float64]) -> Self:
        """Of these features, kept."""
        return cls(Vocabulary(features), idf, features)

    @classmethod
    def read(cls, features: Sequence[str], idf: NDArray[np.float64]) -> Self:
        """Of these features, not kept. Raises ValueError when there is not one weight for each."""
        if len(features) != len(idf):
            raise ValueError("vocabulary and weights disagree")
        return cls(Vocabulary(features), idf)

    def vector(self, features: Iterable[str]) -> Sparse:
        """The unit vector of these features; unknown ones are left out."""
        return self.weighed(self.vocabulary.numbers(features))

    def weighed(self, numbers: NDArray[np.int64]) -> Sparse:
        """The unit vector of features by their numbers."""
        # As `np.unique` counts them, in half its time.
        ordered = np.sort(numbers)
        new = np.ones(len(ordered) + 1, dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=new[1:-1])
        firsts = new.nonzero()[0]
        indices, counts = ordered[firsts[:-1]], firsts[1:] - firsts[:-1]
        values = (np.log(counts) + 1.0) * self.idf[indices]
        length = float(np.sqrt(values @ values))
        return Sparse(indices, values / length if length else values)


@dataclass(frozen=True, slots=True)
class _Apart:
    """A piece of text between spaces: its words, and the numbers of its runs of characters."""

    words: tuple[str, ...]
    runs: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TfIdf:
    """Both halves side by side, each weighing the same: the joined vector has length 1 (0 when nothing is known)."""

    words: Half
    characters: Half
    _seen: dict[str, _Apart] = field(default_factory=dict, repr=False, compare=False)

    @property
    def size(self) -> int:
        """The number of features."""
        return len(self.words.idf) + len(self.characters.idf)

    def vector(self, text: str) -> Sparse:
        """The joined vector of a text: words, pairs of neighbours, and runs of characters, all without accents."""
        pieces = [self._seen.get(piece) or self._apart(piece) for piece in text.lower().split()]
        said = [word for piece in pieces for word in piece.words]
        words = self.words.vector(said + [f"{first} {second}" for first, second in pairwise(said)])
        here = np.concatenate([piece.runs for piece in pieces]) if pieces else np.zeros(0, dtype=np.int64)
        characters = self.characters.weighed(here)
        indices = np.concatenate([words.indices, characters.indices + len(self.words.idf)])
        return Sparse(indices, np.concatenate([words.values, characters.values]) * np.sqrt(0.5))

    def _apart(self, piece: str) -> _Apart:
        # An accent may stand for a space of its own.
        bare = without_accents(piece)
        apart = _Apart(
            tuple(words(bare)), self.characters.vocabulary.numbers([run for word in bare.split() for run in runs(word)])
        )
        if len(piece) <= LONGEST:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[piece] = apart
        return apart
