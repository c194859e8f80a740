"""Public sets of labelled sentences that the engine is measured on, and how each is split. None of them is part of the project.

Every file has the columns `text` and `intent`; sentences of the intent `oos` belong to none. Rasa's kept figures (`bench.rasa`)
are of the first split of a set.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from nlu.datasets import OUT_OF_SCOPE, read

SEED = 7
MOST_ASKED = 3_000
"""Test sentences that are drawn at most where all that was not trained could be asked."""

Labelled = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Split:
    """What is learned, what is asked with its intent, which foreign sentences may be known, which foreign ones are asked."""

    learned: Labelled
    asked: Sequence[tuple[str, str]]
    background: Sequence[str] = ()
    foreign: Sequence[str] = ()


@dataclass(frozen=True)
class IntentSet:
    """A way to split the files of a folder. `published` says where they come from, under which licence."""

    name: str
    published: str
    files: tuple[str, ...]
    splits: Callable[[Path], Iterator[Split]] = field(repr=False)


def few_shot(learned: Labelled, shots: int, seed: int) -> tuple[Labelled, list[tuple[str, str]]]:
    """`shots` sentences of each intent, drawn by `seed`, and the others."""
    random = np.random.default_rng(seed)
    drawn: dict[str, list[str]] = {}
    others: list[tuple[str, str]] = []
    for intent in sorted(learned):
        order = [learned[intent][n] for n in random.permutation(len(learned[intent]))]
        drawn[intent] = order[:shots]
        others += [(text, intent) for text in order[shots:]]
    return drawn, others


def cross_validation(learned: Labelled, folds: int, seed: int) -> Iterator[Split]:
    """Each fold asked once, every intent spread evenly."""
    random = np.random.default_rng(seed)
    orders = {intent: [learned[intent][n] for n in random.permutation(len(learned[intent]))] for intent in sorted(learned)}
    for fold in range(folds):
        kept = {intent: [t for n, t in enumerate(texts) if n % folds != fold] for intent, texts in orders.items()}
        asked = [(t, intent) for intent, texts in orders.items() for n, t in enumerate(texts) if n % folds == fold]
        yield Split(kept, asked)


def _banking_few(folder: Path, shots: int, seeds: int = 3) -> Iterator[Split]:
    learned = read(folder / "banking77.train.csv")
    for seed in range(seeds):
        drawn, others = few_shot(learned, shots, SEED + seed)
        order = np.random.default_rng(SEED + seed).permutation(len(others))[:MOST_ASKED]
        yield Split(drawn, [others[n] for n in order])


def _banking_full(folder: Path) -> Iterator[Split]:
    yield from cross_validation(read(folder / "banking77.train.csv"), 5, SEED)


def _clinc(folder: Path, shots: int | None, seeds: int = 3) -> Iterator[Split]:
    learned, asked = read(folder / "clinc150.train.csv"), read(folder / "clinc150.val.csv")
    background, foreign = learned.pop(OUT_OF_SCOPE), asked.pop(OUT_OF_SCOPE)
    pairs = [(text, intent) for intent, texts in asked.items() for text in texts]
    for seed in range(seeds if shots else 1):
        yield Split(few_shot(learned, shots, SEED + seed)[0] if shots else learned, pairs, background, foreign)


def _hwu(folder: Path) -> Iterator[Split]:
    asked = read(folder / "hwu64.valid.csv")
    yield Split(read(folder / "hwu64.train10.csv"), [(text, intent) for intent, texts in asked.items() for text in texts])


def _five_folds(folder: Path, file: str, seeds: int = 4) -> Iterator[Split]:
    for seed in range(seeds):
        yield from cross_validation(read(folder / file), 5, SEED + seed)


_BANKING = "github.com/PolyAI-LDN/task-specific-datasets (banking_data), CC BY 4.0"
_CLINC = "github.com/clinc/oos-eval, CC BY 3.0"
_HWU = "github.com/xliuhw/NLU-Evaluation-Data (10 sentences an intent), CC BY 4.0"
_WIKIT = "questions to assistants of the French maker Wikit; no licence stated: for measuring only"
_ILLUIN = (
    "the intent challenge of Illuin Technology, French, in several public repositories; no licence stated: for measuring only"
)

SETS = (
    IntentSet("wikit_fr, 5 folds × 4", _WIKIT, ("wikit_fr.train.csv",), partial(_five_folds, file="wikit_fr.train.csv")),
    IntentSet("illuin_fr, 5 folds × 4", _ILLUIN, ("illuin_fr.train.csv",), partial(_five_folds, file="illuin_fr.train.csv")),
    IntentSet("hwu64, 10-shot", _HWU, ("hwu64.train10.csv", "hwu64.valid.csv"), _hwu),
    IntentSet("banking77, 10-shot × 3", _BANKING, ("banking77.train.csv",), partial(_banking_few, shots=10)),
    IntentSet("banking77, 30-shot", _BANKING, ("banking77.train.csv",), partial(_banking_few, shots=30, seeds=1)),
    IntentSet("banking77, 5 folds", _BANKING, ("banking77.train.csv",), _banking_full),
    IntentSet("clinc150, 10-shot × 3", _CLINC, ("clinc150.train.csv", "clinc150.val.csv"), partial(_clinc, shots=10)),
    IntentSet("clinc150, 30-shot", _CLINC, ("clinc150.train.csv", "clinc150.val.csv"), partial(_clinc, shots=30, seeds=1)),
    IntentSet("clinc150, full", _CLINC, ("clinc150.train.csv", "clinc150.val.csv"), partial(_clinc, shots=None)),
)
