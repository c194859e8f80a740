"""The few turns of PromQL that every rule and panel needs, so that each of them is said once.

Every process exports the same numbers of the one database: a sum over instances would count each customer twice. So whatever is
read is taken `once` first. What a process knows of itself alone is added over the processes with `each`.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from metrics.families import ALL


def once(selector: str) -> str:
    """The series of `selector`, each once, whichever processes export it."""
    return f"max without(instance, job)({selector})"


def increase(selector: str, window: str) -> str:
    """By how much the counters of `selector` rose in `window`, each once.

    The maximum is taken of the increases and not of the counters: when a process goes, the maximum of counters falls back to
    what another one said last, and Prometheus would take that for a reset and count everything again."""
    return once(f"increase({selector}[{window}])")


def each(selector: str, window: str) -> str:
    """By how much the counters of `selector` rose in `window`, of all processes together: for what is kept in memory."""
    return f"sum without(instance, job)(increase({selector}[{window}]))"


def quantile(share: float, buckets: str, by: str = "") -> str:
    """The value under which that share lies, read in the buckets of a histogram; absent where there is none, not NaN."""
    labels = f"{by}, le" if by else "le"
    return f"histogram_quantile({share}, sum by({labels})({buckets})) >= 0"


def added(expression: str, labels: Sequence[str], over: Sequence[str] = ()) -> str:
    """The sum of `expression` by `labels`; beside it, with the value "all", the sums over each of the labels in `over`.

    A ratio over everybody is one of sums, never a mean of ratios."""
    return "\nor ".join(_sum(expression, labels, dropped) for dropped in _subsets(over))


def named(expression: str, **labels: str) -> str:
    """`expression` with these labels set."""
    for label, value in labels.items():
        expression = f'label_replace({expression}, "{label}", "{value}", "", "")'
    return expression


def ratio(part: str, whole: str) -> str:
    """`part` ÷ the series `whole`; absent where the whole is nothing, for a mean of nobody is no number."""
    return f"(\n{part}\n) / ({whole} > 0)"


def share(part: str, whole: str) -> str:
    """The share that `part` is of the series `whole`. Where nothing was ever a part (a department that the charter has dropped
    shows only what it had), the share is nothing and not absent."""
    return ratio(f"{part}\nor {whole} * 0", whole)


def _sum(expression: str, labels: Sequence[str], dropped: Sequence[str]) -> str:
    kept = ", ".join(label for label in labels if label not in dropped)
    return named(f"sum by({kept})({expression})", **dict.fromkeys(dropped, ALL))


def _subsets(labels: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (subset for size in range(len(labels) + 1) for subset in combinations(labels, size))
