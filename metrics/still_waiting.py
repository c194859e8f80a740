"""What waits by the events alone, and whether the tables say the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from conversations import events as e
from conversations.conversation import Conversation
from conversations.figures import Waiting
from conversations.message import Visibility
from conversations.tally import Labels
from conversations.turn import FOR_STAFF, Clock, Turn
from metrics.differences import Difference, of_values

STAFF_CHANNEL = "email"
"""How the staff get their notices."""

Values = Mapping[str, object]
_NONE: Values = {}


@dataclass(slots=True)
class _Since:
    """How many wait, since when the oldest, and how many are past each deadline."""

    count: int = 0
    oldest: datetime | None = None
    overdue: Counter[Clock] = field(default_factory=Counter)

    def add(self, since: datetime) -> None:
        self.count += 1
        self.oldest = since if self.oldest is None else min(self.oldest, since)

    def values(self) -> Values:
        overdue = {f"past_{clock.value}": n for clock, n in self.overdue.items()}
        return {"count": self.count, "oldest": self.oldest, **overdue} if self.count else _NONE


class StillWaiting:
    """Adds up what waits at `now` at the end of one conversation after the other."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._turns: defaultdict[Labels, _Since] = defaultdict(_Since)
        self._dangers: defaultdict[Visibility, _Since] = defaultdict(_Since)
        self._undecided = _Since()
        self._underway: Counter[str] = Counter()
        self._once: dict[str, str] = {}
        self._over: set[str] = set()

    def add(self, state: Conversation, events: Sequence[e.Event]) -> None:
        """The conversation as it stands after all its events."""
        for turn in state.turns:
            if turn.unanswered:
                self._add_turn(state.key.channel, turn)
        if state.danger_at is not None:
            self._dangers[(state.waiting or state).visibility].add(state.danger_at)
        if state.undecided:
            self._undecided.add(min(message.received_at for message in state.undecided))
        self._add_outgoing(state, events)

    def differences(self, shown: Waiting) -> Iterator[Difference]:
        """Where the tables say something else."""
        yield from _compared("waiting turns", _shown_turns(shown), {key: since.values() for key, since in self._turns.items()})
        yield from _compared(
            "standing dangers", _shown_dangers(shown), {_of(key): since.values() for key, since in self._dangers.items()}
        )
        told = shown.undecided
        undecided = {"count": told.count, "oldest": told.oldest} if told is not None else _NONE
        yield from of_values("undecided conversations", (), undecided, self._undecided.values())
        for channel in sorted({channel for channel, *_ in shown.outbox} | self._leaving().keys()):
            count = next((count for name, count, _ in shown.outbox if name == channel), 0)
            yield from of_values("outbox", (("channel", channel),), {"count": count}, {"count": self._leaving()[channel]})

    def _add_turn(self, channel: str, turn: Turn) -> None:
        cell = self._turns[_cell(channel, turn.department or "", turn.mention, turn.visibility)]
        cell.add(turn.opened_at)
        for clock in Clock:
            deadline = turn.deadline(clock)
            if deadline is not None and deadline < self._now:
                cell.overdue[clock] += 1

    def _add_outgoing(self, state: Conversation, events: Sequence[e.Event]) -> None:
        """A reply is under way from when it is queued, or agreed to by a second person, until it has arrived or never will."""
        underway: dict[str, str] = {}
        over: set[str] = set()
        for event in events:
            match event:
                # What is said a single time may be noted again after it has left.
                case e.Replied() if event.outgoing not in over:
                    underway[event.outgoing] = STAFF_CHANNEL if event.reply in FOR_STAFF else state.key.channel
                case e.Delivered() | e.Undeliverable() | e.Cancelled():
                    underway.pop(event.outgoing, None)
                    over.add(event.outgoing)
                    self._end(state.id, event.outgoing)
                case _:
                    continue
        held = {reply.outgoing for reply in state.held if reply.until is None}
        for outgoing, channel in underway.items():
            if not outgoing.startswith(f"{state.id}-"):
                self._once[outgoing] = channel
            elif outgoing not in held:
                self._underway[channel] += 1

    def _end(self, conversation: str, outgoing: str) -> None:
        if not outgoing.startswith(f"{conversation}-"):
            self._over.add(outgoing)

    def _leaving(self) -> Counter[str]:
        """By channel. What is said a single time, whoever asks, is queued in one conversation and noted in several."""
        return self._underway + Counter(channel for outgoing, channel in self._once.items() if outgoing not in self._over)


def _cell(channel: str, department: str, mention: bool, visibility: Visibility) -> Labels:
    written = "yes" if mention else "no"
    return (("channel", channel), ("department", department), ("mention", written), ("visibility", visibility.value))


def _shown_turns(shown: Waiting) -> dict[Labels, Values]:
    return {
        _cell(cell.channel, cell.department, cell.mention, cell.visibility): {
            "count": cell.count,
            "oldest": cell.oldest,
            **{f"past_{clock.value}": n for clock, n in cell.overdue.items()},
        }
        for cell in shown.turns
    }


def _shown_dangers(shown: Waiting) -> dict[Labels, Values]:
    return {_of(key): {"count": standing.count, "oldest": standing.oldest} for key, standing in shown.dangers.items()}


def _of(visibility: Visibility) -> Labels:
    return (("visibility", visibility.value),)


def _compared(what: str, exported: Mapping[Labels, Values], recounted: Mapping[Labels, Values]) -> Iterator[Difference]:
    for labels in dict.fromkeys((*exported, *recounted)):
        yield from of_values(what, labels, exported.get(labels, _NONE), recounted.get(labels, _NONE))
