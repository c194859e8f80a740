"""Where Prometheus fetches the figures: GET /metrics."""

from collections.abc import Callable
from hmac import compare_digest

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from conversations.ports import Clock, Figures, Unavailable
from metrics.board import Board
from metrics.exposition import exposition

_UNREADABLE = (
    "The figures could not be read from the database ({why}): none is shown, rather than wrong ones. "
    "Check the database with `recul doctor`; the next scrape reads it again.\n"
)
_NO_TOKEN = (
    "This page needs the metrics token: send the header `Authorization: Bearer <token>` with the token of the settings.\n"  # noqa: S105
)


def metrics_router(figures: Figures, clock: Clock, board: Callable[[], Board], token: str | None = None) -> APIRouter:
    """The route GET /metrics: 200 with all figures of one moment, 503 with a sentence when they cannot be read.

    `board` says what is measured at the moment of each scrape. With a `token`, a scrape without it gets 401.
    """
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> PlainTextResponse:
        if not _allowed(request, token):
            return PlainTextResponse(_NO_TOKEN, status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            now = clock.now()
            seen = await figures.snapshot(now)
        except Unavailable as error:
            return PlainTextResponse(_UNREADABLE.format(why=error), status_code=503)
        return PlainTextResponse(exposition(seen, board(), now), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router


def _allowed(request: Request, token: str | None) -> bool:
    if token is None:
        return True
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())
