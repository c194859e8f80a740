"""What teaches is not what measures: no sentence that is learned from stands in a held-out set, and none teaches two labels."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu import datasets
from nlu.normalise import plain

HELD_OUT = Path("bench/held_out")
TAUGHT = [Path("charter/example/examples"), *sorted(path for path in Path("nlu/examples").iterdir() if path.is_dir())]

LEAST_WORDS = 2
"""So few words are said by everybody: "bonne soirée" is no sentence that somebody wrote down for a measure."""


def measured() -> Iterator[str]:
    for file in HELD_OUT.glob("*.jsonl"):
        yield from (json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines())
    for file in HELD_OUT.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            yield from (row["text"] for row in csv.DictReader(opened))


@pytest.mark.parametrize("folder", TAUGHT, ids=lambda folder: folder.name)
def test_no_sentence_that_teaches_is_measured_with(folder: Path) -> None:
    known = {key for key in map(plain, measured()) if len(key.split()) > LEAST_WORDS}
    assert len(known) > 1_000
    taught = {plain(text): text for texts in datasets.read(folder).values() for text in texts}
    assert sorted(text for key, text in taught.items() if key in known) == []


@pytest.mark.parametrize("folder", TAUGHT, ids=lambda folder: folder.name)
def test_no_sentence_teaches_two_labels(folder: Path) -> None:
    owners: dict[str, set[str]] = {}
    for label, texts in datasets.read(folder).items():
        for text in texts:
            owners.setdefault(plain(text), set()).add(label)
    assert {text: labels for text, labels in owners.items() if text and len(labels) > 1} == {}
