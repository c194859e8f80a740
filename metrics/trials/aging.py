"""Alerts on how long ago something was, all tried alike."""

from collections.abc import Mapping

from metrics.trials.trial import EXACTLY, FIRES, NOT, QUIET, RESET, TWO, Case, Fired, Series, Trial


def aged(
    alert: str,
    selector: str,
    minutes: int,
    said: str,
    labels: Mapping[str, str] | None = None,
    beside: Series | None = None,
    hold: int = 0,
) -> Trial:
    """The trial of an alert that fires when the time in `selector` has been more than `minutes` ago for `hold` minutes; `said`:
    how that and a minute more reads.

    In each case it is the time 0, the start of the history. `beside`: further series that are always there."""
    fired, rest = (Fired(dict(labels or {}), said),), dict(beside or {})
    stands = {selector: "0+0x400", **rest}
    late, just = f"{minutes + 1 + hold}m", f"{minutes + hold}m"
    return Trial(
        alert,
        (
            Case(FIRES, stands, late, fired),
            Case(NOT, stands, f"{minutes - 1}m"),
            Case(QUIET, {selector: "_x400", **rest}, late),
            Case(RESET, {selector: f"0+0x{minutes - 1} stale _x400", **rest}, late),
            Case(EXACTLY, stands, just),
            Case(TWO, stands, late, fired, ("a", "b")),
        ),
    )
