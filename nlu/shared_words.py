"""How much of a text's wording some documents share: TF-IDF over shortened words, their pairs, and runs of characters.

The vocabulary is learned from the documents themselves, in milliseconds and without scikit-learn, so that it can follow what
the documents say whenever they change.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats
from nlu.normalise import without_accents
from nlu.tfidf import LONGEST, REMEMBERED, WORD_PATTERN, Half, Sparse
from nlu.vocabulary import Vocabulary

STEM = 5
"""Letters of a word that count: "rembourser" and "remboursement" begin alike. 5 and 6 measured the same, whole words worse."""

RUN = 4
"""Characters of a run, inside a word padded with spaces. Runs of 2 to 5 measured the same and took four times as long."""

_WORD = re.compile(WORD_PATTERN)


def stem_features(text: str) -> list[str]:
    """The beginnings of the words of `text`, and pairs of neighbours."""
    return with_pairs(stems_of(text))


def stems_of(text: str) -> list[str]:
    """The beginnings of the words of `text`."""
    return [word[:STEM] for word in _WORD.findall(without_accents(text.lower())) if len(word) > 1]


def with_pairs(stems: list[str]) -> list[str]:
    """These, then each two neighbours."""
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

    half: Half
    weights: Floats

    @classmethod
    def of(cls, split: Sequence[Sequence[str]]) -> Self:
        """Of documents that were taken apart."""
        within = Counter(feature for found in split for feature in set(found))
        rarity = np.log((1 + len(split)) / (1 + np.array([*within.values()], dtype=np.float64))) + 1.0
        half = Half(Vocabulary([*within]), rarity)
        weights = np.zeros((len(within), len(split)), dtype=np.float32)
        for number, found in enumerate(split):
            vector = half.vector(found)
            weights[vector.indices, number] = vector.values
        return cls(half, weights)

    def cosines(self, vector: Sparse) -> Floats:
        """The cosine to each document."""
        found: Floats = vector.values.astype(np.float32) @ self.weights.take(vector.indices, axis=0)
        return found


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Some documents, by their wording: `stems` and `runs`. What a piece of text between spaces holds of both is remembered."""

    count: int
    stems: _Side
    runs: _Side
    _seen: dict[str, tuple[list[str], NDArray[np.int64]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, documents: Sequence[str]) -> Self:
        """The wording of these plain texts."""
        stems, runs = ([features(document) for document in documents] for features in (stem_features, run_features))
        return cls(len(documents), _Side.of(stems), _Side.of(runs))

    def likeness(self, text: str) -> Floats:
        """How much each document shares of a plain text's wording, in 0..1."""
        pieces = [self._seen.get(piece) or self._apart(piece) for piece in text.lower().split()]
        if not pieces:
            return np.zeros(self.count, dtype=np.float32)
        stems = with_pairs([stem for found, _ in pieces for stem in found])
        by_runs = self.runs.half.weighed(np.concatenate([runs for _, runs in pieces]))
        found: Floats = (self.stems.cosines(self.stems.half.vector(stems)) + self.runs.cosines(by_runs)) / np.float32(2)
        return found

    def _apart(self, piece: str) -> tuple[list[str], NDArray[np.int64]]:
        apart = stems_of(piece), self.runs.half.vocabulary.numbers(run_features(piece))
        if len(piece) <= LONGEST:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[piece] = apart
        return apart
