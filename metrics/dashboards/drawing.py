"""A board as Grafana reads it: JSON with sorted keys."""

import json
from collections.abc import Iterator
from string import ascii_uppercase
from typing import Any

from metrics.dashboards.panel import PERIOD, SERVICE, Dashboard, Panel, Query
from metrics.families import WINDOWS

Node = dict[str, Any]

SOURCE: Node = {"type": "prometheus", "uid": "recul-prometheus"}
_SCHEMA = 39
"""The newest form that every Grafana from 10.4 on reads; later ones bring it up to date by themselves."""
_COLUMNS = 24
_AT_FIRST = "7d"
_TYPES = {"now": "stat", "course": "timeseries", "table": "table"}
_NO_LIMITS: Node = {"mode": "absolute", "steps": [{"color": "text", "value": None}]}
"""Grafana wants one step; without a value it is a colour and no limit."""


def drawn(board: Dashboard) -> str:
    """The file's text."""
    return json.dumps(_board(board), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _board(board: Dashboard) -> Node:
    return {
        "annotations": {"list": [_own_annotations(), _crisis(), _charter()]},
        "description": board.says,
        "editable": False,
        "graphTooltip": 1,
        "links": [_link()],
        "panels": list(_panels(board)),
        "refresh": "1m",
        "schemaVersion": _SCHEMA,
        "tags": ["recul"],
        "templating": {"list": [variable() for name, variable in _VARIABLES.items() if _asks(board, name)]},
        "time": {"from": board.since, "to": "now"},
        "timezone": "browser",
        "title": board.title,
        "uid": board.uid,
        "weekStart": "monday",
    }


def _panels(board: Dashboard) -> Iterator[Node]:
    id, y = 0, 0
    for row in board.rows:
        id += 1
        yield {"collapsed": False, "gridPos": _at(0, y, _COLUMNS, 1), "id": id, "panels": [], "title": row.title, "type": "row"}
        x, y, high = 0, y + 1, 0
        for panel in row.panels:
            id += 1
            if x + panel.width > _COLUMNS:
                x, y, high = 0, y + high, 0
            yield {"gridPos": _at(x, y, panel.width, panel.height), "id": id, **_panel(panel)}
            x, high = x + panel.width, max(high, panel.height)
        y += high


def _at(x: int, y: int, width: int, height: int) -> Node:
    return {"h": height, "w": width, "x": x, "y": y}


def _panel(panel: Panel) -> Node:
    drawing: Node = {
        "datasource": SOURCE,
        "description": panel.description,
        "fieldConfig": {"defaults": _defaults(panel), "overrides": list(_overrides(panel))},
        "options": _options(panel),
        "targets": [_target(panel, id, query) for id, query in zip(ascii_uppercase, panel.queries, strict=False)],
        "title": panel.title,
        "type": _TYPES[panel.kind],
    }
    if panel.kind == "table":
        drawing["transformations"] = _joined(panel)
    if panel.every is not None:
        drawing["interval"] = panel.every
    return drawing


def _options(panel: Panel) -> Node:
    rows = {"sortBy": [{"desc": False, "displayName": _HEADS[panel.by]}]} if panel.kind == "table" else {}
    return _OPTIONS[panel.kind] | rows


def _target(panel: Panel, id: str, query: Query) -> Node:
    course = panel.kind == "course"
    return {
        "datasource": SOURCE,
        "editorMode": "code",
        "expr": query.expr,
        "format": "table" if panel.kind == "table" else "time_series",
        "instant": not course,
        "legendFormat": query.legend,
        "range": course,
        "refId": id,
    }


def _defaults(panel: Panel) -> Node:
    custom = {"custom": _CUSTOM[panel.kind]} if panel.kind in _CUSTOM else {}
    return {"color": _COLOURS[panel.kind], "noValue": panel.nothing, "thresholds": _NO_LIMITS, "unit": panel.unit, **custom}


def _overrides(panel: Panel) -> Iterator[Node]:
    for id, query in zip(ascii_uppercase, panel.queries, strict=False):
        properties = list(_properties(panel, query))
        if properties:
            yield {"matcher": _matcher(panel, id, query), "properties": properties}


def _matcher(panel: Panel, id: str, query: Query) -> Node:
    """A table's columns have lost their queries when they are joined: they are known by their titles."""
    if panel.kind == "table":
        return {"id": "byName", "options": query.legend}
    return {"id": "byFrameRefID", "options": id}


def _properties(panel: Panel, query: Query) -> Iterator[Node]:
    if query.unit is not None:
        yield {"id": "unit", "value": query.unit}
        if panel.kind == "course":
            yield {"id": "custom.axisPlacement", "value": "right"}
    if query.words:
        words = {value: {"text": word} for value, word in query.words.items()}
        yield {"id": "mappings", "value": [{"options": words, "type": "value"}]}
    if query.drawn == "bars":
        yield {"id": "custom.drawStyle", "value": "bars"}
        yield {"id": "custom.fillOpacity", "value": 20}
    if query.drawn == "target" and panel.kind == "course":
        yield {"id": "custom.lineStyle", "value": {"dash": [10, 10], "fill": "dash"}}
        yield {"id": "color", "value": {"fixedColor": "text", "mode": "fixed"}}


def _joined(panel: Panel) -> list[Node]:
    columns = {f"Value #{id}": query.legend for id, query in zip(ascii_uppercase, panel.queries, strict=False)}
    names = {panel.by: _HEADS[panel.by], **columns}
    order = {name: place for place, name in enumerate(names)}
    organized = {"excludeByName": {"Time": True}, "indexByName": order, "renameByName": names}
    return [{"id": "merge", "options": {}}, {"id": "organize", "options": organized}]


def _link() -> Node:
    return {
        "asDropdown": False,
        "icon": "external link",
        "includeVars": True,
        "keepTime": True,
        "tags": ["recul"],
        "targetBlank": False,
        "title": "Recul",
        "tooltip": "Les autres tableaux",
        "type": "dashboards",
        "url": "",
    }


def _asks(board: Dashboard, variable: str) -> bool:
    return any(variable in query.expr for panel in board.panels for query in panel.queries)


def _window() -> Node:
    days = {window: _days(window) for window in WINDOWS}
    options = [{"selected": window == _AT_FIRST, "text": text, "value": window} for window, text in days.items()]
    return {
        "current": {"selected": True, "text": days[_AT_FIRST], "value": _AT_FIRST},
        "description": "Sur quelle période finissant maintenant les moyennes et les parts sont comptées.",
        "includeAll": False,
        "label": "Période",
        "multi": False,
        "name": "window",
        "options": options,
        "query": ",".join(f"{text} : {window}" for window, text in days.items()),
        "type": "custom",
    }


def _days(window: str) -> str:
    days = window.removesuffix("d")
    return f"{days} jour" if days == "1" else f"{days} jours"


def _department() -> Node:
    return {
        "current": {"selected": True, "text": "all", "value": "all"},
        "datasource": SOURCE,
        "description": "Le service des courbes ; « all » : tous ensemble.",
        "includeAll": False,
        "label": "Service",
        "multi": False,
        "name": "department",
        "query": {"query": "label_values(recul_target_seconds, department)", "refId": "department"},
        "refresh": 2,
        "sort": 1,
        "type": "query",
    }


def _own_annotations() -> Node:
    return {
        "builtIn": 1,
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "blue",
        "name": "Annotations",
        "type": "dashboard",
    }


def _crisis() -> Node:
    return _annotation("Crise déclarée", CRISIS, "red", "Crise déclarée")


def _charter() -> Node:
    return _annotation("Charte", RELEASE, "purple", "Charte {{release}}")


CRISIS = "max(recul_crisis_state) == 3"
RELEASE = "max by(release)(recul_build_info) unless max by(release)(recul_build_info offset 1h)"
"""Releases that were not in force an hour ago."""


def _annotation(name: str, expr: str, colour: str, title: str) -> Node:
    return {
        "datasource": SOURCE,
        "enable": True,
        "expr": expr,
        "iconColor": colour,
        "name": name,
        "step": "1m",
        "titleFormat": title,
    }


_VARIABLES = {PERIOD: _window, SERVICE: _department}
_HEADS = {"department": "Service", "channel": "Canal"}
_COLOURS: dict[str, Node] = {
    "now": {"mode": "thresholds"},
    "course": {"mode": "palette-classic"},
    "table": {"mode": "thresholds"},
}
_CUSTOM: dict[str, Node] = {
    "course": {
        "axisSoftMin": 0,
        "drawStyle": "line",
        "fillOpacity": 0,
        "lineWidth": 2,
        "showPoints": "auto",
        "spanNulls": False,
    },
    "table": {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False},
}
_OPTIONS: dict[str, Node] = {
    "now": {
        "colorMode": "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "horizontal",
        "percentChangeColorMode": "standard",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "showPercentChange": False,
        "textMode": "value_and_name",
        "wideLayout": True,
    },
    "course": {
        "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "none"},
    },
    "table": {"cellHeight": "sm", "frameIndex": 0, "showHeader": True},
}
