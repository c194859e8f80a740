"""Whether the words of a danger are there at all: of harm, of the body, of violence, despair or distress.

They decide nothing ("une tête de lecture"); but a story without any of them is seldom one of danger, and
what is learned from meaning alone takes many stories for it. They are learned from (`signs`).
"""

from nlu.assertion import Phrases

PERIL_SIGNS = ("harm", "body", "menace", "peril twice", "no peril")
"""What each number of `peril_signs` says, in order; each is 0 or 1."""

_LISTS = tuple(Phrases.read(name, whole_words=True) for name in ("harm", "body", "menace"))


def peril_signs(said: str) -> list[float]:
    """The signs of danger in a text as `normalise.folded` gives it."""
    found = [float(words.found_in(said)) for words in _LISTS]
    return [*found, float(sum(found) >= 2), float(not any(found))]
