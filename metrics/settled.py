"""Settled facts, held against what had become one by the events alone.

Until when customers had been heard is no event. What settles without that must be there; what silence decides may be there,
where they may have been heard, and must be there in the end: no measure waits for them longer than `UNHEARD`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from conversations import events as e
from conversations.conversation import Conversation
from metrics.differences import Difference, key, of_facts
from metrics.release_hours import ReleaseHours
from metrics.turns import IN_TRANSIT, ON_ITS_WAY, UNHEARD, settlements

NEVER_HEARD = datetime.min.replace(tzinfo=UTC)

A_LOOK = ON_ITS_WAY
"""By then at the latest a program that runs has looked at what has become a fact, and counted it."""


class Settling:
    """Holds the settled facts of one conversation after the other against what they should be, by the hours of their release.

    `settled` counts them. `other_hours` counts the open-hours delays that are another by today's hours, where the release that
    counted them is not known: a delay of that length is possible, and so that is no difference.
    """

    def __init__(self, hours: ReleaseHours) -> None:
        self._hours = hours
        self.settled = 0
        self.other_hours = 0

    def together(self, state: Conversation, stored: tuple[e.Settled, ...]) -> Iterator[Difference]:
        """What is wrong with facts that settled at one moment, the conversation being as it was before."""
        self.settled += len(stored)
        now, release = stored[0].at, stored[0].release
        known = self._hours.of(release)
        hours = known or self._hours.today
        must = _keys(settlements(state, now, NEVER_HEARD, hours, release))
        may = settlements(state, now, now - IN_TRANSIT, hours, release)
        expected = tuple(fact for fact in may if key(fact) in must | _keys(stored))
        return of_facts(state.id, stored, expected if known else self._with_hours_of(stored, expected))

    def owed(self, state: Conversation, now: datetime) -> Iterator[Difference]:
        """What had become a fact in the conversation as it is at its end, was seen to by `now`, and never settled."""
        looked = now - A_LOOK
        return of_facts(state.id, (), settlements(state, looked, looked - UNHEARD, self._hours.today))

    def _with_hours_of(self, stored: tuple[e.Settled, ...], expected: Iterable[e.Settled]) -> tuple[e.Settled, ...]:
        """The expected facts, with the stored open-hours delays wherever those are possible at all."""
        aligned = []
        for fact in expected:
            twin = next((one for one in stored if key(one) == key(fact)), fact)
            if twin.open_seconds != fact.open_seconds and _possible(twin):
                self.other_hours += 1
                fact = replace(fact, open_seconds=twin.open_seconds)
            aligned.append(fact)
        return tuple(aligned)


def _keys(facts: Iterable[e.Settled]) -> set[tuple[str, str]]:
    return {key(fact) for fact in facts}


def _possible(fact: e.Settled) -> bool:
    return fact.open_seconds is not None and fact.seconds is not None and 0 <= fact.open_seconds <= fact.seconds
