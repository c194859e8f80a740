"""Long messages: what is asked stands in one sentence of a long story.

The whole text and each sentence are classified; the sentences that look most like requests have the most say.
Courtesies do not count where there is something else.
"""

import numpy as np

from charter.charter import LIGHT
from nlu.model import Floats
from nlu.normalise import TEXT_CAP, plain, readable, sentences

MOST_SENTENCES = 24
LEAST_LETTERS = 8
"""A shorter piece is joined to the next: "Bonjour," or "Bon." says nothing alone."""


def parts(text: str) -> list[str]:
    """What to classify of a text: the whole, then its sentences when it has several; plain, without empty ones."""
    whole = plain(text)
    pieces: list[str] = []
    short = ""
    for sentence in sentences(readable(text, TEXT_CAP)):
        short = f"{short} {plain(sentence)}".strip()
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
    courtesy = np.array([label in LIGHT for label in labels])
    polite = courtesy[probabilities[1:].argmax(axis=1)]
    asking = np.flatnonzero(~polite) + 1
    if not len(asking):
        return probabilities[0], float(scopes[0])
    weights = (scopes[asking] * probabilities[asking].max(axis=1)) ** 2 + 1e-6
    told = (weights / weights.sum()) @ probabilities[asking]
    mixed = 0.5 * probabilities[0] + 0.5 * told
    return mixed / mixed.sum(), float(max(scopes[0], scopes[asking].max()))
