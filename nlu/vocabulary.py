"""Which features of texts are known, and the number of each, in 12 bytes a feature.

Python's own hashes are kept and not the features: a dictionary of them would take a hundred bytes for each, of which a
model has 170,000. That an unknown feature has the hash of a known one happens once in 10¹⁴ lookups, and would put one
weight too many into one vector.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


class Vocabulary:
    """Features by number, in the order in which they were given."""

    def __init__(self, features: Sequence[str]) -> None:
        hashes = np.fromiter(map(hash, features), dtype=np.int64, count=len(features))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._numbers = hashes[order], order.astype(np.int32)

    def __len__(self) -> int:
        return len(self._hashes)

    def numbers(self, features: Iterable[str]) -> NDArray[np.int64]:
        """The numbers of the features that are known, each as often as it is there, in the order given."""
        asked = np.fromiter(map(hash, features), dtype=np.int64)
        if not len(self._hashes):
            return np.zeros(0, dtype=np.int64)
        at = self._hashes.searchsorted(asked)
        at[at == len(self._hashes)] = 0
        known: NDArray[np.int64] = self._numbers[at[self._hashes[at] == asked]].astype(np.int64)
        return known
