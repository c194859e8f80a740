"""The shares of witnesses: who is right more often counts more, and the sum is as sure as it may be."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nlu.calibration import Floats, softmax
from nlu.mixing import MOST, shares

RANDOM = np.random.default_rng(11)
TRUTH = RANDOM.integers(0, 4, 3_000)


def witness(clarity: float) -> Floats:
    """Scores that raise the true label by `clarity` over noise of spread 1."""
    scores = RANDOM.normal(size=(len(TRUTH), 4))
    scores[np.arange(len(TRUTH)), TRUTH] += clarity
    found: NDArray[np.float32] = scores.astype(np.float32)
    return found


def test_confidence_is_the_share_of_right_answers() -> None:
    one, other = witness(1.5), witness(0.8)
    first, second = shares([one, other], TRUTH)
    chances = softmax(np.float32(first) * one + np.float32(second) * other)
    right = chances.argmax(axis=1) == TRUTH
    assert chances.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.02)
    assert first > second > 0.2


def test_who_knows_nothing_is_not_heard() -> None:
    _, deaf = shares([witness(2.0), witness(0.0)], TRUTH)
    assert deaf == pytest.approx(0.0, abs=0.1)


def test_an_intent_that_was_not_learned_has_no_chance_and_does_no_harm() -> None:
    some = witness(2.0)
    (before,) = shares([some], TRUTH)
    untaught = np.concatenate([some, np.full((len(TRUTH), 1), -np.inf, dtype=np.float32)], axis=1)
    (after,) = shares([untaught], TRUTH)
    assert after == pytest.approx(before, rel=0.01)


def test_shares_stay_finite_where_everything_is_right() -> None:
    certain = np.where(np.eye(4, dtype=bool)[TRUTH], np.float32(1), np.float32(-1))
    (share,) = shares([certain], TRUTH)
    assert 0 < share <= MOST / certain.std()


def test_without_a_sentence_to_judge_by_all_are_heard_alike() -> None:
    nobody = np.zeros((0, 4), dtype=np.float32)
    assert shares([nobody, nobody], np.zeros(0, dtype=np.int64)) == [1.5, 1.5]
