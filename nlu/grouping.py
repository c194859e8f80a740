"""Questions that ask the same are put together."""

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import Encoder
from nlu.normalise import plain, without_accents
from nlu.tfidf import runs

NEAR = {True: 0.55, False: 0.22}
"""The least cosine to a group's first question: with the encoder, and by words and letters alone."""


def grouped(texts: Sequence[str], encoder: Encoder | None) -> list[list[str]]:
    """The texts in groups, the largest first; in a group, and among groups of one size, in the order given.

    Each text joins the group whose first text is nearest, if it is near enough. Texts without a word are left out.
    """
    said = [text for text in texts if plain(text)]
    if not said:
        return []
    near = _cosines([plain(text) for text in said], encoder)
    groups: list[list[int]] = []
    for row in range(len(said)):
        best = max(groups, key=lambda group: near[row, group[0]], default=None)
        if best is not None and near[row, best[0]] >= NEAR[encoder is not None]:
            best.append(row)
        else:
            groups.append([row])
    return [[said[row] for row in group] for group in sorted(groups, key=len, reverse=True)]


def _cosines(texts: Sequence[str], encoder: Encoder | None) -> NDArray[np.float32]:
    rows = encoder.encode(texts) if encoder is not None else _by_letters(texts)
    cosines: NDArray[np.float32] = rows @ rows.T
    return cosines


def _by_letters(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit rows of words and letter runs, those that occur everywhere weighing little."""
    counted = [Counter(run for word in without_accents(text).split() for run in (word, *runs(word))) for text in texts]
    spread = Counter(feature for features in counted for feature in features)
    column = {feature: number for number, feature in enumerate(spread)}
    rows = np.zeros((len(texts), len(column)), dtype=np.float32)
    for row, features in enumerate(counted):
        for feature, times in features.items():
            rows[row, column[feature]] = (1 + log(times)) * (1 + log(len(texts) / spread[feature]))
        length = sqrt(float(rows[row] @ rows[row]))
        rows[row] /= length or 1.0
    return rows
