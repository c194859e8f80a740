"""All that happened, by conversation, as a recount reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from conversations import events as e
from conversations.conversation import Conversation, after, touched
from conversations.events import Event
from conversations.figures import Figures, History, Open, Snapshot, Standing, TurnRow, Waiting
from conversations.message import PlaceKey, Visibility
from conversations.tally import Tally
from conversations.turn import Clock


async def histories(figures: Figures) -> Mapping[str, Sequence[Event]]:
    """The events of every conversation by its id, at one moment."""
    return await figures.recount(lambda moment: {history.conversation: history.events for history in moment.each()})


def rows(history: History) -> tuple[TurnRow, ...]:
    """The rows of its turns, each as it was left by the last event that touched it."""
    state, kept = Conversation(history.conversation, PlaceKey(history.channel, "", "", "")), dict[str, TurnRow]()
    for event in history.events:
        for turn in touched(state, (event,)):
            kept[turn.id] = TurnRow.of(state.id, history.channel, turn)
        state = after(state, (event,))
    return tuple(kept.values())


class MemoryHistories:
    """The port `Histories` over what a test has: histories, tallies, the charters of releases; what waits is worked out."""

    def __init__(self, kept: Sequence[History], tallies: Sequence[Tally], charters: Mapping[str, str]) -> None:
        self._kept = [replace(history, turns=rows(history)) for history in kept]
        self._tallies, self._charters = tallies, charters

    def count(self) -> int:
        """All of them."""
        return len(self._kept)

    def each(self) -> Iterator[History]:
        """One after the other."""
        return iter(self._kept)

    def charter(self, release: str) -> str | None:
        """What the test says it was."""
        return self._charters.get(release)

    def shown(self, now: datetime) -> Snapshot:
        """The tallies as they are, not added up."""
        return Snapshot(self._tallies, Waiting(tuple(self._open(now)), tuple(self._outbox(now)), dangers=self._dangers()))

    def _open(self, now: datetime) -> Iterator[Open]:
        waiting = [row for history in self._kept for row in history.turns if row.unanswered]
        for cell in {_cell(row) for row in waiting}:
            turns = [row for row in waiting if _cell(row) == cell]
            late = {Clock.EXPECTED: "expected_by", Clock.TARGET: "target_by", Clock.PROMISED: "first_promised_by"}
            past = {clock: sum((getattr(turn, name) or now) < now for turn in turns) for clock, name in late.items()}
            overdue = {clock: n for clock, n in past.items() if n}
            yield Open(*cell, len(turns), min(turn.opened_at for turn in turns), overdue)

    def _outbox(self, now: datetime) -> Iterator[tuple[str, int, datetime]]:
        events = [event for history in self._kept for event in history.events]
        queued = {event.outgoing for event in events if isinstance(event, e.Replied)}
        queued -= {event.outgoing for event in events if isinstance(event, e.Delivered | e.Undeliverable)}
        if queued:
            yield "web", len(queued), now

    def _dangers(self) -> dict[Visibility, Standing]:
        since = [event.at for history in self._kept for event in history.events if isinstance(event, e.DangerRaised)]
        over = any(isinstance(event, e.DangerAcknowledged) for history in self._kept for event in history.events)
        return {Visibility.PRIVATE: Standing(1, min(since))} if since and not over else {}


def _cell(row: TurnRow) -> tuple[Visibility, bool, str, str]:
    return row.visibility, row.mention, row.channel, row.department or ""
