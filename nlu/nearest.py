"""Of many groups of sentences, how near the nearest of each group is: what `neighbours.nearness` says of each, found at once.

Groups overlap: most sentences are in four of them. So sentences that are in the same groups lie together, cut into blocks;
the three largest cosines of each block are found once, then those of each group among its blocks.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats
from nlu.neighbours import CLOSEST

BLOCK = 128
_NONE = -2.0  # lower than any cosine: where a block has no sentence

Numbers = NDArray[np.int64]


class Nearest(NamedTuple):
    """The sentence at each place of each block, and the blocks of each group, one group after the other. Of the largest cosines
    of these blocks, the group of each, and where each group begins. Of how many a group's nearness is the mean."""

    sentences: NDArray[np.int32]
    blocks: Numbers
    groups: Numbers
    firsts: Numbers
    counts: Floats

    @classmethod
    def of(cls, groups: Sequence[NDArray[np.int32]], count: int) -> Self:
        """For groups of the numbers of `count` sentences."""
        inside = np.zeros((len(groups), count + 1), dtype=bool)
        for number, own in enumerate(groups):
            inside[number, own] = True
        kinds, which = np.unique(inside[:, :-1].T, axis=0, return_inverse=True)
        cut = [_in_blocks(np.flatnonzero(which == kind), count) for kind in range(len(kinds))]
        # A block without sentences is in all groups, so that none is without a block.
        sentences = np.concatenate([*cut, np.full((1, BLOCK), count, dtype=np.int32)])
        owned = np.concatenate([np.repeat(kinds, [len(own) for own in cut], axis=0), np.ones((1, len(groups)), dtype=bool)])
        numbers, blocks = np.nonzero(owned.T)
        counts = np.array([min(CLOSEST, len(own)) or 1 for own in groups], dtype=np.float32)
        firsts = CLOSEST * np.searchsorted(numbers, np.arange(len(groups)))
        return cls(sentences, blocks, np.repeat(numbers, CLOSEST), firsts, counts)

    def near(self, cosines: Floats) -> Floats:
        """The nearness of one text to each group, from its cosine to each sentence."""
        beside = np.append(cosines, np.float32(_NONE)).take(self.sentences)
        largest = np.partition(beside, BLOCK - CLOSEST, axis=1)[:, BLOCK - CLOSEST :][self.blocks].reshape(-1)
        total = np.zeros(len(self.firsts), dtype=np.float32)
        for _ in range(CLOSEST):
            best = np.maximum.reduceat(largest, self.firsts)
            total += np.where(best > _NONE, best, 0.0)
            # The first of each group that is its largest is left out from now on.
            holding = np.flatnonzero(largest == best[self.groups])
            groups = self.groups[holding]
            largest[holding[1:][groups[1:] != groups[:-1]]] = largest[holding[0]] = _NONE
        found: Floats = np.maximum(total / self.counts, 0.0)
        return found


def _in_blocks(own: Numbers, none: int) -> NDArray[np.int32]:
    """These numbers in rows of `BLOCK`, the last filled up with `none`."""
    padded = np.full(-(-len(own) // BLOCK) * BLOCK, none, dtype=np.int32)
    padded[: len(own)] = own
    return padded.reshape(-1, BLOCK)
