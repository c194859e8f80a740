"""Learns the vocabulary of TF-IDF, and turns the training sentences into its vectors. Part of training.

As scikit-learn does both (a test holds the equality), in half the time: each word is taken apart once.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from nlu.normalise import without_accents
from nlu.tfidf import Half, TfIdf, runs, words

Numbers = NDArray[np.int32]


def fit_tfidf(texts: Sequence[str], least: int = 1) -> tuple[TfIdf, Any]:
    """Vocabulary and weights of both halves, learned from plain texts, and the vectors of these texts as a sparse matrix.

    A feature must stand in at least `least` texts.
    """
    of_words, of_characters = _Words(), _Characters()
    pieces = [text.lower().split() for text in texts]
    by_words, seen_words = _half(of_words.numbers, [of_words.of(own) for own in pieces], least)
    by_runs, seen_runs = _half(of_characters.numbers, [of_characters.of(own) for own in pieces], least)
    return TfIdf(by_words, by_runs), (sparse.hstack([seen_words, seen_runs]) * np.sqrt(0.5)).tocsr()


def vectors(features: TfIdf, texts: Sequence[str]) -> Any:
    """Other plain texts as a sparse matrix."""
    rows = [features.vector(text) for text in texts]
    if not rows:
        return sparse.csr_matrix((0, features.size))
    starts = np.cumsum([0, *(len(row.indices) for row in rows)])
    values, indices = np.concatenate([row.values for row in rows]), np.concatenate([row.indices for row in rows])
    return sparse.csr_matrix((values, indices, starts), shape=(len(rows), features.size))


class _Words:
    """Words and pairs of neighbours, by the numbers under which they were first met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._seen: dict[str, list[str]] = {}

    def of(self, pieces: Sequence[str]) -> Numbers:
        """The features of a text in pieces."""
        said = [word for piece in pieces for word in self._seen.get(piece) or self._apart(piece)]
        return _numbered([*said, *(f"{first} {second}" for first, second in pairwise(said))], self.numbers)

    def _apart(self, piece: str) -> list[str]:
        return self._seen.setdefault(piece, words(without_accents(piece)))


class _Characters:
    """Runs of characters within words, in the same way."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._seen: dict[str, Numbers] = {}

    def of(self, pieces: Sequence[str]) -> Numbers:
        """The features of a text in pieces."""
        found = [self._seen[piece] if piece in self._seen else self._apart(piece) for piece in pieces]
        return np.concatenate(found) if found else _numbered([], self.numbers)

    def _apart(self, piece: str) -> Numbers:
        # An accent may stand for a space of its own.
        found = [run for word in without_accents(piece).split() for run in runs(word)]
        return self._seen.setdefault(piece, _numbered(found, self.numbers))


def _numbered(features: Sequence[str], numbers: dict[str, int]) -> Numbers:
    """The numbers of these features, new ones after those that are there."""
    return np.array([numbers.setdefault(feature, len(numbers)) for feature in features], dtype=np.int32)


def _half(numbers: Mapping[str, int], found: Sequence[Numbers], least: int) -> tuple[Half, Any]:
    """The features that stand in enough texts, in the order of the alphabet, and the unit vector of each text."""
    starts = np.cumsum([0, *map(len, found)])
    seen = sparse.csr_matrix((np.ones(starts[-1]), np.concatenate(found), starts), shape=(len(found), len(numbers)))
    seen.sum_duplicates()
    within = np.bincount(seen.indices, minlength=len(numbers))
    features = sorted(feature for feature, number in numbers.items() if within[number] >= least)
    kept = np.array([numbers[feature] for feature in features], dtype=np.int64)
    idf: NDArray[np.float64] = np.log((1 + len(found)) / (1 + within[kept])) + 1.0
    seen = seen[:, kept].sorted_indices()
    seen.data = (np.log(seen.data) + 1.0) * idf[seen.indices]
    lengths = np.sqrt(np.asarray(seen.multiply(seen).sum(axis=1)).ravel())
    seen.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(seen.indptr))
    return Half.learned(features, idf), seen
