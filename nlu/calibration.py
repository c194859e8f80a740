"""Scores to probabilities that mean what they say: softmax, and the temperature that fits it to sentences not trained on."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

Halves = NDArray[np.float16]
"""Numbers of half precision: enough for what is only added up, in half the memory."""


def softmax(margins: Floats) -> Floats:
    """Probabilities from scores, row by row."""
    raised = np.exp(margins - margins.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def best_temperature(margins: Floats, truth: NDArray[np.int64]) -> float:
    """The temperature under which the true classes are likeliest; 1/20 to 20, 1 when there is nothing to judge by."""
    if not len(truth):
        return 1.0
    rows = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return float(-np.log(np.maximum(softmax(margins / temperature)[rows, truth], 1e-12)).mean())

    return float(min(np.geomspace(0.05, 20.0, 241), key=loss))
