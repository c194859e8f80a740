"""How well the engine learns one set of labelled sentences and reads another, whatever their intents."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from conversations.understanding import Understanding
from nlu.datasets import BACKGROUND, OUT_OF_SCOPE, read
from nlu.embedded import EmbeddedEngine
from nlu.training import train as train_model

BINS = 10
"""Equal steps of confidence over which the calibration error is averaged."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Shares are in 0..1, over the test sentences whose intent was learned (out-of-scope ones apart).

    `calibration_error` is the expected one; `oos_auroc` says how well the scope tells known from foreign sentences, None
    when the test has no foreign one. Training takes `train_seconds`; one parse, in process, `parse_p50_ms` and `parse_p99_ms`.
    `unknown` counts test sentences whose intent was never trained: they count as wrong.
    """

    encoder: str
    intents: int
    train_sentences: int
    test_sentences: int
    unknown: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    oos_auroc: float | None
    train_seconds: float
    parse_p50_ms: float
    parse_p99_ms: float

    def as_dict(self) -> dict[str, str | int | float | None]:
        """The figures by name, for JSON."""
        return asdict(self)


def evaluate(train: Path, test: Path, encoder: Literal["use", "none"] = "use") -> Evaluation:
    """Train on one file (or folder of files) and measure on another. Trains in a subprocess; blocks.

    Sentences of the intents `oos` and `background` fit the scope and are no class. Raises nlu.datasets.DatasetError,
    nlu.training.TrainingError.
    """
    learned, asked = read(train), read(test)
    foreign = [text for name in (OUT_OF_SCOPE, BACKGROUND) for text in learned.pop(name, [])]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evaluated.model"
        seconds = train_model(learned, foreign, path, encoder)
        engine = EmbeddedEngine.load(path, encoder)
    pairs = [(text, intent) for intent, texts in asked.items() if intent != BACKGROUND for text in texts]
    found, milliseconds = _parse(engine, [text for text, _ in pairs])
    truth = [intent for _, intent in pairs]
    inside = [(u, intent) for u, intent in zip(found, truth, strict=True) if intent != OUT_OF_SCOPE]
    guesses = [(u.best.id, u.best.confidence) if u.best else ("", 0.0) for u, _ in inside]
    intents = [intent for _, intent in inside]
    right = np.array([guess == intent for (guess, _), intent in zip(guesses, intents, strict=True)], dtype=bool)
    return Evaluation(
        encoder=encoder,
        intents=len(learned),
        train_sentences=sum(map(len, learned.values())),
        test_sentences=len(pairs),
        unknown=sum(intent not in learned for intent in intents),
        accuracy=float(right.mean()) if len(right) else 0.0,
        macro_f1=macro_f1([guess for guess, _ in guesses], intents),
        calibration_error=expected_calibration_error(np.array([confidence for _, confidence in guesses]), right),
        oos_auroc=auroc(
            [u.scope for u, _ in inside], [u.scope for u, i in zip(found, truth, strict=True) if i == OUT_OF_SCOPE]
        ),
        train_seconds=seconds,
        parse_p50_ms=float(np.percentile(milliseconds, 50)),
        parse_p99_ms=float(np.percentile(milliseconds, 99)),
    )


def macro_f1(guesses: Sequence[str], truth: Sequence[str]) -> float:
    """The mean F1 over the intents that are guessed or true anywhere."""
    scores = []
    for intent in sorted({*guesses, *truth} - {""}):
        both = sum(g == t == intent for g, t in zip(guesses, truth, strict=True))
        scores.append(2 * both / (guesses.count(intent) + truth.count(intent)))
    return float(np.mean(scores)) if scores else 0.0


def expected_calibration_error(confidences: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The mean distance between confidence and share of right answers, over bins weighed by their size."""
    if not len(right):
        return 0.0
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    gaps = [(bins == b).mean() * abs(confidences[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins)]
    return float(sum(gaps))


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """How likely a known sentence scores above a foreign one (a tie counts half); None without both."""
    if not inside or not outside:
        return None
    low, high = np.sort(np.array(outside)), np.array(inside)
    below = np.searchsorted(low, high, side="left") + np.searchsorted(low, high, side="right")
    return float(below.sum() / (2 * len(low) * len(high)))


def _parse(engine: EmbeddedEngine, texts: Sequence[str]) -> tuple[list[Understanding], list[float]]:
    found, milliseconds = [], []
    for text in texts:
        begun = time.perf_counter()
        found.append(engine.parse([text]))
        milliseconds.append((time.perf_counter() - begun) * 1e3)
    return found, milliseconds
