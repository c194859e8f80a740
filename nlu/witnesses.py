"""What is learned about intents from words, and from meaning: two linear classifiers, each also heard on what it has not seen.

Part of training, like all that knows scikit-learn.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlu.alike_columns import Together
from nlu.calibration import Floats

SEED = 20_240_229
WORDS_COST = 1.0
WORDS_TOLERANCE = 0.01
MEANING_COST = 20.0
MEANING_STEPS = 50
MEANING_TOLERANCE = 3e-3
"""Divided by the number of intents: the gradient that it bounds is spread over them."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (features × labels) and the bias of each label; minus infinity for one that had no sentence."""

    weights: Floats
    bias: Floats

    def scores(self, design: Any) -> Floats:
        """Sentences × labels."""
        found: Floats = np.asarray(design @ self.weights, dtype=np.float32) + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Witness:
    """A classifier of all sentences, and the scores that each sentence got from one that had not seen it; NaN from none."""

    whole: Linear
    unseen: Floats


Learn = Callable[[Any, Rows, int], Linear]


def heard(learn: Learn, design: Any, truth: Rows, count: int, fold: Rows) -> Witness:
    """The witness of these sentences: learned from all, and from all folds but one to judge that one."""
    unseen = np.full((len(truth), count), np.nan, dtype=np.float32)
    for number in np.unique(fold):
        train, held = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(np.unique(truth[train])) > 1:
            unseen[held] = learn(design[train], truth[train], count).scores(design[held])
    return Witness(learn(design, truth, count), unseen)


def by_words(design: Any, truth: Rows, count: int) -> Linear:
    """A linear support vector machine over TF-IDF; rare intents weigh as much as frequent ones."""
    classifier = LinearSVC(C=WORDS_COST, tol=WORDS_TOLERANCE, class_weight="balanced", random_state=SEED)
    together = Together.of(design)
    linear = _linear(classifier.fit(together.design, truth), count)
    return Linear(together.apart(linear.weights), linear.bias)


def by_meaning(design: Any, truth: Rows, count: int) -> Linear:
    """A multinomial logistic regression over rows of the encoder; rare intents weigh as much as frequent ones.

    In single precision, as the rows are: twice as fast, and right for the same sentences.
    """
    classifier = LogisticRegression(
        C=MEANING_COST, class_weight="balanced", max_iter=MEANING_STEPS, tol=MEANING_TOLERANCE / count
    )
    with warnings.catch_warnings():
        # The steps are bounded on purpose: the last ones change little.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _linear(classifier.fit(design, truth), count)


def _linear(fitted: Any, count: int) -> Linear:
    weights, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # scikit-learn gives one row for two classes
        half = 0.5 if isinstance(fitted, LogisticRegression) else 1.0
        weights, bias = np.vstack([-weights, weights]) * half, np.concatenate([-bias, bias]) * half
    spread = np.zeros((weights.shape[1], count), dtype=np.float32)
    spread[:, fitted.classes_] = weights.T
    every = np.full(count, -np.inf, dtype=np.float32)
    every[fitted.classes_] = bias
    return Linear(spread, every)
