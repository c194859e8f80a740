"""Published charters and their models, and past decisions to be made again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import events as e
from conversations.ports import Conflict
from conversations.versions import CharterVersion
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, incoming, minutes, place

FIRST = CharterVersion(1, "d1", "brand: Colibri\n", {"faq.txt": "horaires ?\n"}, "model-a", "file", "u1", NOW, "première")


async def test_nothing_is_published_at_first(store: SqlStore) -> None:
    assert await store.current_number() == 0
    assert await store.current_version() is None
    assert await store.version(1) is None
    assert await store.model("model-a") is None


async def test_a_published_version_is_whole_with_its_model(store: SqlStore) -> None:
    await store.publish(FIRST, b"\x00\x01weights")
    assert await store.current_number() == 1
    assert await store.current_version() == await store.version(1) == FIRST
    assert await store.model("model-a") == b"\x00\x01weights"


async def test_the_last_ones_come_newest_first_without_their_texts(store: SqlStore) -> None:
    for n in (1, 2, 3):
        await store.publish(replace(FIRST, number=n, digest=f"d{n}", at=minutes(n)), b"weights")
    listed = [replace(FIRST, number=n, digest=f"d{n}", at=minutes(n), text="", examples={}) for n in (3, 2)]
    assert await store.versions(2) == listed
    assert await store.current_number() == 3


async def test_of_many_who_publish_the_same_number_one_does(store: SqlStore) -> None:
    versions = [replace(FIRST, digest=f"d{n}", model=f"model-{n}") for n in range(8)]
    outcomes = await asyncio.gather(*(store.publish(one, one.model.encode()) for one in versions), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 7 + ["NoneType"]
    current = await store.current_version()
    kept = [one.model for one in versions if await store.model(one.model) is not None]
    assert current is not None
    assert kept == [current.model]


async def test_a_model_is_kept_once_and_not_changed(store: SqlStore) -> None:
    await store.publish(FIRST, b"weights")
    await store.publish(replace(FIRST, number=2, note="horaires"), b"other bytes under the same name")
    assert await store.model("model-a") == b"weights"


async def test_models_that_no_version_of_late_names_are_let_go(store: SqlStore) -> None:
    await store.publish(FIRST, b"a")
    for n in range(2, 22):
        await store.publish(replace(FIRST, number=n, model="model-b" if n < 21 else "model-c"), b"b")
    assert await store.model("model-a") is None
    assert (await store.model("model-b"), await store.model("model-c")) == (b"b", b"b")
    assert await store.version(1) == FIRST


async def test_a_refused_version_leaves_no_model(store: SqlStore) -> None:
    await store.publish(FIRST, b"a")
    with pytest.raises(Conflict):
        await store.publish(replace(FIRST, model="model-b"), b"b")
    assert await store.model("model-b") is None


def decided(*messages: str, at: float = 0) -> e.Decided:
    """A decision on these messages."""
    return e.Decided(minutes(at), messages, "route:sav", "fr", "calm", "r1", "embedded", ())


async def test_decisions_come_page_after_page_with_what_they_were_made_on(store: SqlStore) -> None:
    expected = []
    for name in ("ada", "eve", "bob"):
        dossier = Dossier(store, place(name))
        for said in (("un", "deux"), ("trois",)):
            messages = [await dossier.receive(incoming(dossier.key, text)) for text in said]
            await dossier.event(decided(*messages), e.Closed(NOW, "u1"))
            expected.append((dossier.id, dossier.state.version - 1, said))
    expected.sort(key=lambda made: (made[0].encode(), made[1]))
    found, after = [], None
    while page := await store.decisions(NOW, after, 3):
        assert len(page) <= 3
        found += page
        after = page[-1].conversation, page[-1].n
    assert [(made.conversation, made.n, made.texts) for made in found] == expected
    assert {made.event.verdict for made in found} == {"route:sav"}
    assert await store.count_decisions(NOW) == 6


async def test_decisions_of_before_are_left_out(store: SqlStore) -> None:
    ada = Dossier(store)
    message = await ada.receive()
    await ada.event(decided(message, at=-10), decided(message, at=10))
    assert [made.event.at for made in await store.decisions(NOW, None, 9)] == [minutes(10)]
    assert await store.count_decisions(NOW) == 1
    assert await store.count_decisions(NOW - timedelta(days=1)) == 2


async def test_the_events_before_a_decision_are_what_it_was_made_on(store: SqlStore) -> None:
    ada = Dossier(store)
    message = await ada.receive()
    await ada.event(decided(message), e.Closed(NOW, "u1"))
    [made] = await store.decisions(NOW, None, 9)
    stored = [event for _, event in await store.events(ada.id)]
    assert await store.events_before(ada.id, made.n) == stored[:1]
    assert await store.events_before(ada.id, 1) == []
    assert await store.events_before("unknown", 9) == []
