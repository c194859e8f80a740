"""Wake-ups inside a process: nothing that is announced after `listen` was called is missed."""

import asyncio

from bot.bell import Bell, ProcessChanges


async def test_a_change_between_listening_and_the_first_reading_is_told() -> None:
    changes = ProcessChanges()
    news = changes.listen()
    changes.announce("c1", 3)
    async with asyncio.timeout(5):
        assert await anext(news) == ("c1", 3)


async def test_a_slow_listener_gets_the_last_version_of_each_conversation() -> None:
    changes = ProcessChanges()
    news = changes.listen()
    for version in (1, 2, 3):
        changes.announce("c1", version)
    changes.announce("c2", 1)
    async with asyncio.timeout(5):
        assert [await anext(news), await anext(news)] == [("c1", 3), ("c2", 1)]


async def test_one_conversation_hears_nothing_of_others_and_all_streams_end_at_close() -> None:
    changes = ProcessChanges()
    news = changes.listen("c1")
    changes.announce("c2", 1)
    changes.announce("c1", 1)
    changes.close()
    async with asyncio.timeout(5):
        assert [item async for item in news if item[0] != "c1"] == []


async def test_a_ring_while_nobody_waits_is_remembered() -> None:
    bell = Bell()
    bell.ring()
    async with asyncio.timeout(5):
        await bell.wait(60)
