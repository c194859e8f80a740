"""The boards: what each panel reads exists, is read once, is explained, has its number beside it; no target is written down."""

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from metrics import families as f
from metrics.dashboards.boards import BOARDS
from metrics.dashboards.delais import DELAIS
from metrics.dashboards.drawing import CRISIS, RELEASE, SOURCE, drawn
from metrics.dashboards.panel import DAYS, PERIOD, SERVICE, Dashboard, Panel, Query
from metrics.dashboards.provisioning import DATASOURCES, PROVIDERS
from metrics.families import WINDOWS
from tests.metrics.promql_reading import labels_of, numbers, ql, read_twice, recorded, selectors, unknown

PANELS = [(board, panel) for board in BOARDS for panel in board.panels]
OF_A_PROCESS = [family.name for family in f.PROCESS]
PARTS = ("_bucket", "_sum", "_count")
QUANTILES = {0.5, 0.9}
STYLE = {"fillOpacity", "lineWidth", "axisSoftMin", "dash"}
"""The only numbers of a panel's appearance."""


def title(value: object) -> str | None:
    return value.title if isinstance(value, Panel) else None


def asked(expr: str, window: str = "7d", department: str = "all") -> str:
    """The query as Grafana sends it for what is chosen at the top."""
    return expr.replace(PERIOD, window).replace(SERVICE, department)


each_panel = pytest.mark.parametrize(("board", "panel"), PANELS, ids=title)


def test_the_boards_are_where_links_and_bookmarks_look_for_them() -> None:
    assert [(board.uid, board.title) for board in BOARDS] == [
        ("recul-delais", "Délais de réponse"),
        ("recul-equipe", "Équipe et file"),
        ("recul-exploitation", "Exploitation"),
    ]
    assert DATASOURCES["datasources"][0]["uid"] == SOURCE["uid"] == "recul-prometheus"
    assert PROVIDERS["providers"][0]["allowUiUpdates"] is False


@each_panel
def test_a_panel_reads_what_there_is_and_each_fact_once(board: Dashboard, panel: Panel) -> None:
    for query in panel.queries:
        for window in WINDOWS:
            assert unknown(asked(query.expr, window)) == []
        parts = [name + part for name in OF_A_PROCESS for part in PARTS]
        assert read_twice(asked(query.expr), (*OF_A_PROCESS, *parts)) == []


@pytest.mark.parametrize("expr", [CRISIS, RELEASE])
def test_the_annotations_read_what_there_is(expr: str) -> None:
    assert unknown(expr) == []
    assert read_twice(expr) == []


@each_panel
def test_a_panel_has_a_unit_a_sentence_and_the_definition_of_all_it_reads(board: Dashboard, panel: Panel) -> None:
    assert panel.unit
    assert panel.description.startswith(panel.says)
    assert len(panel.says) > 20
    names = {selector.name.replace("_7d", f"_{PERIOD}") for query in panel.queries for selector in selectors(asked(query.expr))}
    assert {name for name in names if f"`{name}`: " not in panel.description} == set()


@each_panel
def test_a_mean_or_a_share_has_its_number_beside_it(board: Dashboard, panel: Panel) -> None:
    counts = {_place(query) for query in panel.queries if _counts(query.expr)}
    shares = {_place(query) for query in panel.queries if _shares(query.expr)}
    assert shares <= counts


@each_panel
def test_public_and_private_are_never_in_one_mean_or_share(board: Dashboard, panel: Panel) -> None:
    for query in (query for query in panel.queries if _shares(query.expr)):
        parsed = asked(query.expr)
        by_name = any(subject in parsed for subject in ("recul:mention", "recul:comment", "recul:private"))
        chosen = all(any(m[1] == "visibility" for m in s.matchers) for s in selectors(parsed))
        told_apart = "visibility" in labels_of(ql.parse(parsed), recorded())
        about_people = any("visibility" in _labels(s.name) for s in selectors(parsed))
        assert by_name or chosen or told_apart or not about_people, parsed


@each_panel
def test_no_target_is_written_in_a_query(board: Dashboard, panel: Panel) -> None:
    for query in panel.queries:
        assert set(numbers(asked(query.expr))) <= ({0.0} | (QUANTILES if "histogram_quantile" in query.expr else set()))


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_no_target_is_written_in_the_json(board: Dashboard) -> None:
    for panel in json.loads(drawn(board))["panels"]:
        assert {name for name, _ in _numbers(panel.get("fieldConfig", {}))} <= STYLE
        assert {name for name, _ in _numbers(panel.get("options", {}))} <= {"frameIndex"}


def test_the_reading_sees_a_target_that_is_written_down() -> None:
    assert list(_numbers({"thresholds": {"steps": [{"color": "red", "value": 7200}]}})) == [("value", 7200)]
    assert numbers("recul_turns_open > 7200") == [7200.0]


def test_answer_delays_stand_beside_their_target() -> None:
    for panel in DELAIS.panels:
        delays = [query for query in panel.queries if "answer_delay" in query.expr and ":mean_" in query.expr]
        targets = [query for query in panel.queries if "recul_target_seconds" in query.expr]
        assert bool(targets) >= bool(delays), panel.title


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_panels_stand_side_by_side_without_a_hole_or_an_overlap(board: Dashboard) -> None:
    panels = json.loads(drawn(board))["panels"]
    places = [panel["gridPos"] for panel in panels]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert [pair for pair in combinations(places, 2) if _overlap(*pair)] == []
    for y in {place["y"] for place in places}:
        assert sum(place["w"] for place in places if place["y"] == y) == 24
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(len(panel.queries) <= 26 for panel in board.panels)


@each_panel
def test_each_query_has_a_name_of_its_own(board: Dashboard, panel: Panel) -> None:
    legends = [query.legend for query in panel.queries]
    assert len(set(legends)) == len(legends)


def test_the_first_board_begins_with_the_four_figures() -> None:
    assert [panel.title[:1] for panel in DELAIS.rows[0].panels] == ["1", "2", "3", "4"]
    assert DAYS in DELAIS.rows[0].title


def _place(query: Query) -> frozenset[str]:
    """Of whom a query tells: public, private, or whatever is told apart."""
    return frozenset(side for side in ("public", "private") if side in query.expr)


def _counts(expr: str) -> bool:
    return (":n_" in expr or "_count" in expr or ":count_" in expr) and " / " not in expr


def _shares(expr: str) -> bool:
    parsed = asked(expr)
    return any(part in parsed for part in (":mean_", ":ratio_", ":p50_", ":p90_", "histogram_quantile")) or " / " in parsed


def _labels(name: str) -> frozenset[str]:
    plain = next((name.removesuffix(part) for part in PARTS if name.endswith(part)), name)
    found = next((family.labels for family in f.FAMILIES if family.name == plain), ())
    return recorded().get(name, frozenset(found))


def _numbers(node: Any, under: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(node, dict):
        for name, value in node.items():
            # An override says what it sets in `id`.
            yield from _numbers(value, node["id"].rpartition(".")[2] if name == "value" and "id" in node else name)
    elif isinstance(node, list):
        for value in node:
            yield from _numbers(value, under)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield under, node


def _overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    across = a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"]
    return across and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]
