"""The last layers of the sentence encoder: from the sums over a text's tokens to its row."""

from typing import Any, NamedTuple, Self

import numpy as np

from nlu.calibration import Floats
from nlu.few_rows import product


class LastLayers(NamedTuple):
    """The weights: those with nothing but sums between them are multiplied out, those of one input lie side by side."""

    entry: Floats
    entry_bias: Floats
    across: Floats
    exit: Floats
    out: Floats
    least: float

    @classmethod
    def of(cls, weights: Any) -> Self:
        """From the package's weights."""
        both = np.hstack([weights.d0, weights.p1]).astype(np.float64)
        levelled = weights.ln_g[:, None] * weights.cnn_W.astype(np.float64)
        bias = weights.ln_b @ weights.cnn_W.astype(np.float64) + weights.cnn_b
        return cls(
            entry=(levelled @ both).astype(np.float32),
            entry_bias=(bias @ both).astype(np.float32),
            across=weights.d1,
            exit=np.hstack([weights.d2, weights.p3]),
            out=weights.d3,
            least=weights.eps,
        )

    def concluded(self, sums: Floats, lengths: Floats) -> Floats:
        """Rows of length 1, from levelled sums and a column with the number of tokens of each text."""
        entered = (product(sums, self.entry) + lengths * self.entry_bias) / np.sqrt(lengths)
        width = len(self.across)
        second = np.maximum(entered[:, width:] + product(np.maximum(entered[:, :width], 0.0), self.across), 0.0)
        left = product(second, self.exit)
        width = len(self.out)
        rows: Floats = np.tanh(left[:, width:] + product(np.maximum(left[:, :width], 0.0), self.out))
        rows /= np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), self.least))[:, None]
        return rows
