"""From which signs on a text counts as one of ours: the scope curve, fitted to sentences unseen. Part of training."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.calibration import Floats
from nlu.head import Curve

DOUBT = 0.1
"""The share of the known sentences that lies in doubt (scope below 0.5) when no foreign one is known."""

STEEPNESS = 2.0


def fit_curve(known: Floats, foreign: Floats) -> Curve:
    """The curve on which a sentence as likely known as foreign has 0.5. Columns: energy, nearness to known, to foreign."""
    both = np.concatenate([known, foreign])
    spread = np.maximum(both.std(axis=0), 1e-6)
    fitted = LogisticRegression(class_weight="balanced").fit(both / spread, np.arange(len(both)) < len(known))
    energy, near_known, near_foreign = map(float, fitted.coef_[0] / spread)
    return Curve(energy, near_known, near_foreign, float(fitted.intercept_[0]))


def curve_without_background(energy: Floats, near: Floats) -> Curve:
    """Without foreign sentences, the weakest tenth of the known ones is where doubt begins."""
    if not len(energy):
        return Curve(0.0, 10.0, 0.0, -3.0)
    of_energy, of_near = STEEPNESS / max(float(energy.std()), 1e-3), STEEPNESS / max(float(near.std()), 1e-3)
    middle = float(np.quantile(of_energy * energy + of_near * near, DOUBT))
    return Curve(of_energy, of_near, 0.0, -middle)
