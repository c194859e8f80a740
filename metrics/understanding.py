"""How this process understands: how long it takes, by engine, and why the chosen engine was not listened to."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from conversations.understanding import FALLBACK, FALLBACK_REASONS

QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper edges in seconds. Understanding takes milliseconds: the ladder of people's delays begins where this one has ended."""

ENGINES = ("embedded", FALLBACK, "rasa")
"""Who understood: `fallback` is the embedded engine when the chosen one could not."""


@dataclass(slots=True)
class Taken:
    """Durations that one engine took: how many fell in each bucket, and their total in seconds."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(QUICK) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.buckets[bisect_left(QUICK, seconds)] += 1
        self.total += seconds


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """What `/metrics` says of understanding in this process, since it started."""

    taken: Mapping[str, Taken] = field(default_factory=lambda: {engine: Taken() for engine in ENGINES})
    fallbacks: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(FALLBACK_REASONS, 0))
    resting: bool = False

    def took(self, engine: str, seconds: float) -> None:
        """Count a text that `engine` understood; engines that are not in the closed list are left out."""
        if engine in self.taken:
            self.taken[engine].add(seconds)
