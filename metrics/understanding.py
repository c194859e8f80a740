"""How this process understands: how long it takes, by engine, and why the chosen engine was not listened to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from conversations.tally import Tally
from metrics.families import ENGINE_FALLBACKS, ENGINE_SECONDS, ENGINES


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """What `/metrics` says of understanding in this process, since it started. `taken`: how many texts and how many seconds, by
    engine and bucket; `fallbacks`: how many, by reason; `resting`: the chosen engine is not asked now."""

    taken: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    fallbacks: Mapping[str, int] = field(default_factory=dict)
    resting: bool = False

    def took(self, engine: str, seconds: float) -> None:
        """Count a text that `engine` understood; engines that are not in the closed list are left out."""
        if engine in ENGINES:
            cell = engine, ENGINE_SECONDS.bucket(seconds)
            n, total = self.taken.get(cell, (0, 0.0))
            self.taken[cell] = n + 1, total + seconds

    def tallies(self) -> Iterator[Tally]:
        """The same as steps of numbers, for the exposition."""
        for (engine, bucket), (n, total) in self.taken.items():
            yield Tally(ENGINE_SECONDS.name, (("engine", engine),), bucket, n, total)
        for reason, n in self.fallbacks.items():
            yield Tally(ENGINE_FALLBACKS.name, (("reason", reason),), n=n)
