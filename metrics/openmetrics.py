"""Expositions of several moments as one dated OpenMetrics text: a history that Prometheus takes as if it had scraped it.

`promtool tsdb create-blocks-from openmetrics FILE DIRECTORY` makes blocks of it (Prometheus calls that backfilling).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

_TOTAL = "_total"
_ZEROS = frozenset({"0", "0.0"})


@dataclass(slots=True)
class _Run:
    """One value that a series had from one moment to another, both numbered, without a gap."""

    first: int
    last: int
    value: str


@dataclass(slots=True)
class _Family:
    """What is known of one family: its help, its kind, and what each series (as it is written) was."""

    name: str
    help: str = ""
    kind: str = "unknown"
    series: dict[str, list[_Run]] = field(default_factory=dict)


class Dated:
    """Expositions of several moments, added in the order of time; what stays the same from one to the next is kept once."""

    def __init__(self) -> None:
        self._at: list[int] = []
        self._families: dict[str, _Family] = {}

    def add(self, at: datetime, text: str) -> None:
        """The exposition of that moment."""
        _read(text, len(self._at), self._families)
        self._at.append(int(at.timestamp()))

    def lines(self, zeros: bool = True) -> Iterator[str]:
        """See `openmetrics`."""
        for family in self._families.values():
            yield from _family(family, self._at, zeros)
        yield "# EOF\n"


def openmetrics(moments: Iterable[tuple[datetime, str]], zeros: bool = True) -> Iterator[str]:
    """The lines of the whole text, each with its end, the last one `# EOF`.

    `moments` are dated expositions (`metrics.exposition`), in the order of time. Names and labels are theirs, so that a query
    cannot tell them from what was scraped. Without `zeros`, series that are 0 throughout are left out.
    """
    dated = Dated()
    for at, text in moments:
        dated.add(at, text)
    return dated.lines(zeros)


def _read(text: str, number: int, families: dict[str, _Family]) -> None:
    here = _Family("")
    for line in text.splitlines():
        if not line.startswith("#"):
            series, _, value = line.rpartition(" ")
            _note(here.series.setdefault(series, []), number, value)
            continue
        _, what, name, told = line.split(" ", 3)
        here = families.setdefault(name, _Family(name))
        if what == "HELP":
            here.help = told
        else:
            here.kind = told


def _note(runs: list[_Run], number: int, value: str) -> None:
    if runs and runs[-1].last == number - 1 and runs[-1].value == value:
        runs[-1].last = number
    else:
        runs.append(_Run(number, number, value))


def _family(family: _Family, at: Sequence[int], zeros: bool) -> Iterator[str]:
    # OpenMetrics names a counter without the `_total` of its samples.
    name = family.name.removesuffix(_TOTAL) if family.kind == "counter" else family.name
    yield f"# HELP {name} {family.help}\n# TYPE {name} {family.kind}\n"
    for series, runs in family.series.items():
        if zeros or any(run.value not in _ZEROS for run in runs):
            yield "".join(f"{series} {run.value} {at[n]}\n" for run in runs for n in range(run.first, run.last + 1))
