"""How near a text is to sentences that are known: cosines to each of them, by the encoder's rows or by TF-IDF."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats
from nlu.few_rows import product
from nlu.tfidf import Sparse

CLOSEST = 3
"""Sentences whose mean cosine is the nearness: one alone may be near by accident."""

BLOCK = 64
"""Cosines of which first the largest is sought: the three largest of all lie in the three blocks with the largest ones."""


GIST = 64
"""Directions of the encoder's rows by which sentences are compared: on sentences held back as good as 128 or all 512, and a
third of the time of 128."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Some sentences: rows of the encoder, or postings of TF-IDF (`starts` of each feature, `owners`, `weights`).

    Rows that lie in memory column by column are compared fastest.
    """

    count: int
    rows: Floats | None = None
    starts: NDArray[np.int64] | None = None
    owners: NDArray[np.int32] | None = None
    weights: Floats | None = None

    def cosines(self, dense: Floats | None, sparse: Sequence[Sparse]) -> Floats:
        """Texts × sentences."""
        if self.rows is not None and dense is not None:
            return product(dense, self.rows.T)
        rows = [self._by_words(vector) for vector in sparse]
        return np.stack(rows) if rows else np.zeros((0, self.count), dtype=np.float32)

    def _by_words(self, vector: Sparse) -> Floats:
        if self.starts is None or self.owners is None or self.weights is None or not len(vector.indices):
            return np.zeros(self.count, dtype=np.float32)
        starts, lengths = self.starts[vector.indices], np.diff(self.starts)[vector.indices]
        ends = np.cumsum(lengths)
        here = np.arange(ends[-1]) + np.repeat(starts - ends + lengths, lengths)
        total = np.bincount(self.owners[here], np.repeat(vector.values, lengths) * self.weights[here], self.count)
        return total.astype(np.float32)


def gist_of(rows: Floats) -> Floats:
    """The main directions of these rows of the encoder: (512, 64) at most."""
    _, directions = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    return np.ascontiguousarray(directions[:, -GIST:], dtype=np.float32)


def unit(rows: Floats) -> Floats:
    """The rows with length 1; a row of zeros stays."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    scaled: Floats = rows / np.maximum(lengths, 1e-9)[:, None]
    return scaled


def nearness(cosines: Floats) -> Floats:
    """The mean of the three largest cosines of each row, at least 0; 0 without any sentence."""
    of = cosines.shape[1]
    if not of:
        return np.zeros(len(cosines), dtype=np.float32)
    kept = min(CLOSEST, of)
    if of > CLOSEST * 2 * BLOCK:
        cosines = _of_best_blocks(cosines)
        of = cosines.shape[1]
    largest = np.partition(cosines, of - kept, axis=1)[:, of - kept :]
    mean: Floats = np.maximum(largest.mean(axis=1), 0.0)
    return mean


def _of_best_blocks(cosines: Floats) -> Floats:
    """Of each row the three blocks that hold the largest cosines, and what remains behind the last whole block."""
    count = cosines.shape[1] // BLOCK
    whole = count * BLOCK
    blocks = cosines[:, :whole].reshape(len(cosines), count, BLOCK)
    best = np.argpartition(blocks.max(axis=2), count - CLOSEST, axis=1)[:, -CLOSEST:]
    chosen = np.take_along_axis(blocks, best[:, :, None], axis=1).reshape(len(cosines), CLOSEST * BLOCK)
    found: Floats = np.concatenate([chosen, cosines[:, whole:]], axis=1)
    return found


def likeness(cosines: Floats, firsts: NDArray[np.int64]) -> Floats:
    """The largest cosine of each class, row by row; `firsts` says where the sentences of each class begin, none empty."""
    largest: Floats = np.maximum.reduceat(cosines, firsts, axis=1)
    return largest
