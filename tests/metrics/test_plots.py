"""The pictures: well-formed, nothing lost on the way into them, and nobody's words run in them."""

from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import plots
from metrics.plots import Bar, Line, Span

HOSTILE = '"><script>alert(1)</script>&'
SVG = "{http://www.w3.org/2000/svg}"
TIMES = {seconds: f"{seconds} s" for seconds in plots.TICKS}


def read(drawn: str) -> Xml.Element:
    return Xml.fromstring(drawn)


def of(drawn: str, tag: str, kind: str) -> list[Xml.Element]:
    return [one for one in read(drawn).iter(tag) if one.get("class") == kind]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=15))
def test_bars_are_as_tall_as_they_count(counts: list[tuple[int, int]]) -> None:
    drawn = plots.distribution([Bar("b", (("staff", a), ("bot", b)), "said") for a, b in counts], "title")
    tallest = max(a + b for a, b in counts)
    for kind, wanted in (("staff", [a for a, _ in counts if a]), ("bot", [b for _, b in counts if b])):
        heights = [float(bar.get("height", 0)) for bar in of(drawn, "rect", kind)]
        assert heights == pytest.approx([180 * n / tallest for n in wanted], abs=0.06)


def test_the_grid_of_counts_has_round_numbers_and_the_mark_stands_after_its_bar() -> None:
    drawn = plots.distribution([Bar(str(n), (("staff", 38),), "") for n in range(4)], "title", mark=2)
    assert [text.text for text in read(drawn).iter("text")][:4] == ["0", "10", "20", "30"]
    (mark,) = of(drawn, "line", "ideal")
    second = of(drawn, "rect", "touch")[1]
    assert float(mark.get("x1", 0)) == pytest.approx(float(second.get("x", 0)) + float(second.get("width", 0)), abs=0.1)


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 23)), st.integers(1, 99)))
def test_each_hour_of_the_week_has_a_cell_that_says_how_many(counts: dict[tuple[int, int], int]) -> None:
    drawn = plots.hours(counts, list("abcdefg"), "title", "{day}{hour}:{n}")
    said = [title.text for title in read(drawn).iter("title")]
    assert said == [f"{'abcdefg'[day]}{hour}:{counts.get((day, hour), 0)}" for day in range(7) for hour in range(24)]
    assert len(of(drawn, "rect", "heat")) == len(counts)


def test_a_curve_falls_in_steps_and_goes_on_as_long_as_anybody_waits() -> None:
    drawn = plots.waiting([Line("all", [(3600, 0.5), (7200, 0.25)], 604800)], "title", TIMES)
    points = [tuple(map(float, point.split(","))) for point in of(drawn, "polyline", "curve all")[0].get("points", "").split()]
    ys = [y for _, y in points]
    assert ys == sorted(ys)
    assert [round((194 - y) / 180, 2) for y in ys] == [1, 1, 0.5, 0.5, 0.25, 0.25]
    assert points[1][0] == points[2][0]
    assert points[-1][0] == plots.WIDTH - 12


def test_what_is_not_reached_ends_in_an_arrow_not_in_a_ring() -> None:
    reached, over, unknown = (
        Span("a", 600, 7200, 7200, 3600, "x"),
        Span("b", 600, None, 90000, None, "x"),
        Span("c", None, None, 90000, 3600, "x"),
    )
    drawn = plots.departments([reached, over, unknown], "title", TIMES)
    kinds = [(one.tag, one.get("class")) for one in read(drawn).iter() if one.get("class") in ("dot", "ring", "arrow")]
    assert kinds == [("circle", "dot"), ("circle", "ring"), ("circle", "dot"), ("path", "arrow"), ("path", "arrow")]
    assert len(of(drawn, "line", "ideal")) == 2
    ring = float(of(drawn, "circle", "ring")[0].get("cx", 0))
    arrows = [float(one.get("d", "")[1:].split()[0]) for one in of(drawn, "path", "arrow")]
    assert arrows[0] == arrows[1] > ring


def test_nothing_to_draw_is_drawn_too_and_names_run_nowhere() -> None:
    empty = [
        plots.distribution([], HOSTILE),
        plots.hours({}, list("abcdefg"), HOSTILE, "{n}"),
        plots.waiting([], HOSTILE, TIMES),
        plots.departments([], HOSTILE, TIMES),
    ]
    named = [
        plots.distribution([Bar(HOSTILE, (("staff", 1),), HOSTILE)], ""),
        plots.departments([Span(HOSTILE, 60, 60, 60, None, HOSTILE)], "", TIMES),
        plots.hours({}, [HOSTILE] * 7, "", "{day}"),
    ]
    for drawn in (*empty, *named):
        assert {one.tag for one in read(drawn).iter()}.isdisjoint({"script"})
