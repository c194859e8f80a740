"""How well sentences were read that the model had not seen: confusions, calibration, and what stands too near to what. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

BINS = 10
"""Equal steps of confidence in which the calibration is looked at."""

SHOWN = 5
"""Sentences that are shown of a confusion."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence, the intent that it was written for, what it was taken for ("" for nothing), and how sure the engine was."""

    text: str
    meant: str
    taken: str
    confidence: float

    @property
    def right(self) -> bool:
        """True when it was understood."""
        return self.meant == self.taken


@dataclass(frozen=True, slots=True)
class Step:
    """The sentences read with about the same confidence: how many, how sure the engine was, and what share was right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Mixed:
    """`times` of the `of` sentences written for `meant` were taken for `taken`: the surest of them first."""

    meant: str
    taken: str
    times: int
    of: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collision:
    """Two FAQ entries that are taken for each other: `times` of the `of` sentences of both."""

    first: str
    second: str
    times: int
    of: int
    sentences: tuple[str, ...]


def share_right(reads: Sequence[Read]) -> float:
    """The share that was understood, 0..1; 0 of nothing."""
    return sum(read.right for read in reads) / len(reads) if reads else 0.0


def counts(reads: Sequence[Read]) -> Counter[tuple[str, str]]:
    """How many sentences written for one intent were taken for another, or for itself."""
    return Counter((read.meant, read.taken) for read in reads)


def calibration(reads: Sequence[Read]) -> tuple[Step, ...]:
    """The steps of confidence that occur, the lowest first."""
    binned: list[list[Read]] = [[] for _ in range(BINS)]
    for read in reads:
        binned[min(int(read.confidence * BINS), BINS - 1)].append(read)
    return tuple(
        Step(len(some), sum(read.confidence for read in some) / len(some), share_right(some)) for some in binned if some
    )


def calibration_error(steps: Sequence[Step]) -> float:
    """The mean distance between confidence and share of right ones, each step weighed by its sentences."""
    total = sum(step.count for step in steps)
    return sum(step.count * abs(step.confidence - step.right) for step in steps) / total if total else 0.0


def worst(reads: Sequence[Read], limit: int) -> tuple[Mixed, ...]:
    """The confusions that take the largest number of sentences, at most `limit`."""
    of = Counter(read.meant for read in reads)
    mixed = {pair: times for pair, times in counts(reads).items() if pair[0] != pair[1]}
    ranked = sorted(mixed, key=lambda pair: (-mixed[pair], -mixed[pair] / of[pair[0]], pair))[:limit]
    return tuple(
        Mixed(meant, taken, mixed[meant, taken], of[meant], _shown(reads, {(meant, taken)})) for meant, taken in ranked
    )


def collisions(reads: Sequence[Read], faq: Sequence[str], limit: int) -> tuple[Collision, ...]:
    """Pairs of these FAQ entries that are taken for each other at least twice, the largest share first."""
    of, mixed = Counter(read.meant for read in reads), counts(reads)
    found = [
        Collision(a, b, times, of[a] + of[b], _shown(reads, {(a, b), (b, a)}))
        for a, b in combinations(sorted(faq), 2)
        if (times := mixed[a, b] + mixed[b, a]) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-one.times / one.of, one.first, one.second))[:limit])


def _shown(reads: Sequence[Read], pairs: set[tuple[str, str]]) -> tuple[str, ...]:
    some = sorted((read for read in reads if (read.meant, read.taken) in pairs), key=lambda read: -read.confidence)
    return tuple(read.text for read in some[:SHOWN])
