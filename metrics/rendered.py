"""What the text for Prometheus should say of some numbers, sample by sample: worked out apart from the writing of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import isclose

from metrics import families as f
from metrics.differences import NOTHING, Difference
from metrics.reading import Sample, samples
from metrics.refolding import Sums

_EDGES = {family.name: family.buckets for family in f.HISTOGRAMS}
_COUNTED = {family.name for family in f.COUNTERS} | {f"{name}_{part}" for name in _EDGES for part in ("bucket", "sum", "count")}


def counted(sums: Sums) -> Mapping[Sample, float]:
    """Every sample of the families that are counted, where anything was."""
    found: defaultdict[Sample, float] = defaultdict(float)
    for (family, labels, bucket), (n, micros) in sums.cells.items():
        if family not in _EDGES:
            found[family, labels] += n
            continue
        edges = _EDGES[family]
        for edge in edges[edges.index(bucket) :]:
            found[f"{family}_bucket", tuple(sorted((*labels, ("le", edge))))] += n
        found[f"{family}_sum", labels] += micros / 1_000_000
        found[f"{family}_count", labels] += n
    return found


def misread(text: str, sums: Sums) -> Iterator[Difference]:
    """Where that text says something else of the counted families than these sums; what is not counted is shown as 0."""
    shown, expected = samples(text), counted(sums)
    for name, labels in dict.fromkeys((*shown, *expected)):
        if name in _COUNTED and not _same(shown.get((name, labels)), expected.get((name, labels), 0.0)):
            written = shown.get((name, labels))
            yield Difference(
                f"/metrics {name}", labels, NOTHING if written is None else f"{written:.10g}", f"{expected[name, labels]:.10g}"
            )


def _same(shown: float | None, expected: float) -> bool:
    return shown is not None and isclose(shown, expected, rel_tol=1e-9, abs_tol=1e-6)
