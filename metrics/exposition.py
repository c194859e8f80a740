"""The figures as Prometheus reads them: the classic text format.

Written here and not by prometheus_client: its collectors need 150 ms for the 15,000 lines of an ordinary charter, where a
scrape may take 50. Its parser, and promtool, check this text in the tests.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import accumulate

from conversations.figures import Snapshot
from conversations.tally import Labels, Tally
from metrics import families as f
from metrics.board import Board
from metrics.standing import gauges

Sum = tuple[int, float]
"""How many, and the total of their seconds."""

Counts = Mapping[Labels, Mapping[str, Sum]]
"""The sums of one family by labels and bucket."""

_EMPTY: Mapping[str, Sum] = {}
_NOTHING: Sum = (0, 0.0)
_COUNTED = tuple(family for family in f.FAMILIES if family.kind != "gauge" and family not in f.CHARTER)
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def exposition(seen: Snapshot, board: Board, now: datetime | None = None) -> str:
    """All families as text, each label set of `board` present. The tallies may be added up or not.

    Kept gauges that are too old at `now` are left out; None: those of the snapshot are shown, whatever their age.
    """
    sums = summed((*seen.tallies, *board.understanding.tallies(), *board.sending.tallies()))
    lines: list[str] = []
    for family in _COUNTED:
        write = _histogram if family.kind == "histogram" else _counter
        lines.extend(write(family, sums[family.name], board))
    for family, values in gauges(seen, board, now):
        lines.extend(_gauge(family, values))
    return "\n".join(lines) + "\n"


def summed(tallies: Iterable[Tally]) -> defaultdict[str, dict[Labels, dict[str, Sum]]]:
    """The tallies added up by family, labels and bucket."""
    sums: defaultdict[str, dict[Labels, dict[str, Sum]]] = defaultdict(dict)
    for tally in tallies:
        buckets = sums[tally.family].setdefault(tally.labels, {})
        n, total = buckets.get(tally.bucket, _NOTHING)
        buckets[tally.bucket] = (n + tally.n, total + tally.total)
    return sums


def _histogram(family: f.Family, counts: Counts, board: Board) -> Iterator[str]:
    yield from _head(family)
    name, edges = family.name, family.buckets
    for labels in _all(family, counts, board):
        buckets = counts.get(labels)
        yield _observed(name, labels, edges, buckets) if buckets else _unobserved(name, labels, edges)


def _observed(name: str, labels: Labels, edges: tuple[str, ...], buckets: Mapping[str, Sum]) -> str:
    *starts, total, count = _histogram_names(name, labels, edges)
    numbers = list(accumulate(buckets.get(edge, _NOTHING)[0] for edge in edges))
    lines = [f"{start}{number}" for start, number in zip(starts, numbers, strict=True)]
    return "\n".join((*lines, f"{total}{sum(seconds for _, seconds in buckets.values())}", f"{count}{numbers[-1]}"))


@lru_cache(maxsize=8192)
def _unobserved(name: str, labels: Labels, edges: tuple[str, ...]) -> str:
    """The lines of a histogram in which nothing was ever counted: most of them, and always the same."""
    return _observed(name, labels, edges, _EMPTY)


def _counter(family: f.Family, counts: Counts, board: Board) -> Iterator[str]:
    yield from _head(family)
    for labels in _all(family, counts, board):
        n, _ = counts.get(labels, _EMPTY).get("", _NOTHING)
        yield f"{_name(family.name, labels)}{n}"


def _gauge(family: f.Family, values: Mapping[Labels, float]) -> Iterator[str]:
    yield from _head(family)
    for labels, value in values.items():
        yield f"{_name(family.name, labels)}{value}"


def _all(family: f.Family, counts: Counts, board: Board) -> Iterable[Labels]:
    """The label sets that are always present, then those of the past (a department that the charter no longer has)."""
    return dict.fromkeys((*board.present(family), *counts))


def _head(family: f.Family) -> tuple[str, str]:
    return f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}"


@lru_cache(maxsize=32768)
def _name(name: str, labels: Labels) -> str:
    """The start of a sample's line, up to its value."""
    written = ",".join(f'{label}="{value.translate(_ESCAPES)}"' for label, value in labels)
    return f"{name}{{{written}}} "


@lru_cache(maxsize=8192)
def _histogram_names(name: str, labels: Labels, edges: tuple[str, ...]) -> tuple[str, ...]:
    """The starts of a histogram's lines: its buckets in order, its sum, its count."""
    starts = (_name(f"{name}_bucket", (*labels, ("le", edge))) for edge in edges)
    return (*starts, _name(f"{name}_sum", labels), _name(f"{name}_count", labels))
