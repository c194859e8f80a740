"""The gauges of those who arrived in a window, anew: from the events as far as they were recorded when these were computed.

When an event happened, or its message came, is known; when it was stored is not. So one dated `UNSURE` around the computation
may have been seen by it or not, and a turn that it changes there is unsure. A count then lies between that without and that
with all the unsure turns, a delay between what it is if each of them was answered at once, and if none ever is. Where no turn
is unsure, which is nearly everywhere, both are one number.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf

from conversations import events as e
from conversations.conversation import Conversation, after
from conversations.figures import Gauge, History, Kept, TurnRow
from conversations.message import PlaceKey
from conversations.tally import Labels
from conversations.turn import Turn
from metrics import families as f
from metrics.cohort_gauges import ANSWERED_BY, LONGEST, gauges, of_labels
from metrics.cohorts import Delays, Within, delays
from metrics.differences import NOTHING, Difference
from metrics.projected import turns_after
from metrics.turns import IN_TRANSIT

UNSURE = IN_TRANSIT

Series = tuple[str, Labels]
"""A family and its labels, but for `reached`: that is part of the value."""
Value = tuple[bool, float]
"""Whether it is more than that number, and the number."""
Bounds = tuple[Value, Value]

_NONE: Value = (False, 0.0)


class CohortsAnew:
    """Reads one history after the other and keeps the turns of the longest window, as they stood when the gauges that are
    exported were computed (`kept`; None: none were). `compared` counts the gauges held against them, `unsure` those of
    which only the bounds are known."""

    def __init__(self, kept: Kept | None) -> None:
        self._kept = kept
        self._sure: list[TurnRow] = []
        self._unsure: list[tuple[TurnRow | None, ...]] = []
        self.compared = self.unsure = 0

    def read(self, history: History) -> None:
        """Keep its turns that had opened in the longest window."""
        if self._kept is None or not any(self._arrived(event) for event in history.events):
            return
        for perhaps in _stood(history, self._kept.at):
            last = perhaps[-1]
            if last is not None and self._all_the_same(perhaps, self._kept.at):
                self._sure.append(last)
            else:
                self._unsure.append(perhaps)

    def differences(self) -> Iterator[Difference]:
        """A line for each gauge that is not what the events had said, or out of its bounds, or missing, or nobody's."""
        if self._kept is None:
            return
        exported = _by_series(self._kept.gauges)
        certain = _by_series(gauges(self._sure, self._kept.at))
        bounds = self._bounds(certain, self._kept.at)
        for series in sorted(bounds.keys() | exported.keys()):
            within, values = bounds.get(series), exported.get(series, [])
            self.compared += 1
            self.unsure += within is not None and within[0] != within[1]
            absent_rightly = not values and series not in certain
            if not absent_rightly and not (values and within and all(within[0] <= value <= within[1] for value in values)):
                found = " and ".join(map(_written, values)) or NOTHING
                yield Difference(*series, found, _between(*within) if within else NOTHING)

    def _arrived(self, event: e.Event) -> bool:
        at = self._kept.at if self._kept else event.at
        return isinstance(event, e.TurnOpened) and at - LONGEST <= event.at < at

    @staticmethod
    def _all_the_same(perhaps: tuple[TurnRow | None, ...], at: datetime) -> bool:
        """Whether it makes no difference to any gauge which of them it was."""
        return len(perhaps) == 1 or len({gauges([row] if row else [], at) for row in perhaps}) == 1

    def _bounds(self, certain: dict[Series, list[Value]], at: datetime) -> dict[Series, Bounds]:
        """Between what and what each gauge can have been; `certain`: without the unsure turns."""
        bounds = {series: (value, value) for series, (value,) in certain.items()}
        for series, n in self._perhaps(at).items():
            if series[0] == f.COHORT_ANSWER_DELAY.name:
                bounds[series] = self._delayed(dict(series[1]), n, at)
            elif series[0] != f.FIGURES_TIMESTAMP.name:
                low, _ = bounds.get(series, (_NONE, _NONE))
                bounds[series] = low, (False, low[1] + n)
        return bounds

    def _perhaps(self, at: datetime) -> dict[Series, int]:
        """In how many of the unsure turns each gauge may have had a part; those in none, which are 0 beside them, too."""
        found = defaultdict[Series, int](int)
        for perhaps in self._unsure:
            parts = defaultdict[Series, bool](bool)
            for row in filter(None, perhaps):
                for gauge in gauges([row], at):
                    parts[_series(gauge)] |= gauge.family == f.COHORT_ANSWER_DELAY.name or gauge.value > 0
            for series, part in parts.items():
                found[series] += part
        return found

    def _delayed(self, labels: dict[str, str], unsure: int, at: datetime) -> Bounds:
        """If all the unsure were answered at once, and whoever waits when last seen; and if none of them ever is."""
        rows = [row for row in self._sure if of_labels(row, labels, at)]
        of_these, share = delays(rows, at, ANSWERED_BY[labels["answered_by"]]), float(labels["quantile"])
        soon = Delays([*of_these.answered, *of_these.waiting, *[timedelta(0)] * unsure], [], of_these.never)
        late = Delays(of_these.answered, of_these.waiting, [*of_these.never, *[timedelta(0)] * unsure])
        high = _value(late.within(share))
        # What is over all that is known grows with what an unsure turn has waited.
        return _value(soon.within(share)), (True, inf) if high[0] else high


def _stood(history: History, at: datetime) -> Iterator[tuple[TurnRow | None, ...]]:
    """For each turn that had opened in the longest window before `at`, all that it may have been then; None: not there yet."""
    state, turns = Conversation(history.conversation, PlaceKey(history.channel, "", "", "")), dict[str, Turn]()
    stood, recorded = list[dict[str, TurnRow]](), at - UNSURE - timedelta.resolution
    for event in history.events:
        recorded = max(recorded, event.received_at if isinstance(event, e.MessageReceived) else event.at)
        if recorded > at + UNSURE:
            break
        if recorded >= at - UNSURE:
            stood.append(_rows(history, turns))
        was, state = state, after(state, (event,))
        turns_after(turns, was, event, state)
    stood.append(_rows(history, turns))
    for id, row in stood[-1].items():
        if at - LONGEST <= row.opened_at < at:
            yield tuple(dict.fromkeys(rows.get(id) for rows in stood))


def _rows(history: History, turns: dict[str, Turn]) -> dict[str, TurnRow]:
    return {id: TurnRow.of(history.conversation, history.channel, turn) for id, turn in turns.items()}


def _by_series(of: tuple[Gauge, ...]) -> dict[Series, list[Value]]:
    found = defaultdict[Series, list[Value]](list)
    for gauge in of:
        found[_series(gauge)].append((("reached", "no") in gauge.labels, gauge.value))
    return found


def _series(gauge: Gauge) -> Series:
    return gauge.family, tuple(label for label in gauge.labels if label[0] != "reached")


def _value(within: Within | None) -> Value:
    return (not within.reached, within.delay.total_seconds()) if within else _NONE


def _between(low: Value, high: Value) -> str:
    return _written(low) if low == high else f"{_written(low)} to {_written(high)}"


def _written(value: Value) -> str:
    more, number = value
    return f"over {number:.10g}" if more else f"{number:.10g}"
