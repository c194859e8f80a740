"""A conversation that was lived elsewhere than in a store, in virtual time say, and the port that takes such as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from conversations.change import Save
from conversations.events import Settled
from conversations.tally import Tally


@dataclass(frozen=True, slots=True)
class History:
    """All saves of one conversation, from its first, in order; `contact` is our id of a contact who has no other conversation.

    What is sent once (`Outgoing.once`) is in one history alone. `after` and `turns` of a save matter where it queues something,
    and `after` of the last one: what else happened is in the events.
    """

    contact: str
    saves: tuple[Save, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The same history lived by somebody else at another time: later (or earlier) by `by`.

    `name` takes the place of the conversation's id wherever that stands, as a part of other ids too. `settled` are the facts
    that another time makes different, by the number of their event; `tallies` what all events of the copy count.
    """

    by: timedelta
    name: str
    settled: Mapping[int, Settled]
    tallies: tuple[Tally, ...]


class Histories(Protocol):
    """Takes finished histories."""

    async def holds_conversations(self) -> bool:
        """True when there is any conversation. Raises Unavailable."""
        ...

    async def fill(self, histories: Iterable[History]) -> None:
        """Keep new conversations as if each of their saves had been saved, with their numbers; all of them or none.

        Raises Unavailable.
        """
        ...

    async def multiply(self, copies: Iterable[tuple[History, Sequence[Copy]]]) -> None:
        """Keep copies of histories in which nothing waits; all of them or none. What a copy says is what was said, dates too.

        Raises Unavailable.
        """
        ...
