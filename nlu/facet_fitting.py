"""Fits the facets to their sentences with scikit-learn; imported by `fitting` alone, in its process."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from nlu import tfidf
from nlu.calibration import Floats, best_temperature
from nlu.encoder import SIZE, Encoder
from nlu.facets import NOTHING_LEARNED, ORDINARY, Facet, Facets
from nlu.model import ALONE, WITH_ENCODER
from nlu.normalise import plain
from nlu.raised import raised
from nlu.signs import NAMES, opinion, signs
from nlu.tfidf import Half, TfIdf

COST = 0.5
FOLDS = 3
LEAST = 2
"""Sentences that must hold a feature: what stands in one of them alone teaches nothing."""

TOLERANCE = 0.05
SEED = 20_240_229

Labelled = Mapping[str, Sequence[str]]


class Examples:
    """The sentences of all facets as features: TF-IDF and signs, and rows of the encoder when there is one."""

    def __init__(self, texts: Sequence[str], encoder: Encoder | None) -> None:
        plains = [plain(text) for text in texts]
        self.tfidf, self.sparse = _tfidf(plains)
        self.signs = sparse.csr_matrix(np.stack([signs(text, opinion(text)) for text in texts]))
        self.dense = sparse.csr_matrix(encoder.encode(plains)) if encoder else None

    def design(self, chosen: NDArray[np.int64], with_encoder: bool) -> Any:
        """Some of the sentences as one matrix: the encoder's columns first, then TF-IDF, then the signs."""
        first = [self.dense[chosen]] if with_encoder and self.dense is not None else []
        return sparse.hstack([*first, self.sparse[chosen], self.signs[chosen]]).tocsr()


def fit_facets(facets: Mapping[str, Labelled], encoder: Encoder | None) -> dict[str, Facets]:
    """The facets of each head of the model: those that read the encoder when there is one, and those without it."""
    heads = [WITH_ENCODER, ALONE] if encoder else [ALONE]
    if not facets:
        return dict.fromkeys(heads, NOTHING_LEARNED)
    facets = {**{name: labelled for name, labelled in facets.items() if name != ORDINARY}, **raised(facets)}
    texts = sorted({text for labelled in facets.values() for said in labelled.values() for text in said})
    examples, place = Examples(texts, encoder), {text: n for n, text in enumerate(texts)}
    found: dict[str, dict[str, Facet]] = {head: {} for head in heads}
    for name, labelled in facets.items():
        labels = tuple(sorted(labelled))
        chosen = np.array([place[text] for label in labels for text in labelled[label]], dtype=np.int64)
        truth = np.array([n for n, label in enumerate(labels) for _ in labelled[label]], dtype=np.int64)
        for head in heads:
            design = examples.design(chosen, head == WITH_ENCODER)
            found[head][name] = _facet(labels, design, truth, head == WITH_ENCODER, examples.tfidf.size)
    return {head: Facets.of(examples.tfidf, learned) for head, learned in found.items()}


def _facet(labels: tuple[str, ...], design: Any, truth: NDArray[np.int64], with_encoder: bool, words: int) -> Facet:
    classifier = LinearSVC(C=COST, tol=TOLERANCE, class_weight="balanced", random_state=SEED)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    unseen = cross_val_predict(classifier, design, truth, cv=folds, method="decision_function")
    temperature = best_temperature(_each_label(unseen.astype(np.float32)), truth)
    classifier.fit(design, truth)
    weights = _each_label(classifier.coef_.T.astype(np.float32))
    bias = _each_label(classifier.intercept_.astype(np.float32)[None, :])[0]
    start = SIZE if with_encoder else 0
    parts = np.split(weights, [start, start + words])
    assert len(parts[2]) == len(NAMES)
    return Facet(labels, parts[0].copy() if with_encoder else None, parts[1].copy(), parts[2].copy(), bias, temperature)


def _each_label(scores: Floats) -> Floats:
    """One column for each label: scikit-learn gives one for two."""
    column = scores.reshape(len(scores), -1)
    return np.concatenate([-column, column], axis=1) if column.shape[1] == 1 else column


def _tfidf(texts: Sequence[str]) -> tuple[TfIdf, Any]:
    """The vocabulary, and the vectors of the texts as `TfIdf.vector` would give them, in a quarter of its time."""
    common: dict[str, Any] = {"min_df": LEAST, "strip_accents": "unicode", "sublinear_tf": True}
    words = TfidfVectorizer(ngram_range=tfidf.WORDS, token_pattern=tfidf.WORD_PATTERN, **common)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=tfidf.CHARACTERS, **common)
    halves = [half.fit_transform(texts) * np.sqrt(0.5) for half in (words, characters)]
    return TfIdf(_half(words), _half(characters)), sparse.hstack(halves).tocsr()


def _half(fitted: Any) -> Half:
    return Half({feature: int(n) for feature, n in fitted.vocabulary_.items()}, np.asarray(fitted.idf_, dtype=np.float64))
