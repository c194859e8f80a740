"""What a classifier that had not seen a sentence took it for: kept with each model, to hold the next training against it.

A sentence is known here by the hash of its plain text alone: somebody may have erased it since.
"""

import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import Floats
from nlu.model import HELD_OUT, ModelError
from nlu.normalise import plain

FOLDS = 3
MORE_FOLDS = 5
FEW = 3_000
"""Fewer sentences are spread over more folds, so that what judges a sentence has learned from nearly as many as there are."""

ONE = 1
"""So many sentences may always be read worse: a single one decides nothing."""


class Outcome(NamedTuple):
    """What a sentence means, and what it was taken for unseen."""

    meant: str
    taken: str

    @property
    def right(self) -> bool:
        """True when it was understood."""
        return self.meant == self.taken


@dataclass(frozen=True, slots=True)
class Fall:
    """An intent that is read worse than before: of `of` sentences that both trainings had, `before` were understood unseen, now
    `after`. `lost` are the hashes of those that were understood before."""

    intent: str
    of: int
    before: int
    after: int
    lost: tuple[str, ...]


def known_by(sentence: str) -> str:
    """The hash by which a model knows a sentence: the same for what is the same to a classifier."""
    return hashlib.sha256(plain(sentence).encode()).hexdigest()[:16]


def folds(hashes: Sequence[str], truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fold of each sentence, `known_by` its hash: every class spread evenly, in the order of the hashes.

    A sentence stays in its fold when others come or go, but for one or two at the edges: two trainings can be compared.
    """
    fold = np.zeros(len(truth), dtype=np.int64)
    keys = np.array(hashes)
    count = MORE_FOLDS if len(hashes) < FEW else FOLDS
    for label in np.unique(truth):
        rows = np.flatnonzero(truth == label)
        fold[rows[np.argsort(keys[rows], kind="stable")]] = np.arange(len(rows)) * count // len(rows)
    return fold


def outcomes(hashes: Sequence[str], truth: NDArray[np.int64], margins: Floats, labels: Sequence[str]) -> dict[str, Outcome]:
    """What became of each sentence, `known_by` its hash, from the margins that classifiers of the other folds gave it.

    Without those of which no other fold had the intent, and those that mean two things.
    """
    judged = np.isfinite(margins[np.arange(len(truth)), truth])
    found: dict[str, Outcome] = {}
    twice: set[str] = set()
    for row in np.flatnonzero(judged).tolist():
        key = hashes[row]
        if key in found:
            twice.add(key)
        found[key] = Outcome(labels[truth[row]], labels[int(margins[row].argmax())])
    return {key: outcome for key, outcome in found.items() if key not in twice}


def held_out_of(model: Path | IO[bytes]) -> dict[str, Outcome]:
    """What the training of that model found, by the hash of the sentence. Raises ModelError."""
    try:
        with zipfile.ZipFile(model) as file:
            return {key: Outcome(meant, taken) for key, (meant, taken) in json.loads(file.read(HELD_OUT)).items()}
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{model}: nothing is known of its training ({type(error).__name__}). Delete it and train again."
        ) from error


def falls(before: Mapping[str, Outcome], after: Mapping[str, Outcome], margin: float) -> tuple[Fall, ...]:
    """The intents of which more than the share `margin` (0..1), and more than one sentence, is read worse than before.

    The worst comes first. Only sentences that both trainings had, with the same meaning, are compared.
    """
    fallen = [fall for fall in _compared(before, after) if fall.before - fall.after > max(margin * fall.of, ONE)]
    return tuple(sorted(fallen, key=lambda fall: ((fall.after - fall.before) / fall.of, fall.intent)))


def _compared(before: Mapping[str, Outcome], after: Mapping[str, Outcome]) -> Iterator[Fall]:
    shared: dict[str, list[str]] = defaultdict(list)
    for key, outcome in before.items():
        if key in after and after[key].meant == outcome.meant:
            shared[outcome.meant].append(key)
    for intent, keys in shared.items():
        lost = tuple(key for key in keys if before[key].right and not after[key].right)
        yield Fall(intent, len(keys), _understood(before, keys), _understood(after, keys), lost)


def _understood(found: Mapping[str, Outcome], keys: Sequence[str]) -> int:
    return sum(found[key].right for key in keys)
