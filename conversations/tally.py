"""A small step of one number: what `save` appends and the folder adds up."""

from dataclasses import dataclass

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """`n` observations with the sum `total` (seconds) in one bucket of one family.

    `bucket` is the upper edge as Prometheus writes it (`7200`, `+Inf`) for histograms, and empty for plain counters.
    `labels` are sorted (name, value) pairs from closed sets.
    """

    family: str
    labels: Labels
    bucket: str = ""
    n: int = 1
    total: float = 0.0
