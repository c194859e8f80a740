"""Of many groups of sentences, how near the nearest of each group is: what `neighbours.nearness` says of each, found at once.

Groups overlap and differ in size by hundreds. They are cut into blocks; the largest cosine of each block is taken once,
and then three times the largest of each group's blocks.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats
from nlu.neighbours import CLOSEST

BLOCK = 64
_NONE = -2.0  # lower than any cosine: where a block has no sentence

Numbers = NDArray[np.int64]


class Nearest(NamedTuple):
    """The sentence at each place of each block, the first block of each group, to which group each block belongs, and of how
    many sentences a group's nearness is the mean."""

    sentences: NDArray[np.int32]
    firsts: Numbers
    groups: Numbers
    counts: Floats

    @classmethod
    def of(cls, groups: Sequence[NDArray[np.int32]], count: int) -> Self:
        """For groups of the numbers of `count` sentences."""
        blocks = [max(-(-len(own) // BLOCK), 1) for own in groups]
        sentences = np.full((sum(blocks), BLOCK), count, dtype=np.int32)
        firsts = np.cumsum([0, *blocks[:-1]])
        flat = sentences.reshape(-1)
        for own, first in zip(groups, firsts, strict=True):
            flat[first * BLOCK : first * BLOCK + len(own)] = own
        counts = np.array([min(CLOSEST, len(own)) or 1 for own in groups], dtype=np.float32)
        return cls(sentences, firsts, np.repeat(np.arange(len(groups)), blocks), counts)

    def near(self, cosines: Floats) -> Floats:
        """The nearness of one text to each group, from its cosine to each sentence."""
        beside = np.append(cosines, np.float32(_NONE))[self.sentences]
        largest = beside.max(axis=1)
        total = np.zeros(len(self.firsts), dtype=np.float32)
        for _ in range(CLOSEST):
            best = np.maximum.reduceat(largest, self.firsts)
            total += np.where(best > _NONE, best, 0.0)
            # The first block of each group that holds its largest: that one sentence is left out from now on.
            holding = np.flatnonzero(largest == best[self.groups])
            holding = holding[np.unique(self.groups[holding], return_index=True)[1]]
            beside[holding, beside[holding].argmax(axis=1)] = _NONE
            largest[holding] = beside[holding].max(axis=1)
        found: Floats = np.maximum(total / self.counts, 0.0)
        return found
