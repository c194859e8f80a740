"""Which FAQ entry a text asks for, found by what is written in the entries themselves: titles, variants, examples, answers.

The classifier knows what it was given many examples of; an entry that was written this morning has a title, two variants and an
answer. Here each entry is found by its wording (`shared_words`) and by its meaning (the sentence encoder), and an edited answer
counts at once: nothing is trained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from charter.faq import FaqEntry
from conversations.understanding import Score
from nlu.calibration import Floats
from nlu.encoder import Encoder
from nlu.normalise import plain
from nlu.shared_words import SharedWords

KEPT = 3
"""Entries that are named, best first."""

QUESTIONS = 12
"""Examples of an entry that are read, spread over all that it has: reading more costs time whenever an answer is edited."""

WEIGHTS = np.array([0.3, 0.1, 0.3, 0.3], dtype=np.float32)
"""What counts how much: the wording of the whole entry; the meaning of its nearest question, of all its questions, and of its
answer. Chosen by cross-validation over the example charter's entries with 2 to 16 examples: `python -m bench.faq_weights`."""

WHOLE = 0.5
"""The share of the whole text in the likeness of a long one; the rest is the sentence that resembles the entry most."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of right entries at a likeness that leads the next entry's by some gap: a logistic curve."""

    likeness: float
    gap: float
    bias: float

    def __call__(self, likeness: Floats, gap: Floats) -> Floats:
        """One share for each pair, in 0..1."""
        raw = self.likeness * likeness + self.gap * gap + self.bias
        shares: Floats = (1.0 / (1.0 + np.exp(-np.clip(raw, -60.0, 60.0)))).astype(np.float32)
        return shares


WITH_ENCODER = Curve(12.4, 9.2, -4.5)
ALONE = Curve(18.2, 9.7, -4.3)
"""Fitted by the same program; on sentences that were not used for it, they are right within 0.03 on average."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Some rows of which each belongs to an entry: those of `owners[n]` begin at `starts[n]`. `count` entries in all."""

    count: int
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, owners: Sequence[int], count: int) -> Self:
        """`owners` says in increasing order to which entry each row belongs."""
        found, starts = np.unique(np.array(owners, dtype=np.int64), return_index=True)
        return cls(count, found, starts.astype(np.int64))

    def best(self, likeness: Floats) -> Floats:
        """The highest likeness of the rows of each entry; 0 for an entry without any."""
        best = np.zeros(self.count, dtype=np.float32)
        if len(self.owners):
            best[self.owners] = np.maximum(np.maximum.reduceat(likeness, self.starts), 0.0)
        return best


@dataclass(frozen=True, slots=True)
class Meanings:
    """Rows of the encoder, and the entries that own them."""

    rows: Floats
    owned: Owned

    def best(self, row: Floats) -> Floats:
        """The cosine of each entry's likest row."""
        return self.owned.best(self.rows @ row)


@dataclass(frozen=True, slots=True)
class _Dense:
    questions: Meanings
    centres: Meanings
    answers: Meanings


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The entries of a charter, ready to be searched. `examples` are kept for when only the entries are rewritten; `learned`
    says how many of each entry the classifier had."""

    ids: tuple[str, ...] = ()
    examples: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    learned: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    words: SharedWords = field(default_factory=lambda: SharedWords.of(()))
    owned: Owned = field(default_factory=lambda: Owned.of((), 0))
    dense: _Dense | None = None

    @classmethod
    def of(cls, entries: Sequence[FaqEntry], examples: Mapping[str, Sequence[str]], encoder: Encoder | None) -> Self:
        """The index of these entries; `examples` are sentences by intent. About 2 ms for each text new to the encoder."""
        if not entries:
            return cls()
        kept = {entry.id: tuple(examples.get(entry.id, ())) for entry in entries}
        documents = [(n, text) for n, entry in enumerate(entries) for text in _documents(entry, kept[entry.id])]
        return cls(
            ids=tuple(entry.id for entry in entries),
            examples=kept,
            learned={id: len(texts) for id, texts in kept.items()},
            words=SharedWords.of([text for _, text in documents]),
            owned=Owned.of([n for n, _ in documents], len(entries)),
            dense=_meanings(entries, kept, encoder) if encoder else None,
        )

    def rank(self, parts: Sequence[str], rows: Floats | None) -> tuple[Score, ...]:
        """The likeliest entries for a text in parts (`pooling.parts`), with the encoder's row of each, if there is one.

        The confidence is the share of texts of such likeness for which the entry was right.
        """
        if not self.ids or not any(parts):
            return ()
        likeness = self.likeness(parts, rows)
        order = np.argsort(-likeness, kind="stable")[: KEPT + 1]
        ranked = likeness[order]
        # The first is measured by its lead, the others by how far they are behind the first.
        gaps = np.concatenate([ranked[:1] - (ranked[1] if len(ranked) > 1 else 0.0), ranked[1:] - ranked[0]])
        curve = WITH_ENCODER if self.dense is not None and rows is not None else ALONE
        shares = curve(ranked, gaps)
        return tuple(Score(self.ids[n], float(share)) for n, share in zip(order[:KEPT].tolist(), shares, strict=False))

    def signs(self, part: str, row: Floats | None) -> Floats:
        """What speaks for each entry, a column for each of `WEIGHTS`; the wording alone without the encoder."""
        wording = self.owned.best(self.words.likeness(part))
        if self.dense is None or row is None:
            return wording[:, None]
        meanings = (self.dense.questions, self.dense.centres, self.dense.answers)
        return np.stack([wording, *(own.best(row) for own in meanings)], axis=1)

    def likeness(self, parts: Sequence[str], rows: Floats | None) -> Floats:
        """How much a text in parts resembles each entry, about 0..1; of a long text, the sentence that does most has a say."""
        found = [self._of_part(part, None if rows is None else rows[n]) for n, part in enumerate(parts)]
        if len(found) == 1:
            return found[0]
        pooled: Floats = WHOLE * found[0] + (1.0 - WHOLE) * np.max(found[1:], axis=0)
        return pooled

    def _of_part(self, part: str, row: Floats | None) -> Floats:
        signs = self.signs(part, row)
        return signs @ WEIGHTS if signs.shape[1] > 1 else signs[:, 0]


NO_ENTRIES = Retrieval()
"""Where nothing can be found: the index of a charter without FAQ."""


def _spread(texts: Sequence[str]) -> tuple[str, ...]:
    count = min(QUESTIONS, len(texts))
    return tuple(texts[n * len(texts) // count] for n in range(count))


def _documents(entry: FaqEntry, examples: Sequence[str]) -> list[str]:
    """All that is written of an entry, once for each language of its answer: another's words would dilute it."""
    questions = " ".join(map(plain, _questions(entry, examples)))
    return [f"{questions} {plain(text)}" for text in entry.answer.values()]


def _questions(entry: FaqEntry, examples: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (*entry.title.values(), *entry.variants, *_spread(examples)))))


def _meanings(entries: Sequence[FaqEntry], examples: Mapping[str, Sequence[str]], encoder: Encoder) -> _Dense:
    questions = _encoded([_questions(entry, examples[entry.id]) for entry in entries], encoder)
    answers = _encoded([tuple(entry.answer.values()) for entry in entries], encoder)
    sums = np.add.reduceat(questions.rows, questions.owned.starts, axis=0) if len(questions.rows) else questions.rows
    centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return _Dense(questions, Meanings(centres, Owned.of(questions.owned.owners.tolist(), len(entries))), answers)


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _encoded(texts: Sequence[Sequence[str]], encoder: Encoder) -> Meanings:
    pairs = [(n, plain(text)) for n, own in enumerate(texts) for text in own if _says_something(plain(text))]
    return Meanings(encoder.encode([text for _, text in pairs]), Owned.of([n for n, _ in pairs], len(texts)))
