"""A recount reads all that happened, at one moment, a little at a time."""

import asyncio

import pytest

from conversations.figures import Histories
from conversations.versions import CharterVersion
from store.documents import read_event
from store.sql import SqlStore
from tests.conformance.dossiers import NOW, Dossier, handed_over, incoming, place
from tests.fakes.histories import histories


async def test_every_history_is_read_in_order_with_the_rows_of_its_turns(store: SqlStore) -> None:
    ada, eve = Dossier(store), Dossier(store, place("eve"))
    await ada.receive(incoming(ada.key), change=handed_over("t-ada"))
    for dossier in (eve, ada, eve):
        await dossier.receive(incoming(dossier.key))
    assert await store.recount(lambda moment: moment.count()) == 2
    found = await store.recount(lambda moment: {each.conversation: each for each in moment.each()})
    for dossier in (ada, eve):
        assert list(found[dossier.id].events) == [event for _, event in await store.events(dossier.id)]
        assert found[dossier.id].channel == dossier.key.channel
    assert [row.id for row in found[ada.id].turns] == ["t-ada"]
    assert found[eve.id].turns == ()


async def test_all_is_of_one_moment_from_the_first_conversation_to_the_last(store: SqlStore) -> None:
    ada = Dossier(store)
    await ada.receive()
    loop = asyncio.get_running_loop()

    def read(moment: Histories) -> tuple[int, int]:
        first = sum(len(each.events) for each in moment.each())
        asyncio.run_coroutine_threadsafe(ada.receive(incoming(ada.key)), loop).result(30)
        return first, sum(len(each.events) for each in moment.each())

    first, second = await store.recount(read)
    assert first == second
    assert len((await histories(store))[ada.id]) > first


async def test_few_conversations_are_in_memory_at_a_time(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.histories.AT_ONCE", 2)
    monkeypatch.setattr("store.histories.TOGETHER", 1)
    parsed: list[str] = []
    for name in ("ada", "bob", "eve", "max"):
        await Dossier(store, place(name)).receive()
    everything = sum(map(len, (await histories(store)).values()))
    monkeypatch.setattr("store.histories.read_event", lambda data: parsed.append(data) or read_event(data))
    await store.recount(lambda moment: next(moment.each()))
    assert 0 < len(parsed) <= everything // 2


async def test_the_charter_of_a_release_is_that_which_was_published_under_its_id(store: SqlStore) -> None:
    for number, digest in ((1, "ab12" * 16), (2, "cd34" * 16)):
        await store.publish(CharterVersion(number, digest, f"charter {number}", {}, "m", "file", "u1", NOW), b"")
    asked = ("cd34cd34cd34", "ab12ab12ab12", "ef56ef56ef56", "____________")
    found = await store.recount(lambda moment: [moment.charter(release) for release in asked])
    assert found == ["charter 2", "charter 1", None, None]
