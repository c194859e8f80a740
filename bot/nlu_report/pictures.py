"""Two pictures as SVG: the confusion matrix, and the calibration curve. Colours come from the page's style."""

from collections.abc import Mapping, Sequence
from html import escape

from nlu.assessment import Step

CELL = 15
LABELS = 150
PLOT = 320
MARGIN = 44


def matrix(counts: Mapping[tuple[str, str], int], intents: Sequence[str], title: str) -> str:
    """Rows are what was meant, columns what it was taken for; a cell is the darker the larger its share of the row."""
    side = LABELS + CELL * len(intents)
    place = {intent: n for n, intent in enumerate(intents)}
    of = {intent: sum(times for (meant, _), times in counts.items() if meant == intent) for intent in intents}
    cells = [
        _cell(place[meant], place[taken], times, of[meant], f"{meant} → {taken}")
        for (meant, taken), times in sorted(counts.items())
        if meant in place and taken in place
    ]
    return "".join((_open(side, side, title), *(_names(intents)), *cells, "</svg>"))


def curve(steps: Sequence[Step], title: str, sure: str, right: str) -> str:
    """How often the engine was right against how sure it was: on the diagonal it is as sure as it should be."""
    side = PLOT + 2 * MARGIN
    most = max((step.count for step in steps), default=1)
    points = " ".join(f"{_x(step.confidence):.1f},{_y(step.right):.1f}" for step in steps)
    dots = (
        f'<circle class="dot" cx="{_x(s.confidence):.1f}" cy="{_y(s.right):.1f}" r="{3 + 6 * (s.count / most) ** 0.5:.1f}">'
        f"<title>{s.count}: {s.confidence:.0%} → {s.right:.0%}</title></circle>"
        for s in steps
    )
    return "".join(
        (
            _open(side, side, title),
            *(_grid()),
            f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
            f'<polyline class="curve" points="{points}"/>',
            *dots,
            f'<text x="{_x(0.5)}" y="{side - 6}" text-anchor="middle">{escape(sure)}</text>',
            f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle">{escape(right)}</text>',
            "</svg>",
        )
    )


def _open(width: int, height: int, title: str) -> str:
    said = escape(title)
    return f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{said}">'


def _cell(row: int, column: int, times: int, of: int, pair: str) -> str:
    kind = "right" if row == column else "wrong"
    share = max(0.08, (times / of) ** 0.5)
    return (
        f'<rect class="{kind}" x="{LABELS + column * CELL}" y="{LABELS + row * CELL}" width="{CELL - 1}" height="{CELL - 1}" '
        f'opacity="{share:.2f}"><title>{escape(pair)}: {times} / {of}</title></rect>'
    )


def _names(intents: Sequence[str]) -> list[str]:
    names = []
    for n, intent in enumerate(intents):
        middle, said = LABELS + n * CELL + CELL * 0.7, escape(intent)
        names.append(f'<text x="{LABELS - 6}" y="{middle}" text-anchor="end">{said}</text>')
        names.append(f'<text transform="translate({middle} {LABELS - 6}) rotate(-60)">{said}</text>')
    return names


def _grid() -> list[str]:
    lines = []
    for n in range(0, 11, 2):
        share = n / 10
        lines.append(f'<line class="grid" x1="{_x(share)}" y1="{_y(0)}" x2="{_x(share)}" y2="{_y(1)}"/>')
        lines.append(f'<line class="grid" x1="{_x(0)}" y1="{_y(share)}" x2="{_x(1)}" y2="{_y(share)}"/>')
        lines.append(f'<text x="{_x(share)}" y="{_y(0) + 16}" text-anchor="middle">{share:.0%}</text>')
        lines.append(f'<text x="{_x(0) - 6}" y="{_y(share) + 4}" text-anchor="end">{share:.0%}</text>')
    return lines


def _x(share: float) -> float:
    return MARGIN + share * PLOT


def _y(share: float) -> float:
    return MARGIN + (1 - share) * PLOT
