"""How this process reaches its channels: when each last worked, and how often a reply was put off, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from conversations.tally import Tally
from metrics.families import SENDING_DELAYED, channel

NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class SendingFigures:
    """What `/metrics` says of the channels that this process serves, by label, since it started."""

    worked_at: dict[str, datetime] = field(default_factory=dict)
    delays: Counter[tuple[str, str]] = field(default_factory=Counter)

    def serves(self, name: str) -> None:
        """This process serves the channel of that name, be it or not that it ever works."""
        self.worked_at.setdefault(channel(name), NEVER)

    def worked(self, name: str, at: datetime) -> None:
        """The channel took something from us, or handed us what it has."""
        self.worked_at[channel(name)] = max(at, self.worked_at.get(channel(name), NEVER))

    def delayed(self, name: str, why: Literal["limit", "budget", "error"]) -> None:
        """A reply in the channel was put off."""
        self.delays[channel(name), why] += 1

    def tallies(self) -> Iterator[Tally]:
        """The delays as steps of numbers, for the exposition."""
        for (label, why), n in self.delays.items():
            yield Tally(SENDING_DELAYED.name, (("channel", label), ("why", why)), n=n)
