"""An engine that knows what its texts mean, because it was told: the simulation writes both."""

from collections.abc import Sequence
from functools import lru_cache

from conversations.understanding import Danger, Heat, Score, Understanding, Wish
from nlu import alarms, heat, language
from nlu.wishes import wish

SURE = 0.93
NAME = "simulated"
_NOTHING = Understanding("fr", (), 0.0, Heat.CALM, words=False, engine=NAME)


class GivenEngine:
    """Implements `conversations.ports.Engine` over the understandings that it was told."""

    name = NAME

    def __init__(self) -> None:
        self._known: dict[str, Understanding] = {}

    def told(self, text: str, understanding: Understanding) -> None:
        """From now on that text means that."""
        self._known[text] = understanding

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """What the first of the texts means that is known, with the heat of the most heated one."""
        known = [self._known[text] for text in texts if text in self._known] or [_NOTHING]
        return max(known, key=lambda found: (found.danger is not None, found.heat, bool(found.also)))

    def alarm(self, text: str) -> bool:
        """True of what cannot wait."""
        known = self._known.get(text, _NOTHING)
        return known.danger is not None or known.heat is Heat.THREAT or known.wish is Wish.PERSON


@lru_cache(maxsize=8192)
def meaning(text: str, *intents: str, danger: Danger | None = None) -> Understanding:
    """That text with these intents, the first one meant; heat, language and legal acts as the rules find them."""
    share = SURE if len(intents) == 1 else SURE / len(intents)
    scores = tuple(Score(id, share - place / 100) for place, id in enumerate(intents))
    found = language.detect(text)
    return Understanding(
        language=found.language if found.words else "fr",
        intents=scores,
        scope=0.9,
        heat=heat.heat(text),
        danger=danger or alarms.danger(text),
        dated_act=alarms.dated_act(text),
        wish=wish(text),
        engine=NAME,
    )
