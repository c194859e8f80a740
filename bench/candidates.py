"""The engines that are compared: ours with and without the encoder, and the simplest good one, rebuilt with scikit-learn."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bench.intent_sets import Split
from nlu import model
from nlu.calibration import Floats, best_temperature, softmax
from nlu.embedded import BATCH
from nlu.encoder import Encoder, shared_encoder
from nlu.fitting import fit
from nlu.normalise import plain
from nlu.reading import Reader
from nlu.spelling import Speller, known_words
from nlu.training import silent
from nlu.vectorising import fit_tfidf, vectors


@dataclass(frozen=True)
class Answer:
    """The best intent with its confidence, and how certainly the text is one of ours."""

    intent: str
    confidence: float
    scope: float


class Engine(Protocol):
    """Something that was trained."""

    def answers(self, texts: Sequence[str]) -> list[Answer]:
        """One answer for each text."""


class Remembering(Encoder):
    """The shared encoder, which encodes each text of a long measurement once."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._rows: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """As the encoder does."""
        fresh = sorted({text for text in texts if text not in self._rows}, key=len)
        self._rows.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        return np.stack([self._rows[text] for text in texts]) if texts else self._encoder.encode([])


def encoder() -> Encoder:
    """The encoder of a measurement. Raises RuntimeError when there is none."""
    if (found := shared_encoder()) is None:
        raise RuntimeError("the sentence encoder is not installed: nothing can be compared")
    return Remembering(found)


class Ours:
    """The embedded engine, read as customers' texts are: with language, spelling, sentences, rules."""

    def __init__(self, split: Split, encoder: Encoder | None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "measured.model"
            begun = time.perf_counter()
            fit(split.learned, split.background, path, encoder, silent)
            self.seconds = time.perf_counter() - begun
            trained = model.read(path, encoder.name if encoder else None)
        self._reader = Reader(trained, Speller(dict(trained.words)), encoder, "measured")

    def answers(self, texts: Sequence[str]) -> list[Answer]:
        """One answer for each text; no intent at all counts as a wrong one."""
        starts = range(0, len(texts), BATCH)
        found = [one for start in starts for one in self._reader.understand(texts[start : start + BATCH])]
        return [Answer(u.best.id, u.best.confidence, u.scope) if u.best else Answer("", 0.0, u.scope) for u in found]


class Candidate:
    """Rows of the encoder beside half of TF-IDF, a balanced linear SVM, a temperature from held-out folds, and the speller.

    Its scope is the probability times the cosine to the nearest training sentence.
    """

    def __init__(self, split: Split, encoder: Encoder) -> None:
        begun = time.perf_counter()
        self._labels = sorted(split.learned)
        pairs = [(plain(text), n) for n, label in enumerate(self._labels) for text in split.learned[label]]
        texts, truth = [text for text, _ in pairs], np.array([n for _, n in pairs])
        self._encoder, self._speller = encoder, Speller(known_words(texts))
        self._tfidf, words = fit_tfidf(texts)
        self._rows = encoder.encode(texts)
        design, machine = self._design(self._rows, words), LinearSVC(class_weight="balanced", random_state=0)
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        unseen = cross_val_predict(machine, design, truth, cv=folds, method="decision_function")
        self._temperature = best_temperature(unseen.astype(np.float32), truth)
        self._machine = machine.fit(design, truth)
        self.seconds = time.perf_counter() - begun

    def answers(self, texts: Sequence[str]) -> list[Answer]:
        """One answer for each text."""
        corrected = [self._speller.correct(plain(text)) for text in texts]
        rows = self._encoder.encode(corrected)
        scores = self._machine.decision_function(self._design(rows, vectors(self._tfidf, corrected)))
        chances = softmax(scores.astype(np.float32) / self._temperature)
        best, sure = chances.argmax(axis=1), chances.max(axis=1)
        scope = sure * (rows @ self._rows.T).max(axis=1)
        return [Answer(self._labels[n], float(c), float(s)) for n, c, s in zip(best, sure, scope, strict=True)]

    def _design(self, rows: Floats, words: Any) -> Any:
        return sparse.hstack([sparse.csr_matrix(rows), 0.5 * words]).tocsr()
