"""How near a text is to the sentences that teach the facets: what no weight says of a text unlike any of them.

Linear weights are sure of themselves far away from everything that they were learned from, and took a question about opening
hours for a fire. The nearest sentences of each label tell them better.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats
from nlu.neighbours import gist_of, nearness, unit

Members = tuple[NDArray[np.int32], ...]
"""The numbers of the sentences of each label."""


@dataclass(frozen=True, slots=True)
class Kin:
    """All sentences of the facets in their main directions: `gist` is (512, 64) at most, `rows` (sentences, 64). Rows that lie
    in memory column by column are compared fastest."""

    gist: Floats
    rows: Floats

    @classmethod
    def of(cls, rows: Floats) -> "Kin":
        """The kin of sentences with these rows of the encoder."""
        gist = gist_of(rows)
        kept = unit(rows @ gist).astype(np.float16)  # as a model file keeps them
        return cls(gist, np.asfortranarray(kept, dtype=np.float32))

    def cosines(self, row: Floats) -> Floats:
        """The cosine of one text, a row of the encoder, to each sentence."""
        found: Floats = self.rows @ unit((row @ self.gist)[None, :])[0]
        return found


NO_KIN = Kin(np.zeros((0, 0), dtype=np.float32), np.zeros((0, 0), dtype=np.float32))
"""Without an encoder nothing is compared."""


def near(cosines: Floats, members: Members) -> Floats:
    """The nearness of each text (texts × sentences) to each label: texts × labels."""
    return np.stack([nearness(cosines[:, own]) for own in members], axis=1)


def flattened(members: Members) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All numbers in one array, and where those of each label begin."""
    firsts = np.cumsum([0, *(len(own) for own in members[:-1])])
    return np.concatenate(members).astype(np.int32), firsts.astype(np.int32)


def unflattened(numbers: NDArray[np.int32], firsts: Sequence[int] | NDArray[np.int32], count: int) -> Members:
    """What was flattened. Raises ValueError when a number is not one of `count` sentences."""
    if numbers.size and not 0 <= int(numbers.min()) <= int(numbers.max()) < count:
        raise ValueError("a facet names a sentence that is not there")
    return tuple(np.split(numbers, [int(first) for first in firsts[1:]]))
