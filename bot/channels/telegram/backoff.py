"""How long to wait after something failed: longer each time, never the same for two who failed together."""

LONGEST = 30.0
"""Seconds."""


def backoff(attempt: int, chance: float, longest: float = LONGEST) -> float:
    """Seconds to wait after the `attempt`-th failure in a row (from 1). `chance` in 0..1 spreads the upper half."""
    whole = min(longest, 2.0 ** min(attempt - 1, 16))
    return whole * (0.5 + chance / 2)
