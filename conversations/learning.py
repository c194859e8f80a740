"""What people teach the understanding: suggestions with their source, and the port that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Origin(StrEnum):
    """Where a suggestion comes from: a customer refused the FAQ answer, staff moved the request to another department, nothing
    was recognised, or somebody wrote it down."""

    REFUSED = "refused"
    CORRECTED = "corrected"
    UNRECOGNISED = "unrecognised"
    WRITTEN = "written"


class Review(StrEnum):
    """What people made of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A fact of a conversation that may teach something: event `n`, the texts that were decided on, what they were taken for
    (a verdict) and, when staff said so, the department that they were for."""

    conversation: str
    n: int
    origin: Origin
    texts: tuple[str, ...]
    language: str
    taken_for: str
    meant: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence that may become a training example. `text` bears no personal data: it is masked before it is kept.

    `id` follows from its source, so that the same fact is suggested once. `taken_for` is the verdict that was given; `intent`
    is what it should be read as: a proposal while open (None: nobody knows), the decision once accepted. `conversation` is
    where it comes from, so that erasure finds it; empty for what somebody wrote down of their own. `version` is the number of
    the first charter version that learned it.
    """

    id: str
    text: str
    language: str
    origin: Origin
    taken_for: str
    intent: str | None
    conversation: str
    at: datetime
    review: Review = Review.OPEN
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    version: int | None = None


class Suggestions(Protocol):
    """Suggestions, and the facts they are made of."""

    async def lessons(self, since: datetime, after: tuple[str, int] | None, limit: int) -> Sequence[Lesson]:
        """What has happened in conversations since then that may teach something, by conversation and number of the event,
        following `after`."""
        ...

    async def suggest(self, suggestions: Sequence[Suggestion]) -> int:
        """Keep those that are not known yet; returns how many were new. One that is known and open takes over a proposal."""
        ...

    async def suggestions(self, review: Review, limit: int, after: str | None = None) -> Sequence[Suggestion]:
        """Those in that state, oldest first, following the suggestion `after`."""
        ...

    async def suggestion(self, id: str) -> Suggestion | None:
        """One of them."""
        ...

    async def review(self, reviewed: Suggestion, before: Review = Review.OPEN) -> None:
        """Keep text, intent and what was decided on.

        Raises Conflict when it is no longer in the state `before`: somebody else has reviewed it meanwhile.
        """
        ...

    async def learned(self, ids: Sequence[str], version: int) -> None:
        """These accepted suggestions are part of that charter version."""
        ...
