"""Puts a head of the model together: the shares of its witnesses, its neighbours, its scope. Part of training.

Everything that says how sure the head may be is fitted to sentences that its parts had not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from nlu.calibration import Floats
from nlu.head import Curve, Head, energy
from nlu.mixing import UNTAUGHT, shares
from nlu.neighbours import Neighbours, likeness, nearness, unit
from nlu.scope_fitting import curve_without_background, fit_curve
from nlu.witnesses import Rows, Witness

AT_ONCE = 1_000
"""Sentences compared with all others at once: their cosines are held in memory."""

ENOUGH = 2_000
"""Sentences compared by their words, to see how near what is ours may be: that is slow, and more of them change nothing."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """The training sentences, in the order of their intents: the intent and the fold of each, of `count` intents.

    `own` numbers those that are certainly ours: what is off-topic is trained, and yet says nothing of what we know.
    """

    truth: Rows
    fold: Rows
    count: int
    own: Rows


@dataclass(frozen=True, slots=True)
class Heard:
    """A witness, and the features of the training and the background sentences as it sees them. `gist`: see `head.Head`."""

    witness: Witness
    inside: Any
    outside: Any
    gist: Floats | None = None

    def compared(self) -> tuple[Any, Any]:
        """The features by which sentences are compared with each other."""
        if self.gist is None:
            return self.inside, self.outside
        return unit(self.inside @ self.gist), unit(self.outside @ self.gist)


def fit_head(sentences: Sentences, heard: Sequence[Heard]) -> tuple[Head, Floats]:
    """The head that hears these witnesses: words, then meaning if there is an encoder. With the scores of each training
    sentence unseen, NaN where nobody could judge it."""
    rows, truth = np.arange(len(sentences.truth)), sentences.truth
    inside, outside = heard[-1].compared()
    unseen = [one.witness.unseen for one in heard]
    judged = np.isfinite(unseen[0][rows, truth])
    own = np.intersect1d(sentences.own, np.flatnonzero(judged))
    if sparse.issparse(inside):
        own = own[:: len(own) // ENOUGH + 1]
        _, near = _unseen_neighbours(inside, sentences, own)
    else:
        alike, near = _unseen_neighbours(inside, sentences, rows)
        unseen.append(alike)
    parts = shares([one[judged] for one in unseen], truth[judged])
    scores = _together(parts, unseen)
    scores[~judged] = np.nan
    if not outside.shape[0]:
        return _head(sentences, heard, parts, curve_without_background(energy(scores[own]), near[own])), scores
    known = np.stack([energy(scores[own]), near[own], _near(inside[own], outside)], axis=1)
    return _head(sentences, heard, parts, fit_curve(known, _foreign(sentences, heard, parts))), scores


def _together(parts: Sequence[float], scores: Sequence[Floats]) -> Floats:
    shared = [np.float32(part) * np.maximum(one, UNTAUGHT) for part, one in zip(parts, scores, strict=True)]
    total: Floats = np.sum(shared, axis=0)
    return total


def _foreign(sentences: Sentences, heard: Sequence[Heard], parts: Sequence[float]) -> Floats:
    """Energy, nearness to the training sentences, and to the other background sentences, of each background sentence."""
    inside, outside = heard[-1].compared()
    scores = [one.witness.whole.scores(one.outside) for one in heard]
    if len(parts) > len(heard):
        scores.append(_likeness(_cosines(outside, inside), sentences.truth, sentences.count))
    others = _cosines(outside, outside)
    np.fill_diagonal(others, -1.0)
    near_others = nearness(others) if len(others) > 1 else np.zeros(1, dtype=np.float32)
    return np.stack([energy(_together(parts, scores)), _near(outside, inside), near_others], axis=1)


def _unseen_neighbours(features: Any, sentences: Sentences, asked: Rows) -> tuple[Floats, Floats]:
    """Of each sentence asked, the likeness to each intent and the nearness, by the other folds' sentences; 0 of others."""
    truth, fold = sentences.truth, sentences.fold
    alike = np.zeros((len(truth), sentences.count), dtype=np.float32)
    near = np.zeros(len(truth), dtype=np.float32)
    for number in np.unique(fold):
        train, held = np.flatnonzero(fold != number), asked[fold[asked] == number]
        if len(train) and len(held):
            for some in np.array_split(held, len(held) // AT_ONCE + 1):
                cosines = _cosines(features[some], features[train])
                alike[some], near[some] = _likeness(cosines, truth[train], sentences.count), nearness(cosines)
    return alike, near


def _likeness(cosines: Floats, owners: Rows, count: int) -> Floats:
    """As `neighbours.likeness`, 0 to an intent that owns none of the sentences."""
    there, firsts = np.unique(owners, return_index=True)
    found = np.zeros((len(cosines), count), dtype=np.float32)
    found[:, there] = likeness(cosines, firsts)
    return found


def _near(asked: Any, known: Any) -> Floats:
    starts = range(0, asked.shape[0], AT_ONCE)
    return np.concatenate([nearness(_cosines(asked[start : start + AT_ONCE], known)) for start in starts])


def _cosines(one: Any, other: Any) -> Floats:
    product = one @ other.T
    return np.asarray(product.toarray() if sparse.issparse(product) else product, dtype=np.float32)


def _head(sentences: Sentences, heard: Sequence[Heard], parts: Sequence[float], curve: Curve) -> Head:
    words, meaning = heard[0].witness.whole, heard[1].witness.whole if len(heard) > 1 else None
    inside, outside = heard[-1].compared()
    bias = np.float32(parts[0]) * words.bias
    return Head(
        sparse=words.weights.astype(np.float16),
        words=parts[0],
        dense=np.float32(parts[1]) * meaning.weights if meaning else None,
        bias=bias + np.float32(parts[1]) * meaning.bias if meaning else bias,
        likeness=parts[2] if meaning else 0.0,
        firsts=np.searchsorted(sentences.truth, np.arange(sentences.count)).astype(np.int64),
        curve=curve,
        gist=heard[-1].gist,
        known=_neighbours(inside),
        foreign=_neighbours(outside),
    )


def _neighbours(features: Any) -> Neighbours:
    if not sparse.issparse(features):
        return Neighbours(len(features), rows=np.asfortranarray(features))
    columns = features.tocsc()
    starts: NDArray[np.int64] = columns.indptr.astype(np.int64)
    owners, weights = columns.indices.astype(np.int32), columns.data.astype(np.float32)
    return Neighbours(features.shape[0], starts=starts, owners=owners, weights=weights)
