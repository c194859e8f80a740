"""Understandings made by hand, for tests of what is decided from them."""

from typing import Any

from conversations.understanding import Heat, Score, Understanding


def understood(*intents: tuple[str, float], **changes: Any) -> Understanding:
    """A calm French understanding, well in scope, with these intents, best first."""
    values: dict[str, Any] = {
        "language": "fr",
        "intents": tuple(Score(id, confidence) for id, confidence in intents),
        "scope": 0.9,
        "heat": Heat.CALM,
        "engine": "test",
    }
    return Understanding(**(values | changes))
