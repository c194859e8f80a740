"""How much each witness counts: the shares under which the truth is likeliest, on sentences that none of them had seen.

The sum of shared scores goes through a softmax, so the shares set how sure the result is: no temperature is needed. They are
few, and fitted to all sentences. Part of training.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from nlu.calibration import Floats

UNTAUGHT = -1e3
"""The score of an intent that a witness could not learn: low enough to have no chance."""

MOST = 12.0
"""The largest share of a witness, in units of its spread: where everything is right, nothing else keeps it finite."""

FIRST = 3.0


def shares(witnesses: Sequence[Floats], truth: NDArray[np.int64]) -> list[float]:
    """One share for each witness, at least 0. `witnesses` are their scores (sentences × labels) of unseen sentences."""
    scores = [np.maximum(one, UNTAUGHT).astype(np.float64) for one in witnesses]
    spreads = [_spread(one) for one in scores]
    if not len(truth):
        return [FIRST / len(scores) / spread for spread in spreads]
    stacked = np.stack([one / spread for one, spread in zip(scores, spreads, strict=True)])
    true = stacked[:, np.arange(len(truth)), truth]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total = np.tensordot(weights, stacked, axes=1)
        total -= total.max(axis=1, keepdims=True)
        raised = np.exp(total)
        sums = raised.sum(axis=1)
        likely = total[np.arange(len(truth)), truth] - np.log(sums)
        expected = np.einsum("wnk,nk->wn", stacked, raised / sums[:, None])
        return float(-likely.mean()), (expected - true).mean(axis=1)

    start = np.full(len(scores), FIRST / len(scores))
    fitted = minimize(loss, start, jac=True, bounds=[(0.0, MOST)] * len(scores), method="L-BFGS-B")
    return [float(weight / spread) for weight, spread in zip(fitted.x, spreads, strict=True)]


def _spread(scores: NDArray[np.float64]) -> float:
    taught = scores[scores > UNTAUGHT]
    return float(taught.std()) if taught.size and taught.std() > 0 else 1.0
