"""Long messages: what is asked stands in one sentence of a long story.

The whole text and each sentence are classified; the sentences that resemble the training sentences most have the most
say. Courtesies and asides do not count where there is something else. Measured on held-out examples wrapped in stories of
ours: right for 32 % by the whole text alone, 55 % pooled so, 68 % when the example stands alone.
"""

import re

import numpy as np

from charter.charter import LIGHT
from nlu.calibration import Floats
from nlu.normalise import TEXT_CAP, plain, plainly, readable, sentences

OFF_TOPIC = "hors_sujet"
"""The intent of what is none of our business."""

ASIDES = frozenset({*LIGHT, OFF_TOPIC})
"""Intents of sentences that accompany a request."""

WHOLE = 0.5
"""The share of the whole text in the result."""

SHARPNESS = 4
"""How much more a sentence of twice the scope counts: two to this power."""

MOST_SENTENCES = 24
LEAST_LETTERS = 8
"""A shorter piece is joined to the next: "Bonjour," or "Bon." says nothing alone."""


_ADDRESSED = re.compile(r"\s*(?:@[\w.]{1,64}[\s,:;!]+)+(?=\S)")
"""Handles in front: they say to whom it is said, and nothing of what."""


def parts(text: str) -> list[str]:
    """What to classify of a text: the whole, then its sentences when it has several; plain, without empty ones."""
    text = _ADDRESSED.sub("", text, count=1) if _ADDRESSED.match(text) else text
    whole = plain(text)
    pieces: list[str] = []
    short = ""
    for sentence in sentences(readable(text, TEXT_CAP)):
        short = f"{short} {plainly(sentence)}".strip()
        if sum(c.isalpha() for c in short) >= LEAST_LETTERS:
            pieces.append(short)
            short = ""
    if short and pieces:
        pieces[-1] = f"{pieces[-1]} {short}"
    return [whole, *pieces[:MOST_SENTENCES]] if len(pieces) > 1 else [whole]


def pool(labels: tuple[str, ...], probabilities: Floats, scopes: Floats) -> tuple[Floats, float]:
    """One distribution and one scope from those of the parts, the whole first."""
    if len(scopes) == 1:
        return probabilities[0], float(scopes[0])
    aside = np.array([label in ASIDES for label in labels])
    asking = np.flatnonzero(~aside[probabilities[1:].argmax(axis=1)]) + 1
    if not len(asking):
        return probabilities[0], float(scopes[0])
    weights = scopes[asking] ** SHARPNESS + 1e-6
    told = (weights / weights.sum()) @ probabilities[asking]
    return WHOLE * probabilities[0] + (1.0 - WHOLE) * told, float(max(scopes[0], scopes[asking].max()))
