"""A clock that only the test moves."""

from __future__ import annotations

MONDAY = 1_767_600_000.0


class HandClock:
    """Unix seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> float:
        return self.now
