"""What has become of turns, beside what their rows say: the facts that a report counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from conversations.events import AnswerConfirmed, Decided, Delivered, Rated, Settled, TurnOpened

Outcome = TurnOpened | Decided | Settled | AnswerConfirmed | Delivered | Rated
"""How heated each message was and what was recognised in it; what was settled; whether a canned answer helped, whether the
satisfaction question was asked (the only `Delivered` among them), and what was answered to it."""


class Outcomes(Protocol):
    """What reports read beside the rows of turns."""

    async def outcomes(self, since: datetime, until: datetime) -> Mapping[str, Sequence[Outcome]]:
        """What became of each conversation in which a turn opened with `since` ≤ its time < `until`: all of its outcomes, also
        later and earlier ones, in the order in which they were recorded."""
        ...
