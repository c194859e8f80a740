"""What should count how much when FAQ entries are ranked, and what a likeness is worth: learned from the example charter.

    python -m bench.faq_weights

Each FAQ entry is given its title, its answer and only 0, 2, 4, 8 or 12 of its examples; all its other examples are asked, and
every sentence of every other intent, for which no entry is right. Prints the weights of `nlu.retrieval` fitted over folds of
whole entries (an entry is judged by weights that were fitted on others), the share of first places, and the curves.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.settings import EXAMPLE_CHARTER
from charter.load import load
from charter.reading import Loaded
from nlu.calibration import Floats
from nlu.encoder import Encoder, shared_encoder
from nlu.normalise import plain
from nlu.retrieval import WEIGHTS, Retrieval

GIVEN = (0, 2, 4, 8, 12)
FOLDS = 5
SEED = 7
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """What speaks for each entry, for each text (texts × entries × signs), and the right entry of each (-1: none)."""

    signs: Floats
    right: Numbers


def ask(loaded: Loaded, examples: int, encoder: Encoder | None) -> Asked:
    """All sentences but the given ones, asked of entries with so many examples."""
    rnd, kept, pairs = random.Random(SEED), {}, []
    ids = [entry.id for entry in loaded.charter.faq]
    for intent, texts in loaded.examples.items():
        own = rnd.sample(texts, len(texts))
        given = examples if intent in ids else 0
        kept[intent] = own[:given]
        pairs += [(plain(text), ids.index(intent) if intent in ids else -1) for text in own[given:]]
    index = Retrieval.of(loaded.charter.faq, kept, encoder)
    rows = encoder.encode([text for text, _ in pairs]) if encoder else [None] * len(pairs)
    signs = [index.signs(text, row) for (text, _), row in zip(pairs, rows, strict=True)]
    return Asked(np.stack(signs), np.array([right for _, right in pairs]))


def together(asked: Sequence[Asked]) -> Asked:
    """All of them as one."""
    return Asked(np.concatenate([a.signs for a in asked]), np.concatenate([a.right for a in asked]))


def fitted(asked: Asked) -> Floats:
    """The weights, adding up to 1, under which the right entry stands before each other one most often."""
    known = np.flatnonzero(asked.right >= 0)
    leads = asked.signs[known, asked.right[known]][:, None, :] - asked.signs[known]
    others = np.arange(asked.signs.shape[1]) != asked.right[known][:, None]
    rows = leads[others]
    both, sides = np.concatenate([rows, -rows]), np.arange(2 * len(rows)) < len(rows)
    found = LogisticRegression(fit_intercept=False).fit(both, sides).coef_[0]
    weights: Floats = (found / found.sum()).astype(np.float32)
    return weights


def first(asked: Asked, weights: Floats) -> float:
    """The share of texts with a right entry for which it is the first."""
    known = asked.right >= 0
    return float(((asked.signs[known] @ weights).argmax(axis=1) == asked.right[known]).mean())


def curve(asked: Asked, weights: Floats) -> tuple[list[float], float]:
    """Likeness, gap and bias of the logistic curve, and how far it is from the truth on the other half, on average."""
    likeness = asked.signs @ weights
    ranked = np.sort(likeness, axis=1)
    given = np.stack([ranked[:, -1], ranked[:, -1] - ranked[:, -2]], axis=1)
    right = likeness.argmax(axis=1) == asked.right
    half = np.arange(len(right)) % 2 == 0
    tried = LogisticRegression(C=100.0).fit(given[half], right[half]).predict_proba(given[~half])[:, 1]
    bins = np.minimum((tried * 10).astype(int), 9)
    error = sum(abs(tried[bins == b].sum() - right[~half][bins == b].sum()) for b in range(10)) / len(tried)
    whole = LogisticRegression(C=100.0).fit(given, right)
    return [round(float(figure), 2) for figure in (*whole.coef_[0], whole.intercept_[0])], round(float(error), 3)


def main() -> None:
    """Measure and print."""
    loaded = load(EXAMPLE_CHARTER)
    for encoder in (shared_encoder(), None):
        asked = {given: ask(loaded, given, encoder) for given in GIVEN}
        whole, weights = together(list(asked.values())), WEIGHTS if encoder else np.ones(1, dtype=np.float32)
        print("with the encoder" if encoder else "without", flush=True)
        if encoder:
            print("  fitted on all:", fitted(whole).round(3).tolist())
            for fold in range(FOLDS):
                inside = whole.right % FOLDS == fold
                held, rest = Asked(whole.signs[inside], whole.right[inside]), Asked(whole.signs[~inside], whole.right[~inside])
                own = fitted(rest)
                print(f"  fold {fold}: {own.round(3).tolist()}: {first(held, own):.3f}; as served {first(held, weights):.3f}")
        print("  first places by examples given:", {given: round(first(a, weights), 3) for given, a in asked.items()})
        print("  curve and its error:", *curve(whole, weights), flush=True)


if __name__ == "__main__":
    main()
