"""What the text for Prometheus should say of some numbers, sample by sample: worked out apart from the writing of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import isclose

from conversations.figures import Snapshot, Waiting
from conversations.tally import Labels
from metrics import families as f
from metrics.differences import NOTHING, Difference
from metrics.reading import Sample, samples
from metrics.refolding import Sums

_EDGES = {family.name: family.buckets for family in f.HISTOGRAMS}
_OF_HISTOGRAMS = {f"{name}_{part}" for name in _EDGES for part in ("bucket", "sum", "count")}
_STANDING = (
    f.TURNS_OPEN,
    f.TURNS_OPEN_OLDEST,
    f.TURNS_OVERDUE,
    f.DANGERS_OPEN,
    f.DANGERS_OPEN_OLDEST,
    f.UNDECIDED,
    f.UNDECIDED_OLDEST,
    f.OUTBOX_DEPTH,
    f.OUTBOX_OLDEST,
)
_KEPT = (f.COHORT_TURNS, f.COHORT_ACKNOWLEDGED, f.COHORT_ANSWER_DELAY)
_NAMES = _OF_HISTOGRAMS | {family.name for family in (*f.COUNTERS, *_STANDING, *_KEPT)}


def misread(text: str, seen: Snapshot, sums: Sums) -> Iterator[Difference]:
    """Where that text says something else than what was `seen`, whose tallies add up to these sums; what is nothing is shown
    as 0, or not at all."""
    shown = samples(text)
    expected = {**counted(sums), **_standing(seen.waiting)}
    expected |= {(gauge.family, gauge.labels): gauge.value for gauge in (seen.kept.gauges if seen.kept else ())}
    for name, labels in dict.fromkeys((*shown, *expected)):
        written, due = shown.get((name, labels)), expected.get((name, labels), 0.0)
        if name in _NAMES and (written is None or not isclose(written, due, rel_tol=1e-9, abs_tol=1e-6)):
            yield Difference(f"/metrics {name}", labels, NOTHING if written is None else f"{written:.10g}", f"{due:.10g}")


def counted(sums: Sums) -> Mapping[Sample, float]:
    """Every sample of the families that are counted, where anything was."""
    found: defaultdict[Sample, float] = defaultdict(float)
    for (family, labels, bucket), (n, micros) in sums.cells.items():
        if family not in _EDGES:
            found[family, labels] += n
            continue
        edges = _EDGES[family]
        for edge in edges[edges.index(bucket) :]:
            found[f"{family}_bucket", _with(labels, "le", edge)] += n
        found[f"{family}_sum", labels] += micros / 1_000_000
        found[f"{family}_count", labels] += n
    return found


def _standing(waiting: Waiting) -> Mapping[Sample, float]:
    """Every sample of what stands. A department of no name is nobody's; several networks may be one channel."""
    found: defaultdict[Sample, float] = defaultdict(float)
    oldest: defaultdict[Sample, list[datetime]] = defaultdict(list)
    for cell in waiting.turns:
        labels = _labels(
            channel=f.channel(cell.channel),
            department=cell.department or f.NOBODY,
            mention="yes" if cell.mention else "no",
            visibility=cell.visibility.value,
        )
        found[f.TURNS_OPEN.name, labels] += cell.count
        oldest[f.TURNS_OPEN_OLDEST.name, labels].append(cell.oldest)
        for clock, n in cell.overdue.items():
            found[f.TURNS_OVERDUE.name, _with(labels, "clock", clock.value)] += n
    for visibility, danger in waiting.dangers.items():
        found[f.DANGERS_OPEN.name, _labels(visibility=visibility.value)] = danger.count
        oldest[f.DANGERS_OPEN_OLDEST.name, _labels(visibility=visibility.value)].append(danger.oldest)
    if waiting.undecided is not None:
        found[f.UNDECIDED.name, ()] = waiting.undecided.count
        oldest[f.UNDECIDED_OLDEST.name, ()].append(waiting.undecided.oldest)
    for channel, n, since in waiting.outbox:
        found[f.OUTBOX_DEPTH.name, _labels(channel=f.channel(channel))] += n
        if since is not None:
            oldest[f.OUTBOX_OLDEST.name, _labels(channel=f.channel(channel))].append(since)
    return found | {sample: min(moments).timestamp() for sample, moments in oldest.items()}


def _labels(**labels: str) -> Labels:
    return _sorted(labels.items())


def _with(labels: Labels, name: str, value: str) -> Labels:
    return _sorted((*labels, (name, value)))


def _sorted(labels: Iterable[tuple[str, str]]) -> Labels:
    return tuple(sorted(labels))
