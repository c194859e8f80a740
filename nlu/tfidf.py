"""TF-IDF as scikit-learn computes it, at serving time and without scikit-learn.

Two vectorisers are joined: words (1–2) and characters within words (2–5), both with accents stripped, sublinear term
frequency and unit length. `training` fits them with scikit-learn; a test holds the equality.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlu.normalise import without_accents

WORD_PATTERN = r"(?u)\b\w+\b"
WORDS = (1, 2)
CHARACTERS = (2, 5)

_WORD = re.compile(WORD_PATTERN)


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector: increasing feature numbers and their values."""

    indices: NDArray[np.int64]
    values: NDArray[np.float64]


def word_features(text: str) -> list[str]:
    """Words of `text` and pairs of neighbours."""
    words = _WORD.findall(without_accents(text.lower()))
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def character_features(text: str) -> list[str]:
    """Runs of 2 to 5 characters inside each word, the word padded with one space on both sides."""
    found: list[str] = []
    for word in without_accents(text.lower()).split():
        padded = f" {word} "
        for n in range(CHARACTERS[0], CHARACTERS[1] + 1):
            found.extend(padded[start : start + n] for start in range(max(len(padded) - n, 0) + 1))
            if n >= len(padded):
                break
    return found


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two vectorisers: its vocabulary (feature → number) and the weight of each feature."""

    vocabulary: Mapping[str, int]
    idf: NDArray[np.float64]

    def vector(self, features: Iterable[str]) -> Sparse:
        """The unit vector of these features; unknown ones are left out."""
        counts = Counter(number for f in features if (number := self.vocabulary.get(f)) is not None)
        indices = np.array(sorted(counts), dtype=np.int64)
        values = np.array([math.log(counts[i]) + 1.0 for i in indices.tolist()], dtype=np.float64) * self.idf[indices]
        length = math.sqrt(float(values @ values))
        return Sparse(indices, values / length if length else values)


@dataclass(frozen=True, slots=True)
class TfIdf:
    """Both halves side by side, each weighing the same: the joined vector has length 1 (0 when nothing is known)."""

    words: Half
    characters: Half

    @property
    def size(self) -> int:
        """The number of features."""
        return len(self.words.idf) + len(self.characters.idf)

    def vector(self, text: str) -> Sparse:
        """The joined vector of a text."""
        words = self.words.vector(word_features(text))
        characters = self.characters.vector(character_features(text))
        indices = np.concatenate([words.indices, characters.indices + len(self.words.idf)])
        return Sparse(indices, np.concatenate([words.values, characters.values]) * math.sqrt(0.5))
