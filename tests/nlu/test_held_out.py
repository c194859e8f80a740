"""Two trainings are held against each other on sentences that neither had seen when it judged them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.held_out import MORE_FOLDS, Outcome, falls, folds, held_out_of, known_by
from nlu.model import ModelError
from tests.nlu.conftest import EXAMPLES


def outcomes(intent: str, understood: int, of: int) -> dict[str, Outcome]:
    """Of `of` sentences of an intent, the first ones are understood."""
    return {f"{intent}{n}": Outcome(intent, intent if n < understood else "autre") for n in range(of)}


@given(st.lists(st.text(min_size=1), min_size=3, max_size=60, unique_by=known_by), st.integers(1, 3))
def test_folds_spread_every_class_whatever_the_order(texts: list[str], classes: int) -> None:
    truth = np.arange(len(texts)) % classes
    hashes = [known_by(text) for text in texts]
    fold = folds(hashes, truth)
    for label in range(classes):
        counts = np.bincount(fold[truth == label], minlength=MORE_FOLDS)
        assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(fold, folds(hashes[::-1], truth[::-1])[::-1])


def test_a_sentence_stays_in_its_fold_when_another_comes() -> None:
    hashes = [known_by(f"phrase numéro {n}") for n in range(300)]
    before = folds(hashes, np.zeros(300, dtype=np.int64))
    after = folds([*hashes, known_by("une nouvelle")], np.zeros(301, dtype=np.int64))
    assert (before != after[:300]).sum() <= MORE_FOLDS - 1


def test_a_model_keeps_what_became_of_each_sentence_and_no_sentence(model_path: Path) -> None:
    found = held_out_of(model_path)
    assert set(found) == {known_by(text) for texts in EXAMPLES.values() for text in texts}
    assert all(found[known_by(text)].meant == intent for intent, texts in EXAMPLES.items() for text in texts)
    assert np.mean([outcome.right for outcome in found.values()]) > 0.5
    assert b"la livraison a dix jours de retard" not in model_path.read_bytes()


def test_a_model_without_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.model"):
        held_out_of(tmp_path / "none.model")


def test_a_class_that_falls_by_more_than_the_margin_is_named_with_what_it_lost() -> None:
    before, after = outcomes("sav", 38, 40) | outcomes("faq", 9, 9), outcomes("sav", 35, 40) | outcomes("faq", 9, 9)
    (fall,) = falls(before, after, 0.05)
    assert (fall.intent, fall.of, fall.before, fall.after) == ("sav", 40, 38, 35)
    assert fall.lost == ("sav35", "sav36", "sav37")
    assert falls(before, after, 0.08) == ()
    assert falls(after, before, 0.0) == ()


def test_a_single_sentence_decides_nothing() -> None:
    assert falls(outcomes("sav", 4, 4), outcomes("sav", 3, 4), 0.05) == ()
    assert [fall.intent for fall in falls(outcomes("sav", 4, 4), outcomes("sav", 2, 4), 0.05)] == ["sav"]


def test_what_only_one_training_had_and_what_has_changed_its_meaning_is_not_compared() -> None:
    before = outcomes("sav", 10, 10)
    assert falls(before, {}, 0.0) == ()
    assert falls(before, {key: Outcome("faq", "sav") for key in before}, 0.0) == ()


def test_the_worst_comes_first() -> None:
    before = outcomes("a", 20, 20) | outcomes("b", 20, 20)
    after = outcomes("a", 15, 20) | outcomes("b", 5, 20)
    assert [fall.intent for fall in falls(before, after, 0.05)] == ["b", "a"]
