"""An engine whose understanding is written into the text (`livraison`, `horaires`…): for tests of the line, not of meaning."""

from collections.abc import Sequence
from itertools import pairwise

from conversations.understanding import Danger, Heat, Score, Understanding
from tests.fakes.understood import understood


class ScriptedEngine:
    """Finds the first known word of the texts; words behind a `+` are further requests.

    `calls` counts the understandings, `fail` makes the next ones raise.
    """

    name = "scripted"

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """What the words say."""
        self.calls.append(tuple(texts))
        words = " ".join(texts).lower().split()
        heat = Heat.THREAT if "avocat" in words else Heat.ANGRY if "furieux" in words else Heat.CALM
        danger = Danger.PRODUCT if "danger" in words else None
        known = ("horaires", "retour", "livraison", "qualite", "humain", "ou_en_est", "salutation", "hors_sujet", "insulte")
        found = next((word for word in words if word in known), None)
        if found is None:
            return understood(words=bool(words), heat=heat, danger=danger)
        also = tuple(Score(word, 0.9) for sign, word in pairwise(words) if sign == "+" and word in known)
        return understood((found, 0.9), heat=heat, danger=danger, also=also)

    def alarm(self, text: str) -> bool:
        """True for the word danger."""
        return "danger" in text.lower()
