"""Places of a text that hold a secret."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Where a secret stands, and of which kind."""

    start: int
    end: int
    kind: str


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, overlapping ones as one, of the kind that begins first."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = found[-1]._replace(end=max(span.end, found[-1].end))
        else:
            found.append(span)
    return found
