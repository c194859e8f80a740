"""Every conversation folded anew from its events: what has settled, what that adds to the numbers, what waits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.figures import History
from conversations.message import PlaceKey
from conversations.tally import Labels, Tally
from conversations.turn import Turn
from metrics.counting import tallied
from metrics.differences import Difference
from metrics.projected import misprojected, turns_after
from metrics.settled import Settling
from metrics.still_waiting import StillWaiting

Cell = tuple[str, Labels, str]
"""A family, labels, and a bucket."""


class Sums:
    """Tallies added up, in whole microseconds: so small, however many there are, and exact, in whatever order they come."""

    def __init__(self, of: Iterable[Tally] = ()) -> None:
        self.cells: defaultdict[Cell, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self.add(of)

    def add(self, of: Iterable[Tally]) -> None:
        """Add these."""
        for tally in of:
            n, micros = self.cells[tally.family, tally.labels, tally.bucket]
            self.cells[tally.family, tally.labels, tally.bucket] = n + tally.n, micros + round(tally.total * 1_000_000)


class Refolding:
    """Reads one history after the other and keeps little of each: sums, and what differs, at most `kept` lines of it."""

    def __init__(self, settling: Settling, now: datetime, kept: int) -> None:
        self._settling = settling
        self._now = now
        self._kept = kept
        self.sums = Sums()
        self.waiting = StillWaiting(now)
        self.differences: list[Difference] = []
        self.found = 0
        self.conversations = 0

    def read(self, history: History) -> None:
        """Fold one conversation. Settled facts of one moment are held against all that had become facts by then."""
        self.conversations += 1
        state = Conversation(history.conversation, PlaceKey(history.channel, "", "", ""))
        turns: dict[str, Turn] = {}
        found: list[Difference] = []
        for settled, group in groupby(history.events, key=_settled_at):
            batch = tuple(group)
            if settled is not None:
                found.extend(self._settling.together(state, tuple(event for event in batch if isinstance(event, e.Settled))))
            for event in batch:
                self.sums.add(tallied(state, event))
                was, state = state, after(state, (event,))
                turns_after(turns, was, event, state)
        found.extend(self._settling.owed(state, self._now))
        found.extend(misprojected(history, turns))
        self.waiting.add(state, history.events)
        self.note(dict.fromkeys(found))

    def note(self, found: Iterable[Difference]) -> None:
        """Count these, and keep the first of them."""
        for difference in found:
            self.found += 1
            if len(self.differences) < self._kept:
                self.differences.append(difference)


def _settled_at(event: e.Event) -> datetime | None:
    return event.at if isinstance(event, e.Settled) else None
