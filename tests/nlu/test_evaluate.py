"""Figures of an evaluation, and the files it reads."""

from pathlib import Path

import numpy as np
import pytest

from nlu.datasets import DatasetError, read
from nlu.evaluate import auroc, evaluate, expected_calibration_error, macro_f1

TRAIN = """version: "3.1"
nlu:
- intent: livraison
  examples: |
    - mon [colis](thing) est perdu
    - pas encore livré
    - where is my parcel
    - livraison en retard
    - le livreur n'est pas passé
- intent: horaires
  examples: |
    - vous ouvrez quand
    - horaires du magasin
    - opening hours
    - ouvert dimanche ?
    - vous fermez à quelle heure
- synonym: thing
  examples: |
    - paquet
- intent: oos
  examples: |
    - il fait beau
    - my cat sleeps
    - recette de crêpes
"""


def test_train_on_one_file_and_test_on_another(tmp_path: Path) -> None:
    train, test = tmp_path / "train.yml", tmp_path / "test.csv"
    train.write_text(TRAIN)
    test.write_text('text,intent\ncolis perdu,livraison\n"ouvert, dimanche ?",horaires\nque faire ?,autre\nla lune,oos\n')
    found = evaluate(train, test).as_dict()
    assert (found["intents"], found["train_sentences"], found["test_sentences"], found["unknown"]) == (2, 10, 4, 1)
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["oos_auroc"] is not None
    assert found["oos_auroc"] >= 2 / 3
    assert 0 < found["parse_p50_ms"] <= found["parse_p99_ms"]
    assert found["train_seconds"] > 0


def test_figures() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert macro_f1(["", "a"], ["a", "a"]) == pytest.approx(2 / 3)
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)
    assert auroc([0.9], []) is None
    confidences = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False, True, False])
    assert expected_calibration_error(confidences, right) == pytest.approx((4 * 0.2 + 2 * 0.05) / 6)
    assert expected_calibration_error(np.array([1.0]), np.array([True])) == 0.0


def test_yaml_csv_and_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(TRAIN)
    (tmp_path / "b.csv").write_text("\ufefftext,intent\nsalut,salutation\n")
    found = read(tmp_path)
    assert found["livraison"][0] == "mon colis est perdu"
    assert found["salutation"] == ["salut"]
    assert set(found) == {"livraison", "horaires", "oos", "salutation"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"phrase;intention\nx;y\n", r"a\.csv:1: found columns .*write a first line `text,intent`"),
        ("a.csv", b"text,intent\nbonjour,\n", r"a\.csv:2: a text or an intent is empty"),
        ("a.csv", b"text,intent\ncaf\xe9,a\n", "not UTF-8 at byte"),
        ("a.csv", b"text,intent\n", "holds no labelled sentence"),
        ("a.yml", b"nlu: [", "is not YAML"),
        ("a.yml", b"rules: []", "found no list under `nlu:`"),
        ("a.yml", b"nlu:\n- intent: x\n", "intent x has no text under"),
        ("a.yml", b"nlu:\n- just words\n", "block 1 under `nlu:`"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DatasetError, match=said):
        read(tmp_path / name)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        read(tmp_path / "none.csv")
