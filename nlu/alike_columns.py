"""Columns of a matrix that differ by a factor alone, put together: a linear classifier learns the same from them in less time.

All runs of letters of a word that nobody else used stand in the same sentences. A classifier whose weights are kept small
gives such columns weights in the proportion of their lengths; so one column as long as all of them stands for them exactly.
Part of training.
"""

from typing import Any, NamedTuple, Self

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from nlu.calibration import Floats

_SEED = 7
_DIGITS = 9
"""Columns are compared by their projections on two directions of chance, rounded to so many digits."""


class Together(NamedTuple):
    """A matrix with fewer columns, and what leads back: `back` (columns before, columns now), of which each row has one
    number."""

    design: Any
    back: Any

    @classmethod
    def of(cls, design: Any) -> Self:
        """For a sparse matrix without negative numbers: rows keep their lengths and their products with each other."""
        squares = design.multiply(design).sum(axis=0)
        lengths = np.sqrt(np.asarray(squares, dtype=np.float64).ravel())
        directions = np.random.default_rng(_SEED).standard_normal((design.shape[0], 2))
        looks = np.round((design.T @ directions) / np.maximum(lengths, np.finfo(float).tiny)[:, None], _DIGITS)
        kinds, firsts, which = np.unique(looks @ (1.0, 1.0j), return_index=True, return_inverse=True)
        # Common columns beside each other: what is read often stays in the processor's own memory.
        common = np.bincount(design.indices, minlength=len(lengths))[firsts]
        which = np.argsort(np.argsort(-common, kind="stable"))[which]
        whole = np.sqrt(np.bincount(which, lengths**2, len(kinds)))
        shares = lengths / np.maximum(whole[which], np.finfo(float).tiny)
        back = sparse.csr_matrix((shares, which, np.arange(len(shares) + 1)), shape=(len(shares), len(kinds)))
        return cls((design @ back).sorted_indices(), back)

    def apart(self, weights: Floats) -> Floats:
        """The weights (columns before × labels) that say of each row what these (columns now × labels) say."""
        found: Floats = (self.back @ weights).astype(np.float32)
        return found
