"""The charter's published versions, past decisions to replay with another one, and the ports that keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversations.events import Decided as DecidedEvent
from conversations.events import Event


@dataclass(frozen=True, slots=True)
class CharterVersion:
    """A published charter. `number` counts them. `text` is the charter file's, `examples` those beside it, by file name.

    `digest` is the release's; `model` names the model trained for it. `origin`: `file`, `command`, `rollback`,
    `training`, `desk`.
    """

    number: int
    digest: str
    text: str
    examples: Mapping[str, str]
    model: str
    origin: str
    by: str
    at: datetime
    note: str = ""


class Versions(Protocol):
    """The charter's published versions, and the models trained for them. The truth is here, not in a file."""

    async def current_version(self) -> CharterVersion | None:
        """The last one published."""
        ...

    async def current_number(self) -> int:
        """Its number; 0 when there is none. Cheap: asked every second by every process."""
        ...

    async def version(self, number: int) -> CharterVersion | None:
        """The one of that number."""
        ...

    async def versions(self, limit: int) -> Sequence[CharterVersion]:
        """The last ones, newest first, without text and examples."""
        ...

    async def publish(self, version: CharterVersion, model: bytes) -> None:
        """Keep a version and its model (not twice). Raises Conflict when its number is taken."""
        ...

    async def model(self, name: str) -> bytes | None:
        """A model by its name."""
        ...


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made once, with what it was made on: to be made again by another charter."""

    conversation: str
    n: int
    event: DecidedEvent
    texts: tuple[str, ...]


class Decisions(Protocol):
    """Past decisions, to be replayed."""

    async def decisions(self, since: datetime, after: tuple[str, int] | None, limit: int) -> Sequence[Decided]:
        """Decisions made since then, by conversation and number, following `after`."""
        ...

    async def count_decisions(self, since: datetime) -> int:
        """How many there are."""
        ...

    async def events_before(self, conversation: str, n: int) -> Sequence[Event]:
        """The events of a conversation up to but not with number `n`."""
        ...
