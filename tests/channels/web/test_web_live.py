import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.web.live import seen_as
from conversations.message import PlaceKey
from tests.fakes.channel_line import MemoryLine
from tests.fakes.http_server import serving

POST = "cocotte_fonte"


@pytest.fixture
async def url(app: FastAPI, line: MemoryLine) -> AsyncIterator[str]:
    async with serving(app) as url:
        yield url
        line.changes.close()  # as a stopping process does: streams close first


async def events(client: httpx.AsyncClient, heard: list[tuple[str, str]], wanted: int) -> None:
    """Listen until `wanted` events were heard."""
    kind = ""
    async with client.stream("GET", "/evenements") as stream:
        async for row in stream.aiter_lines():
            name, _, value = row.partition(": ")
            if name == "event":
                kind = value
            elif name.rstrip(":") == "data":
                heard.append((kind, value))
                if len(heard) == wanted:
                    return


async def until_listening(line: MemoryLine) -> None:
    async with asyncio.timeout(10):
        while not line.changes.listeners:  # noqa: ASYNC110 - the other side is a server that cannot tell
            await asyncio.sleep(0.005)


async def test_an_open_page_hears_of_its_own_and_of_public_changes(url: str, line: MemoryLine) -> None:
    async with httpx.AsyncClient(base_url=url) as mine, httpx.AsyncClient(base_url=url) as theirs:
        await mine.post("/ecrire", data={"text": "Bonjour"})
        heard: list[tuple[str, str]] = []
        listening = asyncio.create_task(events(mine, heard, 3))
        await until_listening(line)
        await theirs.post("/ecrire", data={"text": "privé d'un autre"})
        await theirs.post(f"/commenter/{POST}", data={"text": "public"})
        line.say(next(iter(line.conversations)), "Bonjour à vous")
        await asyncio.wait_for(listening, 10)
    assert heard == [("ready", ""), ("changed", f"post:{POST}"), ("changed", "private")]


async def test_streams_end_when_the_process_stops(url: str, line: MemoryLine) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        heard: list[tuple[str, str]] = []
        listening = asyncio.create_task(events(client, heard, 99))
        await until_listening(line)
        line.changes.close()
        await asyncio.wait_for(listening, 10)
    assert heard == [("ready", "")]
    assert line.changes.listeners == 0


def test_a_place_is_told_only_to_whom_the_page_shows_it() -> None:
    private = PlaceKey("web", "site", "private:me", "me")
    assert seen_as(private, "me") == ("private",)
    assert seen_as(private, "you") == ()
    assert seen_as(PlaceKey("web", "site", "private:", ""), "") == ()
    comment = PlaceKey("web", "site", f"post:{POST}", "me")
    assert [seen_as(comment, contact) for contact in ("", "you")] == [(f"post:{POST}",)] * 2
    assert seen_as(comment, "me") == (f"post:{POST}", "private")
    assert seen_as(PlaceKey("telegram", "site", f"post:{POST}", "me"), "me") == ()
    assert seen_as(None, "me") == ()
