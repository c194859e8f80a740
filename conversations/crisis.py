"""A crisis as it stands, and the port that keeps it: many distinct people upset in public at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

RULE = "rule"
"""Who changes a crisis when no person does."""


@dataclass(frozen=True, slots=True)
class Mood:
    """What one public decision said of one contact (our id): how heated, about what (the verdict's target)."""

    at: datetime
    contact: str
    heat: str
    about: str | None = None


class CrisisState(StrEnum):
    """From a proposal to its end. `precaution`: nobody decided in time, the bot is quiet in public for a while."""

    PROPOSED = "proposed"
    PRECAUTION = "precaution"
    DECLARED = "declared"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Crisis:
    """One crisis, as it stands. `subjects` are ids of FAQ entries and departments that it is about (empty: all).

    `ends_at` is the end of what holds now: of the precaution, or of the declared crisis. `figures` are those of the proposal.
    """

    id: str
    state: CrisisState
    proposed_at: datetime
    changed_at: datetime
    by: str = ""
    subjects: tuple[str, ...] = ()
    ends_at: datetime | None = None
    figures: Mapping[str, float] = field(default_factory=dict)


class Crises(Protocol):
    """The crisis that stands, if one does, and what the public mood says."""

    async def moods(self, since: datetime) -> Sequence[Mood]:
        """Public decisions since then, oldest first."""
        ...

    async def crisis(self) -> Crisis | None:
        """The last crisis, whatever its state; None when there never was one."""
        ...

    async def put_crisis(self, crisis: Crisis, before: CrisisState | None) -> None:
        """Keep it, with an audit line. `before` is the state that must still be there (None: it is new); what ends by
        itself must still be over. Raises Conflict."""
        ...
