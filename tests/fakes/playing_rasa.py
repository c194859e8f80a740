"""A server that plays Rasa: it says which model it serves and ranks its intents, or is out of order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "played-secret"


@dataclass
class PlayedRasa:
    """What it serves; `ill` makes it answer nothing but errors."""

    model_file: str = "recul.tar.gz"
    intents: tuple[str, ...] = ("horaires",)
    ill: bool = False
    url: str = ""

    def _answer(self, request: web.Request, value: object) -> web.Response:
        if request.query.get("token") != TOKEN:
            return web.json_response({"reason": "NotAuthenticated"}, status=401)
        return web.json_response(value, status=500 if self.ill else 200)

    async def status(self, request: web.Request) -> web.Response:
        """Which model is served."""
        return self._answer(request, {"model_file": self.model_file, "model_id": "1"})

    async def parse(self, request: web.Request) -> web.Response:
        """All intents, the first one likeliest."""
        ranked = [{"name": name, "confidence": 1 / (n + 1)} for n, name in enumerate(self.intents)]
        return self._answer(request, {"intent_ranking": ranked})


@asynccontextmanager
async def playing_rasa(**served: object) -> AsyncIterator[PlayedRasa]:
    """It serves until the block ends."""
    played = PlayedRasa(**served)  # type: ignore[arg-type]
    app = web.Application()
    app.router.add_get("/status", played.status)
    app.router.add_post("/model/parse", played.parse)
    async with TestServer(app) as server:
        played.url = str(server.make_url(""))
        yield played
