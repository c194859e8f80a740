"""The intents of a Rasa 3.6 server over HTTP; everything else, and everything when that server fails, from another engine.

Customers wait for the answer: a call has a deadline, one retry for what may pass, and a circuit breaker, so that a dead
server costs a few calls and then nothing.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

import httpx
import structlog
from pydantic import BaseModel, Field, ValidationError

from conversations.ports import Engine
from conversations.understanding import Score, Understanding
from nlu.rasa_breaker import Breaker
from nlu.rasa_text import sentence

_log = structlog.get_logger(__name__)
_TRIES = 2


class RasaEngine:
    """An `Engine` that asks Rasa which intent is meant, and `fallback` for all else.

    `timeout` (seconds) bounds each of at most two tries. `fallbacks` counts the texts for which Rasa gave no intents;
    the understanding then is the fallback's own and bears its name. `monotonic` gives seconds, for the breaker.
    """

    name = "rasa"

    def __init__(
        self,
        url: str,
        token: str,
        fallback: Engine,
        timeout: float = 1.0,
        breaker: Breaker | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Opens nothing yet. Raises ValueError when `url` is not an http address."""
        self.fallbacks = 0
        self.breaker = breaker or Breaker()
        self._url, self._fallback, self._timeout, self._monotonic = _http_url(url), fallback, timeout, monotonic
        self._client = httpx.AsyncClient(transport=_WithToken(token), base_url=self._url, timeout=timeout, trust_env=False)

    async def understand(self, texts: Sequence[str]) -> Understanding:
        """What these texts of one person, read together, mean. Never fails because of Rasa."""
        understood = await self._fallback.understand(texts)
        text = sentence("\n".join(texts))
        if not understood.words or not text:
            return understood
        intents = await self._intents(text)
        if not intents:
            self.fallbacks += 1
            return understood
        return replace(understood, intents=intents, engine=self.name)

    def alarm(self, text: str) -> bool:
        """True when cheap rules find danger, a same-day deadline or a threat: do not wait for more fragments."""
        return self._fallback.alarm(text)

    async def trouble(self) -> str | None:
        """Why Rasa cannot be used now, as a sentence that says what to do; None when it can. For a health check."""
        try:
            async with asyncio.timeout(self._timeout):
                _accept(await self._client.get("/status"))
        except (httpx.HTTPError, TimeoutError, RasaFailed) as error:
            return f"The Rasa server at {self._url} cannot be used ({_why(error)}): {_ADVICE.get(_why(error), _START)}"
        return None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _intents(self, text: str) -> tuple[Score, ...]:
        """The intents of `text`, best first; none when the breaker is open or Rasa has failed."""
        if not self.breaker.allows(self._monotonic()):
            return ()
        self.breaker = self.breaker.asked(self._monotonic())
        try:
            intents = await self._ask(text)
        except (httpx.HTTPError, TimeoutError, RasaFailed) as error:
            self.breaker = self.breaker.failed(self._monotonic())
            _log.warning("rasa_failed", why=_why(error), failures=self.breaker.failures, engine=self._fallback.name)
            return ()
        self.breaker = self.breaker.succeeded()
        return intents

    async def _ask(self, text: str) -> tuple[Score, ...]:
        for _ in range(_TRIES - 1):
            try:
                return await self._parse(text)
            except (httpx.TransportError, TimeoutError):
                continue
            except RasaFailed as error:
                if not error.passing:
                    raise
        return await self._parse(text)

    async def _parse(self, text: str) -> tuple[Score, ...]:
        # httpx bounds each read, which a server that drips bytes never exceeds: the clock of the whole call is ours.
        async with asyncio.timeout(self._timeout):
            response = await self._client.post("/model/parse", json={"text": text})
        _accept(response)
        return ranking(response.content)


class _Intent(BaseModel):
    name: str
    confidence: Annotated[float, Field(ge=0, le=1.001, allow_inf_nan=False)]  # 1 and a rounding error is still 1


class _Parsed(BaseModel):
    intent_ranking: Annotated[list[_Intent], Field(min_length=1)]


class RasaFailed(Exception):
    """Rasa answered, and the answer is of no use. `passing`: another try may bring a better one."""

    def __init__(self, why: str, passing: bool = False) -> None:
        super().__init__(why)
        self.passing = passing


_START = "start it with `rasa run --enable-api -i 127.0.0.1 -t TOKEN`, and check its address."
_ADVICE = {
    "status_401": "its token is another one; give both sides the same.",
    "status_404": "that address is no Rasa server, or it was started without `--enable-api`.",
    "status_409": "it has no model; train one and start it with `--model`.",
}


class _WithToken(httpx.AsyncHTTPTransport):
    """Adds Rasa's token, which it takes in the query alone, after httpx has noted the address that it logs."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, extensions = request.url.copy_set_param("token", self._token), request.extensions
        signed = httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)
        return await super().handle_async_request(signed)


def ranking(content: bytes) -> tuple[Score, ...]:
    """The intents that Rasa's answer to `/model/parse` ranks, best first. Raises RasaFailed on anything else."""
    try:
        parsed = _Parsed.model_validate_json(content)
    except ValidationError as error:
        raise RasaFailed("unreadable") from error
    scores = (Score(intent.name, min(intent.confidence, 1.0)) for intent in parsed.intent_ranking)
    return tuple(sorted(scores, key=lambda score: -score.confidence))


def _accept(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise RasaFailed(f"status_{response.status_code}", passing=response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR)


def _why(error: Exception) -> str:
    if isinstance(error, RasaFailed):
        return str(error)
    return "timeout" if isinstance(error, TimeoutError | httpx.TimeoutException) else "unreachable"


def _http_url(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(f"{url!r} is not an address ({error}). Write http://127.0.0.1:5005") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError(f"{url!r} is not an http address. Write http://127.0.0.1:5005")
    return parsed
