"""Public sets of labelled sentences that understanding is measured on: where each is published, and how it is split.

The files stay outside the project: `--data FOLDER` says where. A split depends on nothing but the sentences themselves, so that
everything is measured on the same one, wherever and whenever.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.datasets import OUT_OF_SCOPE, read

FOLDS = 5
Labelled = Mapping[str, Sequence[str]]
"""Sentences by intent."""


@dataclass(frozen=True, slots=True)
class Set:
    """One set. `test` is None where no part was given for testing: then it is split in five. `shots`: so many sentences of each
    intent are learned, all when None."""

    published: str
    licence: str
    train: str
    test: str | None = None
    shots: int | None = None


SETS: Mapping[str, Set] = {
    "wikit_fr": Set(
        "Wikit: questions to companies' assistants, French", "none stated: for measuring alone", "wikit_fr.train.csv"
    ),
    "illuin_fr": Set(
        "Illuin: French sentences for intents of CLINC150", "none stated: for measuring alone", "illuin_fr.train.csv"
    ),
    "hwu64_10": Set("github.com/xliuhw/NLU-Evaluation-Data", "CC BY 4.0", "hwu64.train10.csv", "hwu64.valid.csv"),
    "banking77_10": Set("huggingface.co/datasets/PolyAI/banking77", "CC BY 4.0", "banking77.train.csv", shots=10),
    "clinc150_10": Set("github.com/clinc/oos-eval", "CC BY 3.0", "clinc150.train.csv", "clinc150.val.csv", shots=10),
}


@dataclass(frozen=True, slots=True)
class Split:
    """What is learned and what is asked, by intent. Sentences of no intent are under `oos`."""

    train: Labelled
    test: Labelled


def split_of(name: str, folder: Path, fold: int = 0) -> Split:
    """A set's learned and asked part; of a set without a test part, that one of five folds is asked.

    Raises KeyError for a set that is not known, nlu.datasets.DatasetError for a file that cannot be read.
    """
    one = SETS[name]
    learned = read(folder / one.train)
    if one.test is not None:
        return Split(few(learned, one.shots), read(folder / one.test))
    train, test = split(learned, fold)
    return Split(few(train, one.shots), test)


def split(examples: Labelled, fold: int, folds: int = FOLDS) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What is learned and what is asked in one of `folds` folds, every intent spread evenly over them."""
    train: dict[str, list[str]] = {}
    test: dict[str, list[str]] = {}
    for intent, texts in examples.items():
        for place, text in enumerate(shuffled(texts)):
            (test if place % folds == fold else train).setdefault(intent, []).append(text)
    return train, test


def few(examples: Labelled, shots: int | None) -> dict[str, list[str]]:
    """So many sentences of each intent, always the same ones; sentences of no intent are all kept."""
    return {
        intent: list(texts) if shots is None or intent == OUT_OF_SCOPE else shuffled(texts)[:shots]
        for intent, texts in examples.items()
    }


def shuffled(texts: Sequence[str]) -> list[str]:
    """The sentences, each once, in the order of their hashes: as good as by chance, and always the same."""
    return sorted(set(texts), key=lambda text: hashlib.sha256(text.encode()).digest())
