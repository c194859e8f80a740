"""One understanding from the parts that make it: language, intents, heat, alarms, entities. Synchronous and bounded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversations.understanding import Danger, Heat, Score, Understanding
from nlu.calibration import Floats
from nlu.clauses import clauses
from nlu.denied import NOTHING_DENIED, Denials, denials
from nlu.encoder import Encoder
from nlu.entities import entities
from nlu.foreign_danger import foreign_danger
from nlu.joining import (
    SUSPECTED,
    SUSPECTED_ABROAD,
    Learned,
    Subject,
    joined_act,
    joined_danger,
    joined_heat,
    joined_irony,
    soured,
)
from nlu.language import Reading, detect
from nlu.model import Model
from nlu.normalise import TEXT_CAP
from nlu.pooling import ASIDES, parts, pool
from nlu.products import NO_PRODUCTS, Products
from nlu.requests import Clause, doubtful, several
from nlu.retrieval import NO_ENTRIES, Retrieval
from nlu.short_forms import written_out
from nlu.signs import NO_OPINION, Opinion, opinion, shouted, signs
from nlu.signs_alone import CERTAIN, meaning
from nlu.spelling import Speller
from nlu.weighing import weighed
from nlu.wishes import wish

KEPT = 5
"""Intents that an understanding names, best first."""


@dataclass(frozen=True, slots=True)
class _Classified:
    """A text after the classifier: its best intents and scope, its plain form, its row of the encoder if there is one, and the
    FAQ entries that it resembles."""

    intents: tuple[Score, ...]
    scope: float
    whole: str
    row: Floats | None
    faq: tuple[Score, ...] = ()
    also: tuple[Score, ...] = ()
    perhaps: tuple[Score, ...] = ()


_NOTHING = _Classified((), 0.0, "", None)


@dataclass(frozen=True, slots=True)
class Reader:
    """A model with what it needs to read. Safe to share between threads."""

    model: Model
    speller: Speller
    encoder: Encoder | None
    engine: str
    faq: Retrieval = NO_ENTRIES
    products: Products = NO_PRODUCTS

    def understand(self, messages: Sequence[str]) -> list[Understanding]:
        """The understanding of each text, in order. Any text at all has one."""
        readings = [detect(text, self.model.words) for text in messages]
        legible = [(text, reading) for text, reading in zip(messages, readings, strict=True) if reading.words]
        classified = self._classified([text for text, _ in legible], [reading.language for _, reading in legible])
        waiting = iter(classified)
        return [
            self._understanding(text, reading, next(waiting) if reading.words else self._signs_alone(text))
            for text, reading in zip(messages, readings, strict=True)
        ]

    def _classified(self, texts: Sequence[str], languages: Sequence[str]) -> list[_Classified]:
        """The best intents and the scope of each text; all their parts go through the classifier together."""
        written = [parts(text) for text in texts]
        split = [self._meant(own, language) for own, language in zip(written, languages, strict=True)]
        cut = [self._meant(clauses(text), language) for text, language in zip(texts, languages, strict=True)]
        flat = [part for own, more in zip(split, cut, strict=True) for part in (*own, *more)]
        dense, probabilities, scopes = self._judged(flat)
        results, start = [], 0
        for text, (whole, *_), own, more in zip(texts, written, split, cut, strict=True):
            here, end = slice(start, start + len(own)), start + len(own) + len(more)
            shares, scope = pool(self.model.labels, probabilities[here], scopes[here])
            rows = None if dense is None else dense[here]
            row = None if rows is None else rows[0]
            apart = [start, *range(here.stop, end)]
            asked = several(text, self.model.labels, more, probabilities[apart], scopes[apart])
            best = self._best(asked[0].shares if asked else shares)
            faq = weighed(self.faq.rank(own, rows), best, self.faq.learned)
            also = tuple(self._score(one) for one in asked[1:])
            unsure = () if asked else doubtful(text, self.model.labels, more, probabilities[apart], scopes[apart])
            perhaps = tuple(self._score(one) for one in unsure)
            results.append(_Classified(best, min(max(scope, 0.0), 1.0), whole, row, faq, also, perhaps))
            start = end
        return results

    def _score(self, request: Clause) -> Score:
        return Score(self.model.labels[request.intent], min(request.sure, 1.0))

    def _judged(self, parts: Sequence[str]) -> tuple[Floats | None, Floats, Floats]:
        """The encoder's row of each part, if there is one, the probabilities of its intents, its scope; equal parts once."""
        kinds = {part: number for number, part in enumerate(dict.fromkeys(parts))}
        dense = self.encoder.encode([*kinds]) if self.encoder else None
        probabilities, scopes = self.model.head.judge(dense, [self.model.tfidf.vector(part) for part in kinds])
        rows = [kinds[part] for part in parts]
        return None if dense is None else dense[rows], probabilities[rows], scopes[rows]

    def _meant(self, parts: Sequence[str], language: str) -> list[str]:
        """Plain texts as they were meant: short forms written out, slips put right."""
        return [self.speller.correct(written_out(part, language), language) for part in parts]

    def _signs_alone(self, text: str) -> _Classified:
        found = meaning(text)
        if found not in self.model.labels:
            return _NOTHING
        return replace(_NOTHING, intents=(Score(found, CERTAIN),), scope=1.0)

    def _best(self, shares: Floats) -> tuple[Score, ...]:
        ranked = sorted(range(len(shares)), key=lambda n: (-shares[n], n))[:KEPT]
        return tuple(Score(self.model.labels[n], min(float(shares[n]), 1.0)) for n in ranked)

    def _understanding(self, text: str, reading: Reading, known: _Classified) -> Understanding:
        rules = opinion(text)
        learned = self._learned(text, rules, known) if reading.words else {}
        denied = denials(text)
        standing = rules if len(text) > TEXT_CAP else NO_OPINION  # only rules hear what stands so far down
        danger = joined_danger(rules.danger, learned, denied) or standing.danger
        abroad = self._suspected_abroad(text, rules) if not reading.words and danger is None else None
        heat = self._heat(rules, learned, known, denied)
        if reading.words and shouted(text):  # capitals are no courtesy, whatever was learned of them
            quiet = opinion(text.lower())
            heat = max(heat, self._heat(quiet, self._learned(text.lower(), quiet, known), known, denied))
        return Understanding(
            language=reading.language,
            intents=known.intents,
            scope=known.scope,
            heat=heat,
            urgent=danger is not None or rules.same_day,
            danger=danger,
            suspected=joined_danger(None, learned, denied, SUSPECTED) if reading.words and danger is None else abroad,
            dated_act=joined_act(rules.dated_act, learned, denied) or standing.dated_act,
            wish=wish(text),
            words=reading.words,
            entities=entities(text, self.products),
            also=known.also,
            perhaps=known.perhaps,
            faq=known.faq,
            irony=reading.words and joined_irony(rules.tone.ironic, learned, self._subject(known.intents)),
            engine=self.engine,
        )

    def _learned(self, text: str, rules: Opinion, known: _Classified) -> Learned:
        return self.model.facets.read(known.whole, signs(text, rules), known.row)

    def _heat(self, rules: Opinion, learned: Learned, known: _Classified, denied: Denials) -> Heat:
        return soured(joined_heat(rules.tone.heat, learned, self._subject(known.intents), denied), learned)

    def _suspected_abroad(self, text: str, rules: Opinion) -> Danger | None:
        """The danger that a text in another script may tell of: by a word, or by what the encoder makes of its meaning."""
        meant, *_ = parts(text)
        if self.encoder is None or not any(sign.isalpha() for sign in meant):
            return foreign_danger(text)
        learned = self.model.facets.read(meant, signs(text, rules), self.encoder.encode([meant])[0])
        return foreign_danger(text) or joined_danger(None, learned, NOTHING_DENIED, SUSPECTED_ABROAD)

    def _subject(self, intents: Sequence[Score]) -> Subject:
        light, asked = _share(intents, ASIDES), _share(intents, frozenset(self.faq.ids))
        return Subject(light, asked, told=max(0.0, 1.0 - light - asked) if intents else 0.0)


def _share(intents: Sequence[Score], among: frozenset[str]) -> float:
    return sum(score.confidence for score in intents if score.id in among)
