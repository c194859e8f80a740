"""How long people wait, those still waiting counted too: the Kaplan–Meier estimate, written out plainly.

Only who still waits is censored: they leave the count at the time they have waited so far. Who was never answered stays in
it for ever, so that closing without an answer cannot make a delay look short.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

_ROUNDING = 1e-12


class Step(NamedTuple):
    """After a delay of `delay` the share `unanswered` (0..1) is still without an answer."""

    delay: timedelta
    unanswered: float


def curve(answered: Sequence[timedelta], waiting: Sequence[timedelta] = (), never: int = 0) -> Iterator[Step]:
    """The share still unanswered after each delay at which somebody was answered, shortest first; before the first it is 1.

    `answered`: delays until the answer. `waiting`: how long those have waited who still do. `never`: how many were never
    answered and no longer will be.
    """
    at_risk = len(answered) + len(waiting) + never
    unanswered, answers, censored = 1.0, Counter(answered), Counter(waiting)
    for delay in sorted(answers | censored):
        if answers[delay]:
            unanswered *= 1 - answers[delay] / at_risk
            yield Step(delay, unanswered)
        at_risk -= answers[delay] + censored[delay]


def quantile(
    share: float, answered: Sequence[timedelta], waiting: Sequence[timedelta] = (), never: int = 0
) -> timedelta | None:
    """The delay within which that share (0..1) is answered; None when it is not reached: it is over all that is known."""
    return reached(share, curve(answered, waiting, never))


def reached(share: float, steps: Iterable[Step]) -> timedelta | None:
    """Where a curve has fallen so far that `share` is answered; None when it does not."""
    return next((step.delay for step in steps if step.unanswered <= 1 - share + _ROUNDING), None)
