"""Four pictures of waits as SVG. Colours come from the page's style, words from whoever calls; nothing here is text of people.

Each is drawn for a narrow column, so that it can be read on a telephone as it is, and grows with the column. Times are on a
logarithmic axis, one minute to seven days: an answer within minutes and one after days are both seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import log
from typing import NamedTuple

from metrics.families import LADDER

WIDTH = 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 14, 24
_SLANTED = 66
"""Height of the words below bars, which are slanted."""
_PLOT_W, _PLOT_H = WIDTH - _LEFT - _RIGHT, 180
_CELL_W, _CELL_H, _DAY_W = 16, 20, 40
_ROW_H = 34

TICKS = (60, 900, 3600, 7200, 28800, 86400, 259200, 604800)
"""The times that are written on an axis, in seconds."""


class Bar(NamedTuple):
    """A bar of a distribution: what is written below, and how many of each kind, from the ground up."""

    label: str
    parts: tuple[tuple[str, int], ...]
    said: str


class Line(NamedTuple):
    """A curve that falls in steps: its class, and after so many seconds what share (0..1) is left; `until`: where it ends."""

    kind: str
    steps: Sequence[tuple[float, float]]
    until: float


class Span(NamedTuple):
    """A department's row: its name, from the median to the p90 in seconds, what it aims at, and the row in words. None: not
    reached; `over` is the longest time known, which it exceeds."""

    label: str
    median: float | None
    p90: float | None
    over: float
    target: float | None
    said: str


def distribution(bars: Sequence[Bar], title: str, mark: int | None = None) -> str:
    """How many answers took how long. `mark`: after that many bars a line is drawn (what customers expect)."""
    most = max((sum(n for _, n in bar.parts) for bar in bars), default=0) or 1
    step = _PLOT_W / max(len(bars), 1)
    drawn = [_open(_TOP + _PLOT_H + _SLANTED, title), *_count_grid(most)]
    for number, bar in enumerate(bars):
        drawn.extend(_bar(bar, _LEFT + number * step, step, most))
    if mark is not None:
        drawn.append(_line("ideal", _LEFT + mark * step, _TOP, _LEFT + mark * step, _TOP + _PLOT_H))
    return "".join((*drawn, "</svg>"))


def hours(counts: Mapping[tuple[int, int], int], days: Sequence[str], title: str, said: str) -> str:
    """How many turns opened in each hour of each weekday: the darker the more. `said` makes a cell's words of day, hour, n."""
    most = max(counts.values(), default=0) or 1
    width, height = _DAY_W + 24 * _CELL_W + 4, 18 + 7 * _CELL_H + 4
    drawn = [_open(height, title, width)]
    drawn.extend(_text(_DAY_W + (hour + 0.5) * _CELL_W, 12, str(hour), "middle") for hour in range(0, 24, 3))
    drawn.extend(_text(_DAY_W - 6, 18 + (day + 0.7) * _CELL_H, days[day], "end") for day in range(7))
    for day in range(7):
        for hour in range(24):
            n = counts.get((day, hour), 0)
            words = escape(said.format(day=days[day], hour=hour, n=n))
            drawn.append(
                f'<rect class="{"heat" if n else "cold"}" x="{_DAY_W + hour * _CELL_W}" y="{18 + day * _CELL_H}" '
                f'width="{_CELL_W - 2}" height="{_CELL_H - 2}" rx="2" opacity="{0.12 + 0.88 * n / most if n else 1:.2f}">'
                f"<title>{words}</title></rect>"
            )
    return "".join((*drawn, "</svg>"))


def waiting(lines: Iterable[Line], title: str, times: Mapping[int, str], mark: float | None = None) -> str:
    """What share is still without an answer after how long. `times` are the words of `TICKS`; `mark` is a time to show."""
    drawn = [_open(_TOP + _PLOT_H + _BOTTOM, title), *_share_grid(), *_time_axis(times, _TOP + _PLOT_H)]
    if mark is not None:
        drawn.append(_line("ideal", _x(mark), _TOP, _x(mark), _TOP + _PLOT_H))
    drawn.extend(f'<polyline class="curve {line.kind}" points="{_stairs(line)}"/>' for line in lines)
    return "".join((*drawn, "</svg>"))


def departments(spans: Sequence[Span], title: str, times: Mapping[int, str]) -> str:
    """Each department's median and p90 on one axis of time, with what it aims at."""
    height = _TOP + _ROW_H * len(spans)
    drawn = [_open(height + _BOTTOM, title), *_time_axis(times, height)]
    for number, span in enumerate(spans):
        drawn.extend(_span(span, _TOP + number * _ROW_H))
    return "".join((*drawn, "</svg>"))


def _bar(bar: Bar, x: float, step: float, most: int) -> Iterable[str]:
    ground = float(_TOP + _PLOT_H)
    yield "<g>"
    yield f"<title>{escape(bar.said)}</title>"
    # The whole column answers to the pointer, also where nothing or little is drawn.
    yield f'<rect class="touch" x="{x:.1f}" y="{_TOP}" width="{step:.1f}" height="{_PLOT_H}"/>'
    for kind, n in bar.parts:
        tall = _PLOT_H * n / most
        ground -= tall
        if n:
            yield f'<rect class="{kind}" x="{x + 2:.1f}" y="{ground:.1f}" width="{step - 4:.1f}" height="{tall:.1f}" rx="1.5"/>'
    yield "</g>"
    middle = x + step / 2
    yield (
        f'<text transform="translate({middle + 3:.1f} {_TOP + _PLOT_H + 12}) rotate(-40)" text-anchor="end">'
        f"{escape(bar.label)}</text>"
    )


def _span(span: Span, y: float) -> Iterable[str]:
    middle = y + 24
    yield f"<g><title>{escape(span.said)}</title>"
    yield f'<rect class="touch" x="{_LEFT}" y="{y}" width="{_PLOT_W}" height="{_ROW_H}"/>'
    yield _text(_LEFT, y + 13, span.label, "start", "name")
    yield _line("grid", _LEFT, middle, _LEFT + _PLOT_W, middle)
    end = _x(span.p90 if span.p90 is not None else max(span.over, span.median or 0))
    start = _x(span.median) if span.median is not None else end
    yield _line("reach" if span.p90 is not None else "reach open", start, middle, end, middle)
    if span.median is not None:
        yield f'<circle class="dot" cx="{start:.1f}" cy="{middle}" r="5"/>'
    if span.p90 is not None:
        yield f'<circle class="ring" cx="{end:.1f}" cy="{middle}" r="4"/>'
    else:
        yield f'<path class="arrow" d="M{end:.1f} {middle - 5}l6 5l-6 5z"/>'
    if span.target is not None:
        yield _line("ideal", _x(span.target), middle - 8, _x(span.target), middle + 8)
    yield "</g>"


def _stairs(line: Line) -> str:
    left, points = 1.0, [(_LEFT + 0.0, _y(1.0))]
    for seconds, share in line.steps:
        points.extend(((_x(seconds), _y(left)), (_x(seconds), _y(share))))
        left = share
    points.append((_x(max(line.until, line.steps[-1][0] if line.steps else 0)), _y(left)))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _count_grid(most: int) -> Iterable[str]:
    for n in range(0, most + 1, _step(most)):
        y = _TOP + _PLOT_H * (1 - n / most)
        yield _line("grid", _LEFT, y, _LEFT + _PLOT_W, y)
        yield _text(_LEFT - 6, y + 4, str(n), "end")


def _step(most: int) -> int:
    """A round number that goes at most five times into `most`: 1, 2 or 5, with zeros."""
    steps = (int(f"{n}{'0' * zeros}") for zeros in range(20) for n in (1, 2, 5))
    return next(step for step in steps if step * 5 >= most)


def _share_grid() -> Iterable[str]:
    for part in range(5):
        y = _y(part / 4)
        yield _line("grid", _LEFT, y, _LEFT + _PLOT_W, y)
        yield _text(_LEFT - 6, y + 4, f"{part * 25}", "end")


def _time_axis(times: Mapping[int, str], bottom: float) -> Iterable[str]:
    for seconds in TICKS:
        yield _line("grid", _x(seconds), _TOP, _x(seconds), bottom)
        yield _text(_x(seconds), bottom + 16, times[seconds], "middle")


def _x(seconds: float) -> float:
    """A time on the axis; what is shorter or longer stands at its end."""
    first, last = LADDER[0], LADDER[-1]
    held = min(max(seconds, first), last)
    return _LEFT + _PLOT_W * log(held / first) / log(last / first)


def _y(share: float) -> float:
    return _TOP + _PLOT_H * (1 - share)


def _open(height: float, title: str, width: float = WIDTH) -> str:
    return f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(title)}">'


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, said: str, anchor: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'
