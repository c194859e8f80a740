"""`recul metrics recount`: every number anew from the events, held against what is exported."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from math import isclose

from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.ports import Figures
from conversations.tally import Labels, Tally
from metrics.counting import beginning, tallies
from metrics.exposition import Sum, summed
from metrics.turns import Hours, settlements

NEVER_HEARD = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the events say. For a settled measure, `family` is `settled` and `labels` name the turn."""

    family: str
    labels: Labels
    exported: str
    recounted: str

    def __str__(self) -> str:
        """One line: family{labels}: exported …, recounted …"""
        written = ",".join(f"{name}={value}" for name, value in self.labels)
        return f"{self.family}{{{written}}}: exported {self.exported}, recounted {self.recounted}"


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found. `checked` counts the numbers compared, `settled` the settled facts, `conversations` those folded.

    `other_hours` counts answers whose open-hours delay would be another under today's opening hours: the charter has changed
    since, the fact stays what it was, so that is no difference.
    """

    differences: tuple[Difference, ...]
    checked: int
    settled: int
    conversations: int
    other_hours: int


async def recount(figures: Figures, hours: Hours, progress: Callable[[int, int], None]) -> Recount:
    """Fold all events anew and compare. `progress` hears (conversations done, all conversations). Raises Unavailable."""
    histories, exported = await figures.recount_snapshot()
    found = _Found(hours)
    for done, (id, events) in enumerate(histories, start=1):
        found.read(id, events)
        progress(done, len(histories))
    numbers, checked = _compared(exported, found.tallies)
    return Recount((*dict.fromkeys(found.differences), *numbers), checked, found.settled, len(histories), found.other_hours)


class _Found:
    """What the conversations read so far have shown."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours
        self.differences: list[Difference] = []
        self.tallies: list[Tally] = []
        self.settled = 0
        self.other_hours = 0

    def read(self, id: str, events: Sequence[e.Event]) -> None:
        """Fold one conversation. Settled facts of one moment are held against all that had become facts by then."""
        state = beginning(id, events)
        self.tallies.extend(tallies(state, events))
        for settled, group in groupby(events, key=lambda event: event.at if isinstance(event, e.Settled) else None):
            batch = tuple(group)
            if settled is not None:
                self._check(state, tuple(event for event in batch if isinstance(event, e.Settled)))
            state = after(state, batch)
        if events:
            missing = settlements(state, events[-1].at, NEVER_HEARD, self._hours)
            self.differences.extend(_differences(id, (), missing))

    def _check(self, state: Conversation, stored: tuple[e.Settled, ...]) -> None:
        self.settled += len(stored)
        now = stored[0].at
        # Until when customers had been heard is no event. What settles without that must be there, what silence decides may be:
        # where they had not been heard, it was rightly left for later.
        must = _keys(settlements(state, now, NEVER_HEARD, self._hours))
        may = settlements(state, now, now, self._hours)
        expected = [fact for fact in may if _key(fact) in must | _keys(stored)]
        aligned = self._with_hours_of(stored, expected)
        self.differences.extend(_differences(state.id, stored, aligned))

    def _with_hours_of(self, stored: tuple[e.Settled, ...], expected: Iterable[e.Settled]) -> tuple[e.Settled, ...]:
        """The expected facts, with the stored open-hours delays wherever those are possible at all."""
        aligned = []
        for fact in expected:
            twin = next((s for s in stored if (s.turn, s.measure) == (fact.turn, fact.measure)), fact)
            if twin.open_seconds != fact.open_seconds and _possible(twin):
                self.other_hours += 1
                fact = replace(fact, open_seconds=twin.open_seconds)
            aligned.append(fact)
        return tuple(aligned)


def _keys(facts: Iterable[e.Settled]) -> set[tuple[str, str]]:
    return {_key(fact) for fact in facts}


def _key(fact: e.Settled) -> tuple[str, str]:
    return fact.turn, fact.measure


def _possible(fact: e.Settled) -> bool:
    return fact.open_seconds is not None and fact.seconds is not None and 0 <= fact.open_seconds <= fact.seconds


def _differences(id: str, stored: Sequence[e.Settled], expected: Sequence[e.Settled]) -> Iterator[Difference]:
    """A line for each fact that is stored and not expected, expected and not stored, or stored otherwise or twice."""
    keys = dict.fromkeys((fact.turn, fact.measure) for fact in (*stored, *expected))
    for turn, measure in keys:
        was = [fact for fact in stored if (fact.turn, fact.measure) == (turn, measure)]
        anew = [fact for fact in expected if (fact.turn, fact.measure) == (turn, measure)]
        if was != anew:
            labels = (("conversation", id), ("measure", measure), ("turn", turn))
            yield Difference("settled", labels, _facts(was), _facts(anew))


def _facts(facts: Sequence[e.Settled]) -> str:
    return " and ".join(_fact(fact) for fact in facts) or "nothing"


def _fact(fact: e.Settled) -> str:
    figures = {
        "result": fact.result,
        "seconds": fact.seconds,
        "open": fact.open_seconds,
        "staff": fact.staff_seconds,
        "by": fact.answered_by,
        "department": fact.department,
        "channel": fact.channel,
        "visibility": fact.visibility,
        "mention": fact.mention,
    }
    return " ".join(f"{name}={value}" for name, value in figures.items() if value is not None)


def _compared(exported: Iterable[Tally], recounted: Iterable[Tally]) -> tuple[list[Difference], int]:
    """The numbers that differ, and how many were compared."""
    theirs, ours = _flat(exported), _flat(recounted)
    keys = sorted(theirs.keys() | ours.keys())
    found = []
    for key in keys:
        a, b = theirs.get(key, (0, 0.0)), ours.get(key, (0, 0.0))
        if a[0] != b[0] or not isclose(a[1], b[1], rel_tol=1e-9, abs_tol=1e-6):
            family, labels, bucket = key
            found.append(Difference(family, (*labels, ("le", bucket)) if bucket else labels, _number(a), _number(b)))
    return found, len(keys)


def _flat(of: Iterable[Tally]) -> dict[tuple[str, Labels, str], Sum]:
    return {
        (family, labels, bucket): number
        for family, cells in summed(of).items()
        for labels, buckets in cells.items()
        for bucket, number in buckets.items()
    }


def _number(number: Sum) -> str:
    n, total = number
    return f"{n} ({total:.6g} s)" if total else str(n)
