"""Fits the facets to their sentences with scikit-learn; imported by `fitting` alone, in its process."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from nlu.alike_columns import Together
from nlu.calibration import Floats
from nlu.encoder import SIZE
from nlu.facets import NOTHING_LEARNED, ORDINARY, Facet, Facets
from nlu.kin import NO_KIN, Kin, Members, near
from nlu.mixing import shares
from nlu.model import ALONE, WITH_ENCODER
from nlu.normalise import plain
from nlu.raised import raised
from nlu.signs import NAMES, Opinion, opinion, signs
from nlu.vectorising import fit_tfidf

COST = 0.5
FOLDS = 3
"""One sentence in so many is held back to judge what the others teach: how sure a facet may be."""

LEAST = 2
"""Sentences that must hold a feature: what stands in one of them alone teaches nothing."""

LEAST_SHARE = 1e-3
TOLERANCE = 0.05
SEED = 20_240_229
COMPARED = 500
"""Sentences compared with all others at once: their cosines are held in memory."""

Labelled = Mapping[str, Sequence[str]]


class Encodes(Protocol):
    """What gives a row of numbers for each text."""

    def encode(self, texts: Sequence[str], /) -> Floats:
        """One row for each text."""


class Examples:
    """The sentences of all facets as features: TF-IDF and signs, and rows of the encoder when there is one.

    They are encoded meanwhile; only who asks for the rows waits for them.
    """

    def __init__(self, texts: Sequence[str], encoder: Encodes | None, heard: Callable[[str], Opinion]) -> None:
        plains = [plain(text) for text in texts]
        beside = ThreadPoolExecutor(max_workers=1)
        self._encoding = beside.submit(encoder.encode, plains) if encoder else None
        beside.shutdown(wait=False)
        self.tfidf, words = fit_tfidf(plains, LEAST)
        self.words = Together.of(words)
        self.signs = sparse.csr_matrix(np.stack([signs(text, heard(text)) for text in texts]))

    @cached_property
    def dense(self) -> Any:
        """The rows of the encoder; None without one."""
        return sparse.csr_matrix(self._encoding.result()) if self._encoding else None

    @cached_property
    def kin(self) -> Kin:
        """The sentences in their main directions."""
        return Kin.of(self._encoding.result()) if self._encoding else NO_KIN

    def design(self, chosen: NDArray[np.int64], with_encoder: bool) -> Any:
        """Some of the sentences as one matrix: the encoder's columns first, then TF-IDF, then the signs."""
        first = [self.dense[chosen]] if with_encoder and self.dense is not None else []
        return sparse.hstack([*first, self.words.design[chosen], self.signs[chosen]]).tocsr()


def fit_facets(facets: Mapping[str, Labelled], encoder: Encodes | None) -> dict[str, Facets]:
    """The facets of each head of the model: those that read the encoder when there is one, and those without it."""
    heads = [WITH_ENCODER, ALONE] if encoder else [ALONE]
    if not facets:
        return dict.fromkeys(heads, NOTHING_LEARNED)
    heard = cache(opinion)
    facets = {**{name: labelled for name, labelled in facets.items() if name != ORDINARY}, **raised(facets, heard)}
    texts = sorted({text for labelled in facets.values() for said in labelled.values() for text in said})
    examples, place = Examples(texts, encoder, heard), {text: n for n, text in enumerate(texts)}

    def learn(head: str, name: str) -> Facet:
        labels, labelled = tuple(sorted(facets[name])), facets[name]
        chosen = np.array([place[text] for label in labels for text in labelled[label]], dtype=np.int64)
        truth = np.array([n for n, label in enumerate(labels) for _ in labelled[label]], dtype=np.int64)
        return _facet(labels, chosen, truth, examples, head == WITH_ENCODER)

    # One after the other: the library draws from one row of random numbers, whoever asks. Rows are waited for last.
    learned = {head: {name: learn(head, name) for name in facets} for head in reversed(heads)}
    kin = {WITH_ENCODER: examples.kin, ALONE: NO_KIN}
    return {head: Facets.of(examples.tfidf, learned[head], kin[head]) for head in heads}


def _facet(
    labels: tuple[str, ...], chosen: NDArray[np.int64], truth: NDArray[np.int64], examples: Examples, with_encoder: bool
) -> Facet:
    design, kin = examples.design(chosen, with_encoder), examples.kin if with_encoder else NO_KIN
    classifier = LinearSVC(C=COST, tol=TOLERANCE, class_weight="balanced", random_state=SEED)
    learned, held = next(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(chosen, truth))
    unseen = [_each_label(classifier.fit(design[learned], truth[learned]).decision_function(design[held]).astype(np.float32))]
    if len(kin.rows):
        members, asked = _members(chosen[learned], truth[learned], len(labels)), kin.rows[chosen[held]]
        compared = (asked[start : start + COMPARED] @ kin.rows.T for start in range(0, len(asked), COMPARED))
        unseen.append(np.concatenate([near(cosines, members) for cosines in compared]))
    linear, *likeness = shares(unseen, truth[held])
    classifier.fit(design, truth)
    start = SIZE if with_encoder else 0
    parts = np.split(_each_label(classifier.coef_.T.astype(np.float32)), [start, start + examples.words.design.shape[1]])
    assert len(parts[2]) == len(NAMES)
    return Facet(
        labels=labels,
        dense=parts[0].copy() if with_encoder else None,
        sparse=examples.words.apart(parts[1]).astype(np.float16),
        signs=parts[2].copy(),
        bias=_each_label(classifier.intercept_.astype(np.float32)[None, :])[0],
        temperature=1.0 / max(linear, LEAST_SHARE),
        likeness=sum(likeness),
        members=_members(chosen, truth, len(labels)) if likeness else (),
    )


def _members(chosen: NDArray[np.int64], truth: NDArray[np.int64], count: int) -> Members:
    return tuple(chosen[truth == number].astype(np.int32) for number in range(count))


def _each_label(scores: Floats) -> Floats:
    """One column for each label: scikit-learn gives one for two."""
    column = scores.reshape(len(scores), -1)
    return np.concatenate([-column, column], axis=1) if column.shape[1] == 1 else column
