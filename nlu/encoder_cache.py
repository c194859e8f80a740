"""What the sentence encoder computes of a token wherever it stands: kept for the tokens met last, in a bounded table."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats

Places = NDArray[np.int64]


class TokenCache:
    """Rows of numbers by token. Place 0 holds zeros: what stands beyond the ends of a text. One thread at a time."""

    def __init__(self, compute: Callable[[Places], Floats], parts: int, width: int, tokens: int, capacity: int) -> None:
        """`compute` gives (parts, n, width) for n tokens of a vocabulary of `tokens`; `capacity` of them are kept."""
        self.capacity = capacity
        self.table = np.zeros((parts, capacity + 1, width), dtype=np.float32)
        self._compute = compute
        self._place = np.zeros(tokens, dtype=np.int16)
        self._token = np.full(capacity + 1, -1, dtype=np.int64)
        self._used = np.zeros(capacity + 1, dtype=np.int64)
        self._now = 0

    def places(self, tokens: Places) -> Places:
        """Where in `table` the numbers of these tokens stand, until the next call. Raises ValueError when they are more kinds
        than there is room for."""
        self._now += 1
        kinds = np.unique(tokens)
        if len(kinds) > self.capacity:
            raise ValueError("more kinds of tokens than are kept")
        there = self._place[kinds]
        self._used[there[there > 0]] = self._now
        if len(fresh := kinds[there == 0]):
            self._keep(fresh)
        return self._place[tokens].astype(np.int64)

    def _keep(self, fresh: Places) -> None:
        """Put these in the places of those that were not used for longest."""
        places = np.argpartition(self._used[1:], len(fresh) - 1)[: len(fresh)] + 1
        gone = self._token[places]
        self._place[gone[gone >= 0]] = 0
        self.table[:, places] = self._compute(fresh)
        self._token[places], self._place[fresh], self._used[places] = fresh, places, self._now
