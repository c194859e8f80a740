"""The figures as Prometheus reads them: the classic text format.

Written here and not by prometheus_client: its collectors need 150 ms for the 12,000 lines of an ordinary charter, where a
scrape may take 50. Its parser, and promtool, check this text in the tests.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from conversations.crisis import CrisisState
from conversations.figures import Open, Snapshot, Waiting
from conversations.tally import Labels, Tally
from metrics import families as f
from metrics.board import Board
from metrics.understanding import QUICK, EngineFigures

Sum = tuple[int, float]
"""How many, and the total of their seconds."""

Counts = Mapping[Labels, Mapping[str, Sum]]
"""The sums of one family by labels and bucket."""

_EMPTY: Mapping[str, Sum] = {}
_NOTHING: Sum = (0, 0.0)
_CRISIS = {CrisisState.PROPOSED: 1.0, CrisisState.PRECAUTION: 2.0, CrisisState.DECLARED: 3.0}
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def exposition(seen: Snapshot, board: Board) -> str:
    """All families as text, each label set of `board` present. The tallies may be added up or not."""
    sums = summed(seen.tallies)
    lines: list[str] = []
    for family in f.HISTOGRAMS:
        lines.extend(_histogram(family, sums[family.name], board))
    for family in f.COUNTERS:
        lines.extend(_counter(family, sums[family.name], board))
    lines.extend(_gauges(seen.waiting, board))
    lines.extend(_understanding(board.understanding))
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
    for labels in _all(family, counts, board):
        buckets = counts.get(labels)
        yield _observed(family.name, labels, buckets) if buckets else _unobserved(family.name, labels)


def _observed(name: str, labels: Labels, buckets: Mapping[str, Sum]) -> str:
    *edges, total, count = _histogram_names(name, labels)
    numbers = list(accumulate(buckets.get(edge, _NOTHING)[0] for edge in f.EDGES))
    lines = [f"{edge}{number}" for edge, number in zip(edges, numbers, strict=True)]
    return "\n".join((*lines, f"{total}{sum(seconds for _, seconds in buckets.values())}", f"{count}{numbers[-1]}"))


@lru_cache(maxsize=4096)
def _unobserved(name: str, labels: Labels) -> str:
    """The lines of a histogram in which nothing was ever counted: most of them, and always the same."""
    return _observed(name, labels, _EMPTY)


def _counter(family: f.Family, counts: Counts, board: Board) -> Iterator[str]:
    yield from _head(family)
    for labels in _all(family, counts, board):
        n, _ = counts.get(labels, _EMPTY).get("", _NOTHING)
        yield f"{_name(family.name, labels)}{n}"


def _gauges(waiting: Waiting, board: Board) -> Iterator[str]:
    cells = [(_cell(cell), cell) for cell in waiting.turns]
    yield from _gauge(f.TURNS_OPEN, _zeros(f.TURNS_OPEN, board) | {labels: float(cell.count) for labels, cell in cells})
    yield from _gauge(f.TURNS_OPEN_OLDEST, {labels: cell.oldest.timestamp() for labels, cell in cells})
    outbox = [((("channel", channel),), count, oldest) for channel, count, oldest in waiting.outbox]
    yield from _gauge(f.OUTBOX_DEPTH, _zeros(f.OUTBOX_DEPTH, board) | {labels: float(count) for labels, count, _ in outbox})
    yield from _gauge(f.OUTBOX_OLDEST, {labels: oldest.timestamp() for labels, count, oldest in outbox if count})
    yield from _gauge(f.TARGET, dict(board.targets()))
    yield from _gauge(f.CRISIS_STATE, {(): _CRISIS.get(waiting.crisis, 0.0) if waiting.crisis else 0.0})
    yield from _gauge(f.BUILD_INFO, {(("release", board.release), ("version", board.version)): 1.0})
    yield from _gauge(f.CHARTER_REFUSED, {(): float(board.refusals)})
    yield from _gauge(f.CHARTER_TROUBLE, {(): float(board.troubled)})


def _understanding(figures: EngineFigures) -> Iterator[str]:
    yield from _head(f.ENGINE_SECONDS)
    name = f.ENGINE_SECONDS.name
    for engine, taken in figures.taken.items():
        counts = list(accumulate(taken.buckets))
        for edge, count in zip((*map(str, QUICK), "+Inf"), counts, strict=True):
            yield f"{_name(f'{name}_bucket', (('engine', engine), ('le', edge)))}{count}"
        yield f"{_name(f'{name}_sum', (('engine', engine),))}{taken.total}"
        yield f"{_name(f'{name}_count', (('engine', engine),))}{counts[-1]}"
    yield from _head(f.ENGINE_FALLBACKS)
    for reason, count in figures.fallbacks.items():
        yield f"{_name(f.ENGINE_FALLBACKS.name, (('reason', reason),))}{count}"
    yield from _gauge(f.ENGINE_BREAKER_OPEN, {(): float(figures.resting)})


def _gauge(family: f.Family, values: Mapping[Labels, float]) -> Iterator[str]:
    yield from _head(family)
    for labels, value in values.items():
        yield f"{_name(family.name, labels)}{value}"


def _zeros(family: f.Family, board: Board) -> dict[Labels, float]:
    return dict.fromkeys(board.present(family), 0.0)


def _cell(cell: Open) -> Labels:
    department = cell.department or f.NOBODY
    mention = "yes" if cell.mention else "no"
    return (("channel", cell.channel), ("department", department), ("mention", mention), ("visibility", cell.visibility.value))


def _all(family: f.Family, counts: Counts, board: Board) -> Iterable[Labels]:
    """The label sets that are always present, then those of the past (a department that the charter no longer has)."""
    return dict.fromkeys((*board.present(family), *counts))


def _head(family: f.Family) -> tuple[str, str]:
    return f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}"


@lru_cache(maxsize=16384)
def _name(name: str, labels: Labels) -> str:
    """The start of a sample's line, up to its value."""
    written = ",".join(f'{label}="{value.translate(_ESCAPES)}"' for label, value in labels)
    return f"{name}{{{written}}} "


@lru_cache(maxsize=4096)
def _histogram_names(name: str, labels: Labels) -> tuple[str, ...]:
    """The starts of a histogram's lines: its buckets in order, its sum, its count."""
    edges = (_name(f"{name}_bucket", (*labels, ("le", edge))) for edge in f.EDGES)
    return (*edges, _name(f"{name}_sum", labels), _name(f"{name}_count", labels))
