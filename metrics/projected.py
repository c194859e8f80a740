"""The rows of turns, held against the turns as the events make them."""

from collections.abc import Iterator
from dataclasses import fields

from conversations import events as e
from conversations import turn_fold
from conversations.conversation import Conversation
from conversations.figures import History, TurnRow
from conversations.turn import Turn
from metrics.differences import Difference, of_values

_FIELDS = tuple(field.name for field in fields(TurnRow))


def turns_after(turns: dict[str, Turn], was: Conversation, event: e.Event, now: Conversation) -> None:
    """Note in `turns` how each stands once `event` has made `was` into `now`; those that it finishes, for the last time."""
    left = {turn.id: turn for turn in now.turns}
    turns.update((turn.id, turn_fold.after(turn, event)) for turn in was.turns if turn.id not in left)
    turns.update(left)


def misprojected(history: History, turns: dict[str, Turn]) -> Iterator[Difference]:
    """A line for each row that is not as its turn is, or is missing, or is nobody's."""
    stored = {row.id: _values(row) for row in history.turns}
    folded = {id: _values(TurnRow.of(history.conversation, history.channel, turn)) for id, turn in turns.items()}
    for id in dict.fromkeys((*stored, *folded)):
        labels = (("conversation", history.conversation), ("turn", id))
        yield from of_values("turn", labels, stored.get(id, {}), folded.get(id, {}))


def _values(row: TurnRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in _FIELDS}
