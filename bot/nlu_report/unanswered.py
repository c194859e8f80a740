"""What customers asked and the charter could not answer: also where nobody has answered yet, and in public nobody had to.

Suggestions hold only what somebody has said something about; the rest is read from the decisions, masked in the same way, and
kept nowhere.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Protocol

from bot.learning import all_of
from bot.suggesting import Collects, collect, suggestion_of
from conversations.learning import Lesson, Origin, Review, Suggestion
from conversations.lessons import UNRECOGNISED
from conversations.versions import Decided, Decisions

ASKED = 2_000
"""Questions that are looked at, the newest."""

LOOK_BACK = timedelta(days=30)
"""How far back decisions are read that nobody has done anything about."""

PAGE = 1_000


class Asks(Collects, Decisions, Protocol):
    """Where suggestions and decisions are kept."""


async def unanswered(store: Asks, now: datetime) -> list[Suggestion]:
    """The newest questions that nothing recognised, or whose answer was refused, newest first. Raises Unavailable.

    What people teach is collected before. Without what somebody has reviewed, or has moved to another department.
    """
    await collect(store, now)
    kept = await all_of(store, Review.OPEN)
    found = [one for one in kept if one.origin in (Origin.UNRECOGNISED, Origin.REFUSED)]
    found += [one async for one in _unsuggested(store, now - LOOK_BACK)]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:ASKED]


async def _unsuggested(store: Asks, since: datetime) -> AsyncIterator[Suggestion]:
    """The newest that no suggestion is about, as suggestions would hold them."""
    decided = [one async for one in _unrecognised(store, since)]
    decided.sort(key=lambda one: one.event.at, reverse=True)
    for one in decided[:ASKED]:
        found = suggestion_of(_lesson(one), await store.contact_name(one.conversation))
        if found is not None and await store.suggestion(found.id) is None:
            yield found


async def _unrecognised(store: Decisions, since: datetime) -> AsyncIterator[Decided]:
    last: tuple[str, int] | None = None
    while page := await store.decisions(since, last, PAGE):
        for one in page:
            if _unknown(one) and len(one.texts) == len(one.event.messages):
                yield one
        last = (page[-1].conversation, page[-1].n)


def _unknown(one: Decided) -> bool:
    """True when nothing was recognised, or what was is none of our business."""
    return one.event.verdict == "hors_sujet" or any(reason.rule in UNRECOGNISED for reason in one.event.reasons)


def _lesson(one: Decided) -> Lesson:
    event = one.event
    return Lesson(one.conversation, one.n, Origin.UNRECOGNISED, one.texts, event.language, event.verdict, None, event.at)
