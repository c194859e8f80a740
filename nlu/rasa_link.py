"""The connection to a Rasa 3.6 server: deadline, one retry for what may pass, circuit breaker, and what is known of its state.

Customers wait for the answer: a dead server costs a few calls and then nothing. A process has one link; it outlives releases.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import httpx
import structlog
from pydantic import BaseModel, Field, ValidationError

from conversations.understanding import FALLBACK_REASONS, Score
from nlu.rasa_breaker import Breaker

_log = structlog.get_logger(__name__)
_TRIES = 2


class RasaFailed(Exception):
    """Rasa answered, and the answer is of no use. `passing`: another try may bring a better one."""

    def __init__(self, why: str, passing: bool = False) -> None:
        super().__init__(why)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Described:
    """What a server serves: its model's file, and the intents that it ranks."""

    model_file: str
    intents: frozenset[str]


class RasaLink:
    """`timeout` (seconds) bounds each of at most two tries. `monotonic` gives seconds, for the breaker.

    `fallbacks` counts, by reason, the texts for which Rasa gave nothing. `failing` is why the last call gave nothing, empty
    once one has succeeded.
    """

    def __init__(
        self,
        url: str,
        token: str,
        timeout: float = 1.0,
        breaker: Breaker | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Opens nothing yet. Raises ValueError when `url` is not an http address."""
        self.fallbacks: Counter[str] = Counter(dict.fromkeys(FALLBACK_REASONS, 0))
        self.failing = ""
        self.breaker = breaker or Breaker()
        self._url, self._timeout, self._monotonic = _http_url(url), timeout, monotonic
        self._client = httpx.AsyncClient(transport=_WithToken(token), base_url=self._url, timeout=timeout, trust_env=False)

    @property
    def resting(self) -> bool:
        """True while the breaker is open: Rasa is not asked, but for a trial every while."""
        return self.breaker.retry_at is not None

    async def intents(self, text: str) -> tuple[Score, ...]:
        """The intents of `text`, best first; none when the breaker is open or Rasa has failed."""
        if not self.breaker.allows(self._monotonic()):
            self.fallbacks["resting"] += 1
            return ()
        self.breaker = self.breaker.asked(self._monotonic())
        try:
            intents = await self._ask(text)
        except (httpx.HTTPError, TimeoutError, RasaFailed) as error:
            self.refused(_why(error))
            self._failed(_why(error))
            return ()
        self._succeeded()
        return intents

    def refused(self, why: str) -> None:
        """Count a text that was read without Rasa's intents."""
        self.fallbacks["status" if why.startswith("status_") else why] += 1

    async def look(self) -> Described | None:
        """What is served, asked beside customers' messages: notices that Rasa is gone, or back; None when it cannot be used."""
        try:
            found = await self.described()
        except (httpx.HTTPError, TimeoutError, RasaFailed) as error:
            self._noticed(_why(error))
            return None
        self._succeeded()
        return found

    async def described(self) -> Described:
        """The model that is served and its intents. Raises httpx.HTTPError, TimeoutError, RasaFailed."""
        async with asyncio.timeout(self._timeout):
            status = await self._client.get("/status")
        _accept(status)
        return Described(_model_file(status.content), frozenset(score.id for score in await self._parse("bonjour")))

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

    def _failed(self, why: str) -> None:
        open_before = self.resting
        self.breaker = self.breaker.failed(self._monotonic())
        self._noticed(why)
        if self.resting and not open_before:
            _log.warning("rasa_rests", why=why, failures=self.breaker.failures, seconds=self.breaker.rest)

    def _noticed(self, why: str) -> None:
        # Once for each change: a dead Rasa is not told again with every message.
        if not self.failing:
            _log.warning("rasa_failed", why=why, what="the embedded engine answers until Rasa is back")
        self.failing = why

    def _succeeded(self) -> None:
        self.breaker = self.breaker.succeeded()
        if self.failing:
            _log.info("rasa_back", fallbacks=self.fallbacks.total())
        self.failing = ""

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


class _Status(BaseModel):
    model_file: str


_START = "start it with `recul nlu serve-rasa` (or `make rasa`), and check RECUL_RASA_URL."
_ADVICE = {
    "status_401": "its token is another one; give both sides the same (RECUL_RASA_TOKEN_FILE=var/rasa/token).",
    "status_404": "that address is no Rasa server, or it was started without `--enable-api`.",
    "status_409": "it has no model; `recul nlu serve-rasa` trains one and serves it.",
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


def _model_file(status: bytes) -> str:
    try:
        return _Status.model_validate_json(status).model_file
    except ValidationError as error:
        raise RasaFailed("unreadable") from error


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
