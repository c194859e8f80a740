"""Telling an open page that a thread has changed. Only the thread's name is told: the page reads it again."""

from collections import OrderedDict
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.responses import Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.channels.web.site import Site
from bot.channels.web.visitor import ACCOUNT, CHANNEL
from conversations.message import PlaceKey
from conversations.ports import Unavailable

PING = 15
"""Seconds between two signs of life, so that no proxy closes a quiet stream."""

_REMEMBERED = 2000


class Live:
    """The stream of events."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._keys: OrderedDict[str, PlaceKey] = OrderedDict()

    async def stream(self, request: Request) -> Response:
        """Server-sent events `changed`, whose data is `private` or `post:<id>`."""
        visitor = self._site.visitor(request)
        contact = visitor.contact if visitor.known else ""
        return EventSourceResponse(
            self._events(contact), ping=PING, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )

    async def _events(self, contact: str) -> AsyncIterator[ServerSentEvent]:
        # We listen before we say so: the page reads everything at "ready", and is told of whatever comes after.
        changes = self._site.changes.listen()
        yield ServerSentEvent(event="ready", data="", retry=3000)
        async for conversation, _ in changes:
            for place in seen_as(await self._key(conversation), contact):
                yield ServerSentEvent(event="changed", data=place)

    async def _key(self, conversation: str) -> PlaceKey | None:
        """Where a conversation lives. It never moves, so it is asked once for all streams."""
        if conversation not in self._keys:
            try:
                found = await self._site.timeline.conversation(conversation)
            except Unavailable:
                return None
            if found is None:
                return None
            self._keys[conversation] = found.key
            if len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)
        return self._keys.get(conversation)


def seen_as(key: PlaceKey | None, contact: str) -> tuple[str, ...]:
    """The names under which the page of `contact` shows that conversation; none when it does not show it.

    One that began under a post may go on in private.
    """
    if key is None or (key.channel, key.account) != (CHANNEL, ACCOUNT):
        return ()
    private = ("private",) if contact and key.contact == contact else ()
    return (key.place, *private) if key.place.startswith("post:") else private
