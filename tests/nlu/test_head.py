"""From features to probabilities and scope: what each witness adds."""

import numpy as np
import pytest

from nlu.calibration import softmax
from nlu.head import Curve, Head, energy
from nlu.neighbours import Neighbours, likeness, nearness, unit
from nlu.tfidf import Sparse

NOTHING = Sparse(np.zeros(0, int), np.zeros(0))
POSTINGS = Neighbours(  # two sentences: (feature 0), and (features 0 and 1)
    2,
    starts=np.array([0, 2, 3]),
    owners=np.array([0, 1, 1], dtype=np.int32),
    weights=np.array([1.0, 0.6, 0.8], dtype=np.float32),
)


def head(likely: float = 0.0) -> Head:
    """Two labels; the first sentence known is of the first, the other two of the second."""
    return Head(
        sparse=np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float16),
        words=2.0,
        dense=np.array([[0.5, 0.0], [0.0, 0.5]], dtype=np.float32),
        bias=np.array([0.25, 0.0], dtype=np.float32),
        likeness=likely,
        firsts=np.array([0, 1]),
        curve=Curve(1.0, 1.0, -1.0, 0.0),
        gist=np.eye(2, dtype=np.float32),
        known=Neighbours(3, rows=np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], dtype=np.float32)),
        foreign=Neighbours(0, rows=np.zeros((0, 2), dtype=np.float32)),
    )


def test_softmax_of_an_untrained_class_is_zero() -> None:
    assert softmax(np.array([[0.0, -np.inf]], dtype=np.float32)).tolist() == [[1.0, 0.0]]


def test_words_and_meaning_add_up_by_their_shares() -> None:
    shares, _ = head().judge(np.array([[0.0, 1.0]], dtype=np.float32), [Sparse(np.array([0]), np.array([0.5]))])
    np.testing.assert_allclose(shares, softmax(np.array([[1.25, 0.5]], dtype=np.float32)), rtol=1e-6)


def test_the_nearest_sentence_of_each_intent_is_heard() -> None:
    asked = np.array([[1.0, 0.0]], dtype=np.float32)
    shares, _ = head(likely=10.0).judge(asked, [NOTHING])
    np.testing.assert_allclose(shares, softmax(np.array([[10.75, 6.0]], dtype=np.float32)), rtol=1e-5)


def test_the_scope_grows_with_energy_and_nearness() -> None:
    _, scope = head().judge(np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32), [NOTHING, NOTHING])
    assert scope[0] > scope[1]


def test_energy_is_the_logarithm_of_the_sum() -> None:
    assert energy(np.log(np.array([[1.0, 3.0], [2.0, 0.0001]], dtype=np.float32))) == pytest.approx(
        [np.log(4.0), np.log(2.0001)], rel=1e-5
    )
    assert np.isfinite(energy(np.array([[500.0, -500.0]], dtype=np.float32))).all()


def test_cosines_by_postings() -> None:
    asked = [Sparse(np.array([0]), np.array([1.0])), Sparse(np.array([1]), np.array([1.0])), NOTHING]
    np.testing.assert_allclose(POSTINGS.cosines(None, asked), [[1.0, 0.6], [0.0, 0.8], [0.0, 0.0]], rtol=1e-6)
    assert POSTINGS.cosines(None, []).shape == (0, 2)


def test_nearness_is_the_mean_of_the_three_largest_and_never_negative() -> None:
    cosines = np.array([[0.1, 0.9, 0.6, 0.3], [-0.5, -0.2, -0.1, -0.9]], dtype=np.float32)
    np.testing.assert_allclose(nearness(cosines), [0.6, 0.0], rtol=1e-6)
    np.testing.assert_allclose(nearness(cosines[:, :1]), [0.1, 0.0], rtol=1e-6)
    assert nearness(np.zeros((2, 0), dtype=np.float32)).tolist() == [0.0, 0.0]


def test_likeness_is_the_largest_of_each_class() -> None:
    cosines = np.array([[0.1, 0.9, 0.6, 0.3]], dtype=np.float32)
    np.testing.assert_allclose(likeness(cosines, np.array([0, 1, 3])), [[0.1, 0.9, 0.3]])


def test_rows_have_length_one_and_nothing_stays_nothing() -> None:
    np.testing.assert_allclose(unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)), [[0.6, 0.8], [0.0, 0.0]])
