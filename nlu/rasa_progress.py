"""How far a Rasa training is: its steps out of its own words, and how long the rest may take."""

import json
import re
from pathlib import Path

_STARTED = re.compile(r"Starting to train component '(\w+)'")
_EPOCH = re.compile(r"Epochs:\s+\d+%.*?(\d+)/(\d+)")
_TIMES = "seconds.json"
_START = 30.0
"""Seconds until it begins to learn: it imports TensorFlow, even when it does not use it."""
_EACH = 0.0004
"""Seconds for one sentence and one intent with logistic regression, on one slow core."""


def step(words: str) -> str | None:
    """The last step that these words of Rasa tell of, as `CountVectorsFeaturizer` or `DIETClassifier, epoch 12 of 100`."""
    started, epochs = list(_STARTED.finditer(words)), list(_EPOCH.finditer(words))
    if epochs and (not started or epochs[-1].start() > started[-1].start()):
        return f"epoch {epochs[-1][1]} of {epochs[-1][2]}"
    return started[-1][1] if started else None


def epochs_left(step: str, seconds: float) -> float | None:
    """Seconds that remain, from `seconds` spent on the epochs so far; None when the step is none of many epochs."""
    found = re.fullmatch(r"epoch (\d+) of (\d+)", step)
    if not found or not int(found[1]):
        return None
    done, all_ = int(found[1]), int(found[2])
    return seconds / done * (all_ - done)


def expected(models: Path, pipeline: str, sentences: int, intents: int) -> float:
    """Seconds that a training may take: as long as the last one by that pipeline in this folder, else a rough guess."""
    known = _times(models).get(pipeline)
    return known if known is not None else _START + _EACH * sentences * intents


def took(models: Path, pipeline: str, seconds: float) -> None:
    """Remember how long a training by that pipeline took. Raises OSError."""
    (models / _TIMES).write_text(json.dumps(_times(models) | {pipeline: round(seconds, 1)}), encoding="utf-8")


def _times(models: Path) -> dict[str, float]:
    try:
        read = json.loads((models / _TIMES).read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in read.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
