"""The intents of a Rasa 3.6 server; everything else, and everything when that server fails, from another engine."""

from collections.abc import Sequence, Set
from dataclasses import replace

from conversations.ports import Engine
from conversations.understanding import FALLBACK, Score, Understanding
from nlu.rasa_link import RasaLink
from nlu.rasa_text import sentence


class RasaEngine:
    """An `Engine` that asks Rasa which intent is meant, and `fallback` for all else.

    `known` are the intents of the charter: others, which a stale model may name, are ignored. Where Rasa gives none, the
    understanding is the fallback's own, and says so by the name of its engine. The `link` belongs to whoever made it.
    """

    name = "rasa"

    def __init__(self, link: RasaLink, fallback: Engine, known: Set[str]) -> None:
        self.link = link
        self._fallback, self._known = fallback, known

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """What these texts of one person, read together, mean. Never fails because of Rasa."""
        understood = await self._fallback.understand(texts)
        text = sentence("\n".join(texts))
        if not understood.words or not text:
            return understood
        ranked = await self.link.intents(text)
        intents = tuple(score for score in ranked if score.id in self._known)
        if not intents:
            if ranked:
                self.link.refused("unknown_intents")
            return replace(understood, engine=FALLBACK)
        return replace(understood, intents=intents, also=_further(understood, intents[0].id), engine=self.name)

    def alarm(self, text: str) -> bool:
        """True when cheap rules find danger, a same-day deadline or a threat: do not wait for more fragments."""
        return self._fallback.alarm(text)


def _further(understood: Understanding, best: str) -> tuple[Score, ...]:
    """The further requests beside `best`. Rasa reads a text as a whole and may have found the second of two: then the first is
    the further one, and nothing that was asked is dropped."""
    asked = (*understood.intents[:1], *understood.also) if understood.also else ()
    if best in {score.id for score in asked}:
        return tuple(score for score in asked if score.id != best)
    return understood.also
