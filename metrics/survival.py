"""How long people wait, those still waiting counted too: the Kaplan–Meier estimate, written out plainly.

Only who still waits is censored: they leave the count at the time they have waited so far. Who was never answered stays in
it for ever, so that closing without an answer cannot make a delay look short.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

_ROUNDING = 1e-12


def quantile(
    share: float, answered: Sequence[timedelta], waiting: Sequence[timedelta] = (), never: int = 0
) -> timedelta | None:
    """The delay within which that share (0..1) is answered; None when it is not reached: it is over all that is known.

    `answered`: delays until the answer. `waiting`: how long those have waited who still do. `never`: how many were closed
    unanswered.
    """
    at_risk = len(answered) + len(waiting) + never
    unanswered, answers, censored = 1.0, Counter(answered), Counter(waiting)
    for time in sorted(answers | censored):
        unanswered *= 1 - answers[time] / at_risk
        if answers[time] and unanswered <= 1 - share + _ROUNDING:
            return time
        at_risk -= answers[time] + censored[time]
    return None
