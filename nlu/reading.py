"""One understanding from the parts that make it: language, intents, heat, alarms, entities. Synchronous and bounded."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.understanding import Score, Understanding
from nlu.alarms import danger, dated_act, same_day
from nlu.encoder import Encoder
from nlu.entities import entities
from nlu.heat import heat
from nlu.language import Reading, detect
from nlu.model import Floats, Model
from nlu.pooling import parts, pool
from nlu.spelling import Speller
from nlu.wishes import wish

KEPT = 5
"""Intents that an understanding names, best first."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A model with what it needs to read. Safe to share between threads."""

    model: Model
    speller: Speller
    encoder: Encoder | None
    engine: str

    def understand(self, messages: Sequence[str]) -> list[Understanding]:
        """The understanding of each text, in order. Any text at all has one."""
        readings = [detect(text, self.model.words) for text in messages]
        intents = self._intents([text for text, reading in zip(messages, readings, strict=True) if reading.words])
        waiting = iter(intents)
        return [
            self._understanding(text, reading, *(next(waiting) if reading.words else ((), 0.0)))
            for text, reading in zip(messages, readings, strict=True)
        ]

    def _intents(self, texts: Sequence[str]) -> list[tuple[tuple[Score, ...], float]]:
        """The best intents and the scope of each text; all their parts go through the classifier together."""
        split = [[self.speller.correct(part) for part in parts(text)] for text in texts]
        flat = [part for own in split for part in own]
        dense = self.encoder.encode(flat) if self.encoder else None
        probabilities, scopes = self.model.head.judge(dense, [self.model.tfidf.vector(part) for part in flat])
        results, start = [], 0
        for own in split:
            here = slice(start, start + len(own))
            shares, scope = pool(self.model.labels, probabilities[here], scopes[here])
            results.append((self._best(shares), min(max(scope, 0.0), 1.0)))
            start += len(own)
        return results

    def _best(self, shares: Floats) -> tuple[Score, ...]:
        ranked = sorted(range(len(shares)), key=lambda n: (-shares[n], n))[:KEPT]
        return tuple(Score(self.model.labels[n], min(float(shares[n]), 1.0)) for n in ranked)

    def _understanding(self, text: str, reading: Reading, intents: tuple[Score, ...], scope: float) -> Understanding:
        found = danger(text) if reading.words else None
        return Understanding(
            language=reading.language,
            intents=intents,
            scope=scope,
            heat=heat(text),
            urgent=found is not None or (reading.words and same_day(text)),
            danger=found,
            dated_act=dated_act(text) if reading.words else None,
            wish=wish(text) if reading.words else None,
            words=reading.words,
            entities=entities(text),
            engine=self.engine,
        )
