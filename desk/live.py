"""Tells an open page that a conversation has changed; the page then reads it again."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator

from fastapi import APIRouter, Depends
from sse_starlette import EventSourceResponse, ServerSentEvent

from conversations.ports import Changes
from desk.auth import ready
from desk.console import TheConsole
from desk.guard import DeskRoute

router = APIRouter(route_class=DeskRoute)
LONGEST = 600.0
"""Seconds after which a stream ends; the browser comes back by itself, and its session is checked again."""


@router.get("/live", dependencies=[Depends(ready)])
async def live(console: TheConsole) -> EventSourceResponse:
    """Changes of all conversations: ids and versions, nothing else. Ends when the server stops."""
    return EventSourceResponse(changed(console.changes, LONGEST), ping=20)


async def changed(changes: Changes, seconds: float) -> AsyncIterator[ServerSentEvent]:
    """The stream's events, for `seconds`."""
    clock = asyncio.get_running_loop().time
    end, listening = clock() + seconds, aiter(changes.listen())
    yield ServerSentEvent(comment="open", retry=2000)
    try:
        while True:
            conversation, version = await asyncio.wait_for(anext(listening), end - clock())
            yield ServerSentEvent(json.dumps({"conversation": conversation, "version": version}), event="change")
    except (TimeoutError, StopAsyncIteration):
        return
    finally:
        if isinstance(listening, AsyncGenerator):
            await listening.aclose()
