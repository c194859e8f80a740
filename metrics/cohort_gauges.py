"""The gauges of what was opened in the last day, week and four weeks: ratios and quantiles that count those still waiting."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from conversations.figures import Gauge, TurnRow
from conversations.turn import AnsweredBy
from metrics import families as f
from metrics.cohorts import acknowledged, counts, delays

WINDOWS = {name: timedelta(days=int(name.removesuffix("d"))) for name in f.WINDOWS}
LONGEST = max(WINDOWS.values())

ANSWERED_BY: dict[str, AnsweredBy | None] = {f.ALL: None, **{by.value: by for by in AnsweredBy}}
"""Whose answers are timed, by label."""

Cell = tuple[str, str, str]
"""The labels visibility, mention and department of turns."""


def gauges(rows: Iterable[TurnRow], now: datetime) -> tuple[Gauge, ...]:
    """The gauges of the turns opened in each window before `now`; `rows` are those of the longest window, in any order.

    Where there is a turn, every state has a gauge; where there is none, nothing has. One says when that was: it is there for a
    shop of which nobody has asked anything too.
    """
    rows, found = list(rows), [_gauge(f.FIGURES_TIMESTAMP, now.timestamp())]
    for window, length in WINDOWS.items():
        cells, together = _cells(row for row in rows if now - length <= row.opened_at < now)
        for cell, of_cell in cells.items():
            found.extend(_counted(of_cell, _labels(window, cell)))
        for cell, of_cell in (cells | together).items():
            found.extend(_timed(of_cell, now, _labels(window, cell)))
    return tuple(found)


def of_labels(row: TurnRow, labels: Mapping[str, str], now: datetime) -> bool:
    """Whether a gauge of `now` with these labels is about this turn: by window, visibility, mention and department."""
    if labels["department"] not in (f.ALL, row.department or f.NOBODY):
        return False
    arrived = now - WINDOWS[labels["window"]] <= row.opened_at < now
    return arrived and (row.visibility.value, _yes(row.mention)) == (labels["visibility"], labels["mention"])


def _cells(rows: Iterable[TurnRow]) -> tuple[dict[Cell, list[TurnRow]], dict[Cell, list[TurnRow]]]:
    """The rows by department, and of all departments together."""
    cells, together = defaultdict[Cell, list[TurnRow]](list), defaultdict[Cell, list[TurnRow]](list)
    for row in rows:
        visibility, mention = row.visibility.value, _yes(row.mention)
        cells[visibility, mention, row.department or f.NOBODY].append(row)
        together[visibility, mention, f.ALL].append(row)
    return cells, together


def _counted(rows: Sequence[TurnRow], labels: dict[str, str]) -> Iterator[Gauge]:
    for state, n in counts(rows).items():
        yield _gauge(f.COHORT_TURNS, n, state=state.value, **labels)
    yield _gauge(f.COHORT_ACKNOWLEDGED, acknowledged(rows).part, **labels)


def _timed(rows: Sequence[TurnRow], now: datetime, labels: dict[str, str]) -> Iterator[Gauge]:
    for answered_by, by in ANSWERED_BY.items():
        of_these = delays(rows, now, by)
        for quantile in f.QUANTILES:
            found = of_these.within(float(quantile))
            if found is not None:
                more = {"answered_by": answered_by, "quantile": quantile, "reached": _yes(found.reached)}
                yield _gauge(f.COHORT_ANSWER_DELAY, found.delay.total_seconds(), **labels, **more)


def _labels(window: str, cell: Cell) -> dict[str, str]:
    visibility, mention, department = cell
    return {"window": window, "visibility": visibility, "mention": mention, "department": department}


def _gauge(family: f.Family, value: float, **labels: str) -> Gauge:
    return Gauge(family.name, tuple(sorted(labels.items())), float(value))


def _yes(true: bool) -> str:
    return "yes" if true else "no"
