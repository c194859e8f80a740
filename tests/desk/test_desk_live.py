"""The stream of changes: ids and versions, to those who are signed in, until it ends."""

import asyncio
import json

import httpx

from desk.live import changed
from tests.fakes.desk_ports import MemoryChanges
from tests.fakes.desk_shop import PASSWORD, Shop
from tests.fakes.http_server import serving


async def test_a_change_is_told_by_id_and_version_alone() -> None:
    changes = MemoryChanges()
    stream = changed(changes, 60)
    await anext(stream)
    told = asyncio.ensure_future(anext(stream))
    await changes.heard.wait()
    changes.announce("c-parcel", 7)
    event = await told
    assert event.event == "change"
    assert json.loads(event.data) == {"conversation": "c-parcel", "version": 7}


async def test_a_stream_ends_by_itself_and_leaves_no_listener() -> None:
    changes = MemoryChanges()
    events = [event async for event in changed(changes, 0.01)]
    assert len(events) == 1
    assert not changes.listeners


async def test_a_stream_that_is_dropped_leaves_no_listener() -> None:
    changes = MemoryChanges()
    stream = changed(changes, 60)
    await anext(stream)
    waiting = asyncio.ensure_future(anext(stream))
    await changes.heard.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not changes.listeners


async def test_an_open_stream_does_not_keep_the_server_from_stopping(shop: Shop) -> None:
    async with httpx.AsyncClient(headers={"Sec-Fetch-Site": "same-origin"}) as browser, asyncio.timeout(20):
        async with serving(shop.app()) as base:
            await browser.post(f"{base}/desk/login", data={"login": "marie", "password": PASSWORD})
            request = browser.build_request("GET", f"{base}/desk/live")
            stream = await browser.send(request, stream=True)
            assert stream.headers["content-type"].startswith("text/event-stream")
            await shop.changes.heard.wait()
        await stream.aclose()
    assert not shop.changes.listeners


async def test_the_stream_needs_a_session(shop: Shop, stranger: httpx.AsyncClient) -> None:
    async with asyncio.timeout(10):  # a stream that opens would never end
        assert (await stranger.get("/desk/live")).status_code == 303
    assert not shop.changes.listeners
