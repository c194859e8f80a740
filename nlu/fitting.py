"""Fits a model to labelled sentences. The only module that imports scikit-learn; it runs in a process of its own.

As a program (`python -m nlu.fitting`) it reads a JSON task from standard input and writes JSON lines to standard
output: `{"share": 0.4, "doing": "…"}` while it works, and `{"seconds": 2.1}` or `{"error": "…"}` at the end.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlu import model, tfidf
from nlu.calibration import Floats, best_temperature, softmax
from nlu.encoder import Encoder, shared_encoder
from nlu.facet_fitting import Labelled, fit_facets
from nlu.held_out import FOLDS, Outcome, folds, outcomes
from nlu.model import Confusion, Curve, Head, Neighbours
from nlu.normalise import plain
from nlu.pooling import OFF_TOPIC
from nlu.spelling import known_words
from nlu.tfidf import Half, Sparse, TfIdf

COST = 1.0
TOLERANCE = 0.01
SEED = 20_240_229

Progress = Callable[[float, str], None]
Rows = NDArray[np.int64]


class Sentences:
    """Plain sentences as features: sparse TF-IDF, and dense rows of the encoder when there is one."""

    def __init__(self, texts: Sequence[str], features: TfIdf, encoder: Encoder | None) -> None:
        self.vectors = [features.vector(text) for text in texts]
        self.sparse = _matrix(self.vectors, features.size)
        self.dense = encoder.encode(texts) if encoder else None

    def rows(self, chosen: Rows) -> tuple[Floats | None, list[Sparse]]:
        """Some of the sentences, as the model's arithmetic wants them."""
        return (None if self.dense is None else self.dense[chosen]), [self.vectors[i] for i in chosen.tolist()]

    def nearest_others(self) -> Floats:
        """The cosine of each sentence to the nearest of the others; 0 when it is alone."""
        cosines = (self.sparse @ self.sparse.T).toarray() if self.dense is None else self.dense @ self.dense.T
        np.fill_diagonal(cosines, 0.0)
        nearest: Floats = cosines.max(axis=1).astype(np.float32)
        return nearest

    def design(self, chosen: Rows) -> Any:
        """Some of the sentences as one matrix for scikit-learn: encoder and TF-IDF side by side, 1 : 1."""
        if self.dense is None:
            return self.sparse[chosen]
        return sparse.hstack([sparse.csr_matrix(self.dense[chosen]), self.sparse[chosen]]).tocsr()


def fit(
    examples: Mapping[str, Sequence[str]],
    background: Sequence[str],
    path: Path,
    encoder: Encoder | None,
    progress: Progress,
    facets: Mapping[str, Labelled] | None = None,
) -> None:
    """Train on the examples of each intent and of each facet, and write the model.

    Raises ValueError when there are fewer than two intents.
    """
    labels = tuple(sorted(label for label, texts in examples.items() if any(plain(text) for text in texts)))
    if len(labels) < 2:
        raise ValueError(f"found examples for {len(labels)} intent; give examples for at least two.")
    pairs = sorted({(plain(text), n) for n, label in enumerate(labels) for text in examples[label] if plain(text)})
    texts, truth = [text for text, _ in pairs], np.array([n for _, n in pairs])
    progress(0.05, "vocabulary")
    features = fit_tfidf(texts)
    outside = sorted({plain(text) for text in background} - {""})
    heads: dict[str, Head] = {}
    confused: tuple[Confusion, ...] = ()
    unseen: dict[str, Outcome] = {}
    for step, (name, used) in enumerate(_heads(encoder)):
        progress(0.1 + 0.45 * step, "sentences")
        inside = Sentences(texts, features, used)
        progress(0.3 + 0.45 * step, "classifier")
        held_out = _held_out(inside, truth, len(labels), folds(texts, truth))
        unseen = unseen or outcomes(texts, truth, held_out[0], labels)
        confused = confused or confusions(held_out[0], truth, labels)
        foreign = Sentences(outside, features, used) if outside else None
        heads[name] = _fit_head(inside, truth, labels, foreign, held_out)
    progress(0.9, "facets")
    beside = fit_facets(facets or {}, encoder)
    progress(0.98, "writing")
    used_by = encoder.name if encoder else None
    model.write(path, labels, features, known_words(texts), heads, used_by, confused, unseen, beside)
    progress(1.0, "done")


def fit_tfidf(texts: Sequence[str]) -> TfIdf:
    """Vocabulary and weights of both halves, learned from plain texts."""
    words = TfidfVectorizer(
        ngram_range=tfidf.WORDS, strip_accents="unicode", sublinear_tf=True, token_pattern=tfidf.WORD_PATTERN
    )
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=tfidf.CHARACTERS, strip_accents="unicode", sublinear_tf=True)
    return TfIdf(_half(words, texts), _half(characters, texts))


def _heads(encoder: Encoder | None) -> list[tuple[str, Encoder | None]]:
    return [(model.WITH_ENCODER, encoder), (model.ALONE, None)] if encoder else [(model.ALONE, None)]


def _half(vectorizer: Any, texts: Sequence[str]) -> Half:
    try:
        vectorizer.fit(texts)
    except ValueError:  # no word at all in any text
        return Half({}, np.zeros(0))
    return Half(
        {feature: int(n) for feature, n in vectorizer.vocabulary_.items()}, np.asarray(vectorizer.idf_, dtype=np.float64)
    )


def _matrix(vectors: Sequence[Sparse], size: int) -> Any:
    starts = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
    indices = np.concatenate([vector.indices for vector in vectors])
    return sparse.csr_matrix((np.concatenate([v.values for v in vectors]), indices, starts), shape=(len(vectors), size))


def confusions(margins: Floats, truth: NDArray[np.int64], labels: Sequence[str]) -> tuple[Confusion, ...]:
    """For each intent, what its sentences were most often taken for by classifiers that had not seen them."""
    judged = np.isfinite(margins[np.arange(len(truth)), truth])
    taken = margins.argmax(axis=1)
    found = []
    for number, label in enumerate(labels):
        of = judged & (truth == number)
        counts = np.bincount(taken[of], minlength=len(labels))
        counts[number] = 0
        if counts.any():
            found.append(Confusion(label, labels[int(counts.argmax())], int(counts.max()), int(of.sum())))
    return tuple(found)


def _fit_head(
    inside: Sentences,
    truth: NDArray[np.int64],
    labels: Sequence[str],
    outside: Sentences | None,
    held_out: tuple[Floats, Floats],
) -> Head:
    """The classifier on all sentences; temperature and scope from what it says of sentences it was not trained on."""
    rows = np.arange(len(truth))
    margins, near = held_out
    judged = np.isfinite(margins[rows, truth])
    temperature = best_temperature(margins[judged], truth[judged])
    whole = replace(_classifier(inside, truth, rows, len(labels)), temperature=temperature)
    # Sentences of the off-topic intent are trained, and yet say nothing of what we know.
    known = rows[judged & (truth != _index(labels, OFF_TOPIC))]
    confidence = softmax(margins[known] / temperature).max(axis=1, initial=0.0)
    if outside is None:
        return replace(whole, curve=curve_without_background(confidence, near[known]))
    foreign = _neighbours(outside, np.arange(len(outside.vectors)))
    inner = np.stack([confidence, near[known], foreign.nearest(*inside.rows(known))], axis=1)
    return replace(whole, foreign=foreign, curve=fit_curve(inner, _outer(whole, outside)))


def _held_out(inside: Sentences, truth: NDArray[np.int64], count: int, fold: Rows) -> tuple[Floats, Floats]:
    """What a classifier says of each sentence that it has not seen, and how near the nearest other sentence is."""
    rows = np.arange(len(truth))
    margins = np.full((len(truth), count), np.nan, dtype=np.float32)
    near = np.zeros(len(truth), dtype=np.float32)
    for number in range(FOLDS):
        train, held = rows[fold != number], rows[fold == number]
        if len(held) and len(np.unique(truth[train])) > 1:
            part = _classifier(inside, truth, train, count)
            margins[held] = part.margins(*inside.rows(held))
            near[held] = part.known.nearest(*inside.rows(held))
    return margins, near


def _outer(whole: Head, outside: Sentences) -> Floats:
    """Confidence, nearness to the training sentences and to the other background sentences, of each background sentence."""
    rows = np.arange(len(outside.vectors))
    given = outside.rows(rows)
    confidence = softmax(whole.margins(*given) / whole.temperature).max(axis=1)
    return np.stack([confidence, whole.known.nearest(*given), outside.nearest_others()], axis=1)


def _index(labels: Sequence[str], label: str) -> int:
    return labels.index(label) if label in labels else -1


def _classifier(inside: Sentences, truth: NDArray[np.int64], train: Rows, count: int) -> Head:
    svm = LinearSVC(C=COST, tol=TOLERANCE, class_weight="balanced", random_state=SEED).fit(inside.design(train), truth[train])
    weights, bias = svm.coef_, svm.intercept_
    if len(svm.classes_) == 2:  # scikit-learn gives one row for two classes
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    spread = np.zeros((weights.shape[1], count), dtype=np.float32)
    spread[:, svm.classes_] = weights.T
    every = np.full(count, -np.inf, dtype=np.float32)
    every[svm.classes_] = bias
    split = 0 if inside.dense is None else inside.dense.shape[1]
    dense = spread[:split].copy() if split else None
    return Head(dense, spread[split:].copy(), every, 1.0, Curve(0.0, 0.0, 0.0, 0.0), _neighbours(inside, train), Neighbours(0))


def _neighbours(inside: Sentences, train: Rows) -> Neighbours:
    if inside.dense is not None:
        return Neighbours(len(train), rows=inside.dense[train])
    columns = inside.sparse[train].tocsc()
    return Neighbours(
        len(train),
        starts=columns.indptr.astype(np.int64),
        owners=columns.indices.astype(np.int32),
        weights=columns.data.astype(np.float32),
    )


def fit_curve(known: Floats, foreign: Floats) -> Curve:
    """The curve on which a sentence as likely known as foreign has 0.5. Columns: confidence, nearness to known, to foreign."""
    fitted = LogisticRegression(C=100.0, class_weight="balanced").fit(
        np.concatenate([known, foreign]), np.arange(len(known) + len(foreign)) < len(known)
    )
    confidence, near_known, near_foreign = map(float, fitted.coef_[0])
    return Curve(confidence, near_known, near_foreign, float(fitted.intercept_[0]))


def curve_without_background(confidence: Floats, near: Floats) -> Curve:
    """Without foreign sentences, the weakest tenth of the known ones is where doubt begins."""
    middle = float(np.quantile((confidence + near) / 2, 0.1)) if len(near) else 0.3
    return Curve(5.0, 5.0, 0.0, -10.0 * middle)


def main() -> int:
    """Do the task on standard input; the exit code is 0 when a model was written."""
    task = json.load(sys.stdin)
    started = time.perf_counter()
    try:
        encoder = shared_encoder() if task["encoder"] else None
        begun = time.perf_counter()
        fit(
            task["examples"],
            task["background"],
            Path(task["path"]),
            encoder,
            lambda share, doing: _say(share=share, doing=doing),
            task["facets"],
        )
    except (ValueError, OSError) as error:
        _say(error=str(error))
        return 1
    _say(seconds=time.perf_counter() - begun, load=begun - started)
    return 0


def _say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    sys.exit(main())
