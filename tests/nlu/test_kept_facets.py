"""Facets are learned once for all charters of a user; a kept file that is missing, damaged or unwritable does no harm."""

import os
from pathlib import Path

import numpy as np
import pytest

from nlu import facets, model, training
from nlu.encoder import SIZE, encoder_name
from nlu.fitting import VERSIONS
from nlu.signs import opinion, signs
from tests.nlu.test_training import BACKGROUND, EXAMPLES

FEW = {"heat": {label: texts[:12] for label, texts in facets.sentences()["heat"].items()}}
SAID = "c'est une honte"
OTHERS = {**EXAMPLES, "facture": ["ma facture", "the invoice", "où est ma facture"]}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and few sentences to learn from."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(facets, "sentences", lambda: FEW)
    return tmp_path / "cache"


def test_another_charter_finds_them_learned(tmp_path: Path, cache: Path) -> None:
    one = training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "one")
    kept = training.facets_file(encoder_name())
    assert kept is not None
    assert kept.is_relative_to(cache)
    written = kept.stat().st_mtime_ns

    path = training.train_if_changed(OTHERS, BACKGROUND, tmp_path / "two")
    assert kept.stat().st_mtime_ns == written
    given = (SAID, signs(SAID, opinion(SAID)), None)
    known, found = model.read(one, None).facets, model.read(path, None).facets
    assert found.read(*given) == known.read(*given)
    assert set(found.read(*given)) == {"heat"}


def test_files_of_older_versions_go(tmp_path: Path, cache: Path) -> None:
    (cache / "recul").mkdir(parents=True)
    for age in range(VERSIONS + 2):
        (cache / "recul" / f"v{age}.facets").write_bytes(b"old")
        os.utime(cache / "recul" / f"v{age}.facets", (age, age))
    training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "one")
    kept = training.facets_file(encoder_name())
    assert kept is not None
    newest = {f"v{age}.facets" for age in range(3, VERSIONS + 2)}
    assert {path.name for path in kept.parent.iterdir()} == {kept.name, *newest}


def test_a_damaged_file_is_learned_anew(tmp_path: Path) -> None:
    training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "one")
    kept = training.facets_file(encoder_name())
    assert kept is not None
    kept.write_bytes(kept.read_bytes()[:4_000])
    assert not model.has_facets(kept)
    training.train_if_changed(OTHERS, BACKGROUND, tmp_path / "two")
    assert model.has_facets(kept)


def test_without_a_place_to_keep_them_training_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    path = training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "one")
    assert model.read(path, None).labels == ("horaires", "livraison")


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert training.facets_file(None) is None


def test_those_learned_without_the_encoder_are_not_taken_for_those_with_it(tmp_path: Path) -> None:
    training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path, encoder="none")
    without = training.facets_file(None)
    assert without is not None
    assert model.has_facets(without)
    path = training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path)
    said = (SAID, signs(SAID, opinion(SAID)), np.zeros(SIZE, dtype=np.float32))
    assert set(model.read(path, encoder_name()).facets.read(*said)) == {"heat"}


def test_those_learned_with_the_encoder_serve_without(tmp_path: Path, cache: Path) -> None:
    kept = training.facets_file(encoder_name())
    assert kept is not None
    model.write_facets(kept, {model.ALONE: facets.NOTHING_LEARNED, model.WITH_ENCODER: facets.NOTHING_LEARNED})
    path = training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path, encoder="none")
    assert model.read(path, None).facets.learned == {}
    assert list((cache / "recul").iterdir()) == [kept]
