"""Cohorts of turns at random, as rows that went through the same fold and settlements as the line's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from hypothesis import strategies as st

from conversations.conversation import after, touched
from conversations.figures import TurnRow
from conversations.turn import Turn
from metrics.turns import settlements
from tests.metrics.history import EMPTY, TICK, Step, histories, hours


@dataclass
class Cohort:
    """Conversations, and the moment at which they are looked at: after all that happened, every turn past what is expected."""

    histories: Sequence[Sequence[Step]]
    now: datetime

    @cached_property
    def rows(self) -> list[TurnRow]:
        """All turns as they stand in their rows."""
        return [row for steps in self.histories for row in _rows(steps, self.now)]

    def without(self, *kinds: str) -> "Cohort":
        """The same but for what is of these kinds."""
        return Cohort([[step for step in steps if step.kind not in kinds] for steps in self.histories], self.now)

    def then(self, kind: str) -> "Cohort":
        """The same, and now this happens to every turn."""
        last = (Step(self.now, kind, "a"), Step(self.now, kind, "b"))
        return Cohort([[*steps, *last] for steps in self.histories], self.now)

    def later(self, time: timedelta) -> "Cohort":
        """The same, looked at so much later."""
        return Cohort(self.histories, self.now + time)


def cohorts(*without: str) -> st.SearchStrategy[Cohort]:
    """Some conversations with nothing of these kinds, looked at three hours to two days after the last thing happened."""

    def build(histories: list[list[Step]], hours: int) -> Cohort:
        return Cohort(histories, max(step.at for steps in histories for step in steps) + timedelta(hours=hours))

    return st.builds(build, st.lists(histories(*without), min_size=1, max_size=4), st.integers(3, 48))


def _rows(steps: Sequence[Step], now: datetime) -> list[TurnRow]:
    """The turns of one conversation, customers heard until `now`."""
    conversation, turns = EMPTY, dict[str, Turn]()
    for n, step in enumerate((*steps, Step(now, TICK)), start=1):
        events = step.events(n)
        events += settlements(after(conversation, events), step.at, step.at, hours)
        turns |= {turn.id: turn for turn in touched(conversation, events)}
        conversation = after(conversation, events)
    return [TurnRow.of(conversation.id, "web", turn) for turn in turns.values()]
