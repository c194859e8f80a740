"""A conversation that was lived elsewhere than in a store, in virtual time say, and the port that takes such as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from conversations.change import Save


@dataclass(frozen=True, slots=True)
class History:
    """All saves of one conversation, from its first, in order; `contact` is our id of a contact who has no other conversation.

    What is sent once (`Outgoing.once`) is in one history alone. `after` and `turns` of a save matter where it queues something,
    and `after` of the last one: what else happened is in the events.
    """

    contact: str
    saves: tuple[Save, ...]


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
