"""What a metric family is: its name, its exact definition, the closed sets of its labels, the edges of its buckets."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

LADDER = (60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 259200, 604800)
"""Upper edges in seconds, one minute to seven days. Fixed here, so that no edit of a charter moves a fact of the past."""

QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper edges in seconds. Understanding takes milliseconds: the ladder of people's delays begins where this one has ended."""

ON_THE_WAY = (1, 5, 15, 60, 300, 900, 3600, 21600, 86400)
"""Upper edges in seconds, from a message that comes at once to one that a platform kept for a day."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the closed list of its values; None where a charter or the program gives them (departments, a release)."""

    name: str
    values: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Family:
    """One metric family. `help` is its exact definition; `by` are its labels, sorted by name; `edges` are for histograms."""

    name: str
    help: str
    kind: Literal["counter", "gauge", "histogram"]
    by: tuple[Label, ...] = ()
    edges: tuple[float, ...] = LADDER

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of its labels, sorted."""
        return tuple(label.name for label in self.by)

    @property
    def buckets(self) -> tuple[str, ...]:
        """The upper edges of its buckets as Prometheus writes them."""
        return (*map(str, self.edges), "+Inf")

    def bucket(self, seconds: float) -> str:
        """The upper edge of the bucket in which a duration falls, as Prometheus writes it."""
        return self.buckets[bisect_left(self.edges, seconds)]
