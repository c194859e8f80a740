"""How a department is doing: what its promises follow from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ENOUGH = 30
"""How many answers a department's usual delay and output must rest on, to be known."""


@dataclass(frozen=True, slots=True)
class Workload:
    """The figures of a department's last weeks, and what stands there now. Delays are open time.

    `p90` is that of its answers, those still waiting included; None when it was not reached: then `over` is the longest delay
    known, which it exceeds. `answers` says on how many both rest. `per_hour`: answers in an open hour in which somebody waited
    (0: unknown). `waiting`: the turns that wait. `promised`: the promises that stand there, at which moments.
    """

    p90: timedelta | None = None
    over: timedelta | None = None
    answers: int = 0
    per_hour: float = 0.0
    waiting: int = 0
    promised: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """One turn that a department was given: when, the promise that stands, and when a person answered, if one did.

    `ended_at`: it was closed or withdrawn without an answer.
    """

    handed_over_at: datetime
    promised_by: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
