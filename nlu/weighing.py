"""How surely a FAQ entry is meant, once both have spoken: its own words (`retrieval`) and the classifier.

A classifier with a hundred examples of an entry knows best whether it is meant. Of an entry with two it knows next to nothing,
and is as sure of other things: then what is written in the entry decides. In between, the weight goes from one to the other.
"""

import math
from collections.abc import Mapping, Sequence

from conversations.understanding import Score

HALF_LEARNED = 10
"""With so many examples, an entry is half known to the classifier."""

BIAS = -1.23
RESEMBLES, CLASSIFIED, RIVAL = -0.04, 0.76, -0.17
"""What counts for an entry that is known: log odds of its likeness, of its confidence, and of the likeliest other intent's."""
NEW, NEW_RESEMBLES, NEW_CLASSIFIED, NEW_RIVAL, RIVAL_IS_ENTRY = 1.69, 0.92, -0.89, -0.49, 2.38
"""What is added as it is less known; the last, where the other intent is a FAQ entry too: near questions are mistaken for each
other more easily than for the case of a department. Fitted, and tried on entries left out: `python -m bench.faq_weighing`."""

_LEAST = 0.005


def weighed(found: Sequence[Score], intents: Sequence[Score], examples: Mapping[str, int]) -> tuple[Score, ...]:
    """The entries that resemble a text, with the share of times that each was meant, best first.

    `intents` are the classifier's, best first; `examples` says how many of each entry it has learned from.
    """
    sure = [Score(score.id, _share(figures(score, intents, examples))) for score in found]
    return tuple(sorted(sure, key=lambda score: -score.confidence))


def figures(score: Score, intents: Sequence[Score], examples: Mapping[str, int]) -> tuple[float, ...]:
    """What speaks for an entry: log odds of likeness, confidence and rival; how new it is; whether the rival is an entry."""
    own = next((intent.confidence for intent in intents if intent.id == score.id), 0.0)
    rival = next((intent for intent in intents if intent.id != score.id), Score("", 0.0))
    new = 1.0 / (1.0 + examples.get(score.id, 0) / HALF_LEARNED)
    return _odds(score.confidence), _odds(own), _odds(rival.confidence), new, float(rival.id in examples)


def _share(figures: tuple[float, ...]) -> float:
    resembles, own, rival, new, is_entry = figures
    known = BIAS + RESEMBLES * resembles + CLASSIFIED * own + RIVAL * rival
    added = NEW + NEW_RESEMBLES * resembles + NEW_CLASSIFIED * own + NEW_RIVAL * rival + RIVAL_IS_ENTRY * is_entry
    return 1.0 / (1.0 + math.exp(-(known + new * added)))


def _odds(share: float) -> float:
    held = min(max(share, _LEAST), 1.0 - _LEAST)
    return math.log(held / (1.0 - held))
