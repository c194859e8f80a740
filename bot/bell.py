"""Wake-ups inside one process: who has saved something rings, who waits for work listens. A poll stands behind it."""

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakSet


class Bell:
    """Can be rung from the event loop's thread; a ring while nobody waits is remembered."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the one who waits."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Return at the next ring, or after that time."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()


class ProcessChanges:
    """`conversations.ports.Changes` inside one process. A slow listener misses only intermediate versions."""

    def __init__(self) -> None:
        self.bells: list[Bell] = []
        # Weak: a stream that nobody reads to its end takes its listener with it.
        self._listeners: WeakSet[_Listener] = WeakSet()
        self._closed = False

    def announce(self, conversation: str, version: int) -> None:
        """Tell all listeners and ring all bells."""
        for listener in self._listeners:
            listener.tell(conversation, version)
        for bell in self.bells:
            bell.ring()

    def listen(self, conversation: str | None = None) -> AsyncIterator[tuple[str, int]]:
        """Changes from this call on, of one conversation or of all, until `close`."""
        listener = _Listener(conversation)
        self._listeners.add(listener)
        return self._stream(listener)

    async def _stream(self, listener: "_Listener") -> AsyncIterator[tuple[str, int]]:
        while not self._closed:
            await listener.bell.wait(60)
            for item in listener.drain():
                yield item

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        for listener in self._listeners:
            listener.bell.ring()


class _Listener:
    def __init__(self, conversation: str | None) -> None:
        self.bell = Bell()
        self._conversation = conversation
        self._news: dict[str, int] = {}

    def tell(self, conversation: str, version: int) -> None:
        if self._conversation in (None, conversation):
            self._news[conversation] = max(version, self._news.get(conversation, 0))
            self.bell.ring()

    def drain(self) -> list[tuple[str, int]]:
        news, self._news = self._news, {}
        return list(news.items())
