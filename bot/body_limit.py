"""No request body may fill the memory: what is too long is refused while it arrives."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1024 * 1024
"""Bytes."""


class TooLong(Exception):
    """The body goes on past the limit."""


class BodyLimit:
    """ASGI middleware: 413 with a sentence for a body over `LARGEST`, whatever its header says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read, started = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise TooLong
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except TooLong:
            if started:
                raise
            sentence = f"The body is longer than {LARGEST} bytes. Send less: a message has at most 100,000 characters.\n"
            await PlainTextResponse(sentence, status_code=413)(scope, receive, send)
