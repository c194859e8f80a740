"""What is read and kept for the figures: sums, what waits, turns in rows, and gauges computed now and then."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from conversations.crisis import CrisisState
from conversations.events import Event
from conversations.message import Visibility
from conversations.tally import Labels, Tally
from conversations.turn import AnsweredBy, Clock, Turn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn as it stands; all times UTC. The fields are those of `Turn`, but: `first_promised_by` is the promise that is
    measured; `final`: an answer has settled; `excluded`: by a rule or a person; `withdrawn_at`: from when nobody owes it an
    answer.
    """

    id: str
    conversation: str
    channel: str
    visibility: Visibility
    mention: bool
    opened_at: datetime
    expected_by: datetime
    department: str | None = None
    target_by: datetime | None = None
    first_promised_by: datetime | None = None
    handed_over_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: AnsweredBy | None = None
    final: bool = False
    refused_at: datetime | None = None
    bot_answered_at: datetime | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    excluded: bool = False
    no_answer_needed: str | None = None
    author: str | None = None
    heat: str | None = None
    about: str | None = None

    @classmethod
    def of(cls, conversation: str, channel: str, turn: Turn) -> "TurnRow":
        """The row of a turn of that conversation, on that channel."""
        return cls(
            id=turn.id,
            conversation=conversation,
            channel=channel,
            visibility=turn.visibility,
            mention=turn.mention,
            opened_at=turn.opened_at,
            expected_by=turn.expected_by,
            department=turn.department,
            target_by=turn.target_by,
            first_promised_by=turn.promised_by,
            handed_over_at=turn.handed_over_at,
            acknowledged_at=turn.acknowledged_at,
            answered_at=turn.answered_at,
            answered_by=turn.answered_by,
            final="answered" in turn.settled,
            refused_at=turn.refused_at,
            bot_answered_at=turn.bot_answered_at,
            closed_at=turn.closed_at,
            withdrawn_at=turn.withdrawn_at,
            excluded=turn.excluded is not None,
            no_answer_needed=turn.no_answer_needed,
            author=turn.author,
            heat=turn.heat,
            about=turn.about,
        )

    @property
    def unanswered(self) -> bool:
        """True while no answer has arrived, and the turn is neither closed nor withdrawn."""
        return self.answered_at is None and self.closed_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Open:
    """Turns that wait, in one cell of the board: how many, when the oldest opened, and how many are past each deadline.

    `department` is empty where nobody holds them yet; `overdue` has no clock that none is past.
    """

    visibility: Visibility
    mention: bool
    channel: str
    department: str
    count: int
    oldest: datetime
    overdue: Mapping[Clock, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Conversations of which something stands: how many, and since when the oldest."""

    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at one moment: turns by cell; by channel how many parcels are not delivered yet, and since when the oldest of
    those should have left whose time has come (None: of none has it).

    `dangers` nobody has taken; `undecided`: since when the oldest message arrived that nothing was decided on; `crisis`: the
    last one's state; `suspended`: the scopes in which nothing is sent (`all`, `bot`, `staff`, `user:ID`).
    """

    turns: tuple[Open, ...]
    outbox: tuple[tuple[str, int, datetime | None], ...] = ()
    crisis: CrisisState | None = None
    dangers: Mapping[Visibility, Standing] = field(default_factory=dict)
    undecided: Standing | None = None
    suspended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gauge:
    """One sample of a gauge that is computed now and then. `labels` are sorted (name, value) pairs from closed sets."""

    family: str
    labels: Labels
    value: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Gauges as they were computed at `at`."""

    at: datetime
    gauges: tuple[Gauge, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is exported of the conversations, of one moment. `kept`: None before the first computation."""

    tallies: Sequence[Tally]
    waiting: Waiting
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened in one conversation, in order, and the rows of its turns."""

    conversation: str
    channel: str
    events: Sequence[Event]
    turns: Sequence[TurnRow] = ()


class Histories(Protocol):
    """One moment of the database, for the thread that reads it: all that is asked of it is of that moment, however late."""

    def count(self) -> int:
        """How many conversations there are."""
        ...

    def each(self) -> Iterator[History]:
        """One conversation after the other; only a few of them are in memory at a time."""
        ...

    def charter(self, release: str) -> str | None:
        """The text of the published charter with which that release decided; None when none was published under that id."""
        ...

    def shown(self, now: datetime) -> Snapshot:
        """What is exported, as `Figures.snapshot` tells it."""
        ...


class Figures(Protocol):
    """What the metrics read and keep."""

    async def snapshot(self, now: datetime) -> Snapshot:
        """Rollup and tally added up, what waits at `now`, and the kept gauges, in one consistent read."""
        ...

    async def fold(self, limit: int) -> int:
        """Move at most `limit` tallies into the rollup; returns how many were moved."""
        ...

    async def turns_opened(self, since: datetime, until: datetime) -> Sequence[TurnRow]:
        """The turns with `since` ≤ `opened_at` < `until`, in that order."""
        ...

    async def keep_gauges(self, kept: Kept) -> None:
        """Put these gauges in the place of all that were kept."""
        ...

    async def recount(self, read: Callable[[Histories], T]) -> T:
        """What `read` makes of all histories and of what is exported, in one consistent read, in a thread of the store's own.
        After a lost connection it begins anew."""
        ...
