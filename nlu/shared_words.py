"""How much of a text's wording some documents share: TF-IDF over shortened words, their pairs, and runs of characters.

The vocabulary is learned from the documents themselves, in milliseconds and without scikit-learn, so that it can follow what
the documents say whenever they change.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from nlu.calibration import Floats
from nlu.normalise import without_accents
from nlu.tfidf import WORD_PATTERN, Half

STEM = 5
"""Letters of a word that count: "rembourser" and "remboursement" begin alike. 5 and 6 measured the same, whole words worse."""

RUN = 4
"""Characters of a run, inside a word padded with spaces. Runs of 2 to 5 measured the same and took four times as long."""

_WORD = re.compile(WORD_PATTERN)


def stem_features(text: str) -> list[str]:
    """The beginnings of the words of `text`, and pairs of neighbours."""
    stems = [word[:STEM] for word in _WORD.findall(without_accents(text.lower())) if len(word) > 1]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


def run_features(text: str) -> list[str]:
    """The runs of characters of each word of `text`; a short word is one."""
    padded = [f" {word} " for word in without_accents(text.lower()).split()]
    return [word[start : start + RUN] for word in padded for start in range(max(len(word) - RUN, 0) + 1)]


@dataclass(frozen=True, slots=True)
class _Side:
    """One way to take texts apart, and the weight of each feature in each document: (features, documents).

    Dense, for speed: 20 entries in two languages take 1 MB, 100 entries 20 MB.
    """

    features: Callable[[str], list[str]]
    half: Half
    weights: Floats

    def cosines(self, text: str) -> Floats:
        """The cosine of the text to each document."""
        vector = self.half.vector(self.features(text))
        cosines: Floats = vector.values.astype(np.float32) @ self.weights[vector.indices]
        return cosines


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Some documents, by their wording."""

    count: int
    sides: tuple[_Side, ...]

    @classmethod
    def of(cls, documents: Sequence[str]) -> Self:
        """The wording of these plain texts."""
        return cls(len(documents), tuple(_side(features, documents) for features in (stem_features, run_features)))

    def likeness(self, text: str) -> Floats:
        """How much each document shares of a plain text's wording, in 0..1."""
        found = [side.cosines(text) for side in self.sides]
        return np.mean(found, axis=0, dtype=np.float32) if found else np.zeros(self.count, dtype=np.float32)


def _side(features: Callable[[str], list[str]], documents: Sequence[str]) -> _Side:
    split = [features(document) for document in documents]
    within = Counter(feature for found in split for feature in set(found))
    vocabulary = {feature: number for number, feature in enumerate(within)}
    rarity = np.log((1 + len(documents)) / (1 + np.array([*within.values()], dtype=np.float64))) + 1.0
    half = Half(vocabulary, rarity)
    weights = np.zeros((len(vocabulary), len(documents)), dtype=np.float32)
    for number, found in enumerate(split):
        vector = half.vector(found)
        weights[vector.indices, number] = vector.values
    return _Side(features, half, weights)
