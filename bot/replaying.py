"""Past decisions made again by another charter: what would have been different. Reads only; nothing is stored or sent."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.release import Release
from conversations.conversation import Conversation, Undecided, after
from conversations.events import Decided as DecidedEvent
from conversations.message import PlaceKey, narrowest
from conversations.understanding import NOT_UNDERSTOOD, Understanding
from conversations.versions import Decided, Decisions
from routing.context import Context, Heard
from routing.on_message import on_message

PAGE = 200
"""Decisions that are read at once."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Differing:
    """One decision that would be another one: where, when, the verdicts, and what the customer had written."""

    conversation: str
    at: datetime
    was: str
    would_be: str
    text: str


@dataclass(slots=True)
class Replayed:
    """How it went. `erased`: decisions whose texts are not kept any more; they could not be made again."""

    decisions: int = 0
    same: int = 0
    erased: int = 0
    differing: list[Differing] = field(default_factory=list)

    def pairs(self) -> list[tuple[str, str, int]]:
        """How often which verdict would become which, the most frequent first."""
        pairs = [(one.was, one.would_be) for one in self.differing]
        return sorted(((*pair, pairs.count(pair)) for pair in set(pairs)), key=lambda found: (-found[2], found))


async def replay(kept: Decisions, release: Release, since: datetime, progress: Progress) -> Replayed:
    """Every decision made since then, made again by `release` on the conversation as it was. Raises Unavailable."""
    total, found = await kept.count_decisions(since), Replayed()
    async for decided in _all(kept, since):
        found.decisions += 1
        progress(found.decisions / max(total, 1), f"{found.decisions} of {total} decisions")
        if len(decided.texts) < len(decided.event.messages):
            found.erased += 1
            continue
        would_be = await _again(kept, release, decided)
        was = _written(decided.event)
        if would_be == was:
            found.same += 1
        else:
            text = " ".join("\n".join(decided.texts).split())
            found.differing.append(Differing(decided.conversation, decided.event.at, was, would_be, text))
    return found


async def _all(kept: Decisions, since: datetime) -> AsyncIterator[Decided]:
    last: tuple[str, int] | None = None
    while page := await kept.decisions(since, last, PAGE):
        for decided in page:
            yield decided
        last = (page[-1].conversation, page[-1].n)


async def _again(kept: Decisions, release: Release, decided: Decided) -> str:
    nowhere = Conversation(decided.conversation, PlaceKey("", "", "", ""))
    before = after(nowhere, await kept.events_before(decided.conversation, decided.n))
    read = [message for message in before.undecided if message.id in decided.event.messages]
    understanding = await _understood(release, decided.texts)
    context = Context(release.charter, release.id, decided.event.at)
    heard = _heard(decided, read)
    events = on_message(before, heard, understanding, context).events
    return next(_written(event) for event in events if isinstance(event, DecidedEvent))


def _written(event: DecidedEvent) -> str:
    """What was decided on all requests of a message, as in `route:livraison + faq:horaires`."""
    return " + ".join((event.verdict, *event.also))


async def _understood(release: Release, texts: Sequence[str]) -> Understanding:
    try:
        return await release.engine.understand(list(texts))
    except Exception:
        return NOT_UNDERSTOOD  # as the line would, after its patience: a person gets it


def _heard(decided: Decided, read: Sequence[Undecided]) -> Heard:
    return Heard(
        messages=decided.event.messages,
        text="\n".join(decided.texts),
        opened_at=min((message.at for message in read), default=decided.event.at),
        visibility=narrowest(message.visibility for message in read),
        mention=any(message.mention for message in read),
        media=any(reason.rule == "media_alone" for reason in decided.event.reasons),
        masked=tuple(sorted({kind for message in read for kind in message.masked})),
        arrived=any(message.arrived for message in read),
    )
