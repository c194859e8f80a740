"""What is left when the killing is over: everything once, in order, and what perhaps went out twice says so."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bot.outbox import IN_FLIGHT
from conversations import events as e
from conversations.message import Direction, Message
from conversations.sending import Parcel, ParcelState
from store.sql import SqlStore
from tests.fakes.histories import histories


@dataclass(frozen=True)
class Kept:
    """One conversation as the database has it."""

    channel: str
    place: str
    messages: Sequence[Message]
    events: Sequence[e.Event]
    parcels: Sequence[Parcel]

    def facts(self, kind: type[e.Event]) -> list[e.Event]:
        """Its events of that kind."""
        return [event for event in self.events if isinstance(event, kind)]


async def kept(store: SqlStore) -> list[Kept]:
    """All conversations; parcels in the order in which they were queued."""
    return [await _one(store, id, events) for id, events in (await histories(store)).items()]


async def _one(store: SqlStore, id: str, events: Sequence[e.Event]) -> Kept:
    found = await store.load(id)
    assert found is not None
    parcels = [parcel for parcel in await store.parcels(id) if parcel.to is None]
    return Kept(found.key.channel, found.key.place, await store.messages(id), events, parcels)


def each_stored_and_decided_once(conversations: Iterable[Kept], accepted: Iterable[tuple[str, str]]) -> None:
    """Every accepted message is there once, nothing else is, and exactly one decision covers each."""
    stored, ids, decided = Counter[tuple[str, str | None]](), Counter[str](), Counter[str]()
    for one in conversations:
        inbound = [message for message in one.messages if message.direction is Direction.INBOUND]
        stored.update((one.channel, message.external_id) for message in inbound)
        ids.update(message.id for message in inbound)
        decided.update(id for event in one.events if isinstance(event, e.Decided) for id in event.messages)
    assert stored == Counter(accepted)
    assert decided == ids


def arrived(one: Kept, texts: Iterable[str]) -> list[int]:
    """How often each parcel of a conversation arrived, given what arrived in its chat: each at least once, in order."""
    queued = [parcel.text for parcel in one.parcels]
    assert not any(a == b for a, b in pairwise(queued)), "doubles cannot be told: two replies read the same"
    runs = [(text, len(list(same))) for text, same in groupby(texts)]
    assert [text for text, _ in runs] == queued
    assert [parcel.state for parcel in one.parcels] == [ParcelState.DELIVERED] * len(queued)
    delivered = Counter(event.outgoing for event in one.events if isinstance(event, e.Delivered))
    assert delivered == Counter(parcel.id for parcel in one.parcels)
    return [count for _, count in runs]


def doubles(one: Kept, counts: Sequence[int]) -> int:
    """How many copies too many arrived; each of them was announced by a mark of its own."""
    marks = Counter(event.outgoing for event in one.events if isinstance(event, e.PerhapsTwice))
    assert {parcel.id for parcel in one.parcels if parcel.perhaps_twice} == set(marks)
    for parcel, count in zip(one.parcels, counts, strict=True):
        assert count <= 1 + marks[parcel.id], f"{parcel.id} arrived {count} times and is marked {marks[parcel.id]} times"
    return sum(counts) - len(counts)


def marks_by_kill(conversations: Iterable[Kept], kills: Sequence[float]) -> list[int]:
    """How many parcels were marked after each kill: at most those in flight, at most one per conversation."""
    found: Counter[int] = Counter()
    for one in conversations:
        here = Counter(bisect(kills, event.at.timestamp()) for event in one.facts(e.PerhapsTwice))
        assert set(here.values()) <= {1}, "two parcels of one conversation were in flight"
        found.update(here.keys())
    assert not found[0], "marked before anything was killed"
    assert all(count <= IN_FLIGHT for count in found.values()), found
    return [found[n] for n in range(1, len(kills) + 1)]
