"""The report for spreadsheets and for programs: a line for each turn, or one value with every number and its turns."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from conversations.figures import TurnRow
from conversations.turn import Clock
from metrics.cohorts import state
from metrics.reasons import signs, subject
from metrics.report import Figures, Report, delay_of
from metrics.returns import returns

COLUMNS = (
    "turn", "conversation", "link", "channel", "visibility", "mention", "department", "opened_at", "acknowledged_at",
    "handed_over_at", "answered_at", "answered_by", "state", "delay_seconds", "open_seconds", "expected", "target", "promised",
    "refused_at", "closed_at", "withdrawn_at", "heat", "about", "signs", "faq", "score",
)  # fmt: skip
"""The columns of a line. Times are those of the brand's zone; `expected`, `target`, `promised` are met, missed or empty."""

_FAQ = ("helped", "silent", "refused", "open")


def as_csv(report: Report, desk_url: str) -> str:
    """The turns of the period by opening, a line each; every number of the report can be counted from them."""
    written = StringIO()
    lines = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    lines.writeheader()
    lines.writerows(_lines(report, desk_url))
    return written.getvalue()


def as_json(report: Report, desk_url: str) -> dict[str, Any]:
    """Everything: the period, each figure with what it was before and the turns that it is counted from, and these turns."""
    period, before = report.period, report.period.before()
    return {
        "period": {"first": period.first, "last": period.last, "timezone": period.timezone, "at": report.at},
        "before": {"first": before.first, "last": before.last, "at": period.at_this_age(report.at)},
        "figures": _figures(report.figures, report.before),
        "reasons": [
            {"about": one.about, "turns": one.turns, "before": one.before, "rises": one.rises, "signs": one.signs}
            for one in report.reasons
        ],
        "turns": _lines(report, desk_url),
    }


def _figures(figures: Figures, before: Figures) -> list[dict[str, Any]]:
    return [
        {
            **key._asdict(),
            "value": one.value,
            "over": one.over,
            "unit": one.unit,
            "n": one.n,
            "before": before[key].value,
            "before_over": before[key].over,
            "before_n": before[key].n,
            "turns": one.turns,
        }
        for key, one in figures.items()
    ]


def _lines(report: Report, desk_url: str) -> list[dict[str, Any]]:
    returned = returns(report.known)
    shown, scores = signs(report.known, returned), returned.scores or {}
    faq = {turn: name for name in _FAQ for turn in getattr(returned, name)}
    return [
        {
            **_facts(row, ZoneInfo(report.period.timezone)),
            "link": f"{desk_url}/desk/conversations/{row.conversation}",
            "open_seconds": report.known.open_seconds.get(row.id),
            **{clock.value: _result(report, row, clock) for clock in Clock},
            "signs": " ".join(sorted(shown.get(row.id, ()))),
            "faq": faq.get(row.id),
            "score": scores.get(row.id),
        }
        for row in report.known.rows
    ]


def _facts(row: TurnRow, zone: ZoneInfo) -> dict[str, Any]:
    delay = delay_of(row)
    times = ("opened_at", "acknowledged_at", "handed_over_at", "answered_at", "refused_at", "closed_at", "withdrawn_at")
    return {
        "turn": row.id,
        "conversation": row.conversation,
        "channel": row.channel,
        "visibility": row.visibility.value,
        "mention": "yes" if row.mention else "no",
        "department": row.department,
        **{name: _local(getattr(row, name), zone) for name in times},
        "answered_by": row.answered_by.value if row.answered_by else None,
        "state": state(row).value,
        "delay_seconds": None if delay is None else delay.total_seconds(),
        "heat": row.heat,
        "about": subject(row.about),
    }


def _local(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")


def _result(report: Report, row: TurnRow, clock: Clock) -> str | None:
    met = report.known.met.get((row.id, clock))
    return None if met is None else "met" if met else "missed"
