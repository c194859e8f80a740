"""From the features of a text to calibrated probabilities and a scope: what a trained classifier computes. Arrays only.

Three witnesses are heard, and their scores added, each with the share that made the truth likeliest on sentences they had
not seen (`nlu.mixing`): the words (TF-IDF, linear), the meaning (rows of the encoder, linear), and the likeness to the nearest
training sentence of each intent. Without the encoder the words speak alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats, Halves, softmax
from nlu.neighbours import Neighbours, likeness, nearness, unit
from nlu.tfidf import Sparse, weighed


@dataclass(frozen=True, slots=True)
class Curve:
    """Turns energy, nearness to the training sentences and nearness to the background into a scope: a logistic curve."""

    energy: float
    known: float
    foreign: float
    bias: float

    def __call__(self, energy: Floats, known: Floats, foreign: Floats) -> Floats:
        """The scope of each text, in 0..1."""
        raw = self.energy * energy + self.known * known + self.foreign * foreign + self.bias
        scope: Floats = (1.0 / (1.0 + np.exp(np.clip(-raw, -60.0, 60.0)))).astype(np.float32)
        return scope


@dataclass(frozen=True, slots=True)
class Head:
    """`sparse` is (features, K), before its share is taken; `dense` (512, K) or None, and `bias`, have theirs; K labels.

    `firsts` says where the sentences of each label begin among `known`. Sentences are compared by the directions of the
    encoder's rows that `gist` (512, 64) keeps, or by TF-IDF.
    """

    sparse: Halves
    words: float
    dense: Floats | None
    bias: Floats
    likeness: float
    firsts: NDArray[np.int64]
    curve: Curve
    gist: Floats | None
    known: Neighbours
    foreign: Neighbours

    def judge(self, dense: Floats | None, sparse: Sequence[Sparse]) -> tuple[Floats, Floats]:
        """Calibrated probabilities (texts × labels) and the scope of each text."""
        compared = unit(dense @ self.gist) if dense is not None and self.gist is not None else None
        margins, cosines = self._linear(dense, sparse), self.known.cosines(compared, sparse)
        if self.likeness:
            margins = margins + self.likeness * likeness(cosines, self.firsts)
        near_foreign = nearness(self.foreign.cosines(compared, sparse))
        return softmax(margins), self.curve(energy(margins), nearness(cosines), near_foreign)

    def _linear(self, dense: Floats | None, sparse: Sequence[Sparse]) -> Floats:
        rows = [weighed(vector, self.sparse) for vector in sparse]
        total = np.stack(rows) if rows else np.zeros((0, len(self.bias)), dtype=np.float32)
        total = np.float32(self.words) * total + self.bias
        return total + dense @ self.dense if self.dense is not None and dense is not None else total


def energy(margins: Floats) -> Floats:
    """How much is said for any label at all, row by row: the logarithm of the summed exponentials."""
    top = margins.max(axis=1, initial=-np.inf)
    raised: Floats = np.log(np.exp(margins - top[:, None]).sum(axis=1)) + top
    return raised
