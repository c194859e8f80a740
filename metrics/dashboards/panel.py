"""What a board is made of: rows of panels, each a title, a sentence that says exactly what it shows, a unit and its queries.

No target and no limit is written here: a target is a query of `recul_target_seconds`, drawn dashed or beside the value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from metrics import families as f
from metrics.families import WINDOWS
from metrics.rules import groups

Unit = Literal["s", "percentunit", "short", "bool_yes_no", "reqps"]
"""Grafana's names: seconds, a share of 1, a number, yes or no."""

PERIOD = "$window"
"""The window chosen at the top of the board."""
DAYS = "${window:text}"
"""The same, as people read it."""
SERVICE = "$department"
"""The department chosen at the top of the board; "all" for everybody."""


@dataclass(frozen=True, slots=True)
class Query:
    """`expr` under `legend`, or under that title of a column. `unit`: where it is not the panel's; `words`: for some values."""

    expr: str
    legend: str
    unit: Unit | None = None
    drawn: Literal["line", "bars", "target"] = "line"
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Panel:
    """`says` is the definition for whoever reads the board, in French. `kind`: the numbers of now, their course, or a table by
    department, to which each query gives a column. `width` of 24. `every`: no point of a course is nearer to the next."""

    title: str
    says: str
    unit: Unit
    queries: tuple[Query, ...]
    kind: Literal["now", "course", "table"] = "now"
    width: int = 6
    height: int = 8
    nothing: str = "—"
    by: str = "department"
    every: str | None = None

    @property
    def description(self) -> str:
        """`says`, then the definition in the code of everything that is read."""
        read = dict.fromkeys(name for query in self.queries for name in _NAME.findall(query.expr))
        return "\n\n".join((self.says, *(f"`{name}`: {_DEFINITIONS[_defined(name)]}" for name in read)))


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side under a title."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`uid` is fixed: links and bookmarks hang on it. `since`: how far back it looks at first."""

    uid: str
    title: str
    says: str
    rows: tuple[Row, ...]
    since: str = "now-28d"

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All of them, in order."""
        return tuple(panel for row in self.rows for panel in row.panels)


_NAME = re.compile(r"\b(?:recul[:_]|ALERTS\b|up\b)(?:\$window|[\w:])*")
_SUFFIX = re.compile(r"_(bucket|sum|count)$")
_OF_PROMETHEUS = {
    "up": "1 while Prometheus can read /metrics of the process, 0 while it cannot.",
    "ALERTS": "Prometheus's own: 1 for each alert that fires.",
}
_DEFINITIONS = {
    **{family.name: family.help for family in f.FAMILIES},
    **{rule.record: rule.says for group in groups() for rule in group.rules},
    **{
        rule.record.replace(f"_{WINDOWS[0]}", f"_{PERIOD}"): rule.says.replace(f" in {WINDOWS[0]}", " in the period")
        for group in groups()
        for rule in group.rules
        if rule.record.endswith(f"_{WINDOWS[0]}")
    },
    **_OF_PROMETHEUS,
}


def _defined(name: str) -> str:
    """The family of a histogram's parts, else the name itself."""
    return name if name in _DEFINITIONS else _SUFFIX.sub("", name)
