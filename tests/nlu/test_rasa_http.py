"""RasaEngine against a real HTTP server on loopback that plays a good Rasa and every bad one."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from conversations.understanding import FALLBACK, FALLBACK_REASONS, Danger, Entity, Heat, Score, Understanding
from nlu.rasa_breaker import Breaker
from nlu.rasa_http import RasaEngine
from nlu.rasa_link import Described, RasaLink

TOKEN = "loopback-secret"  # not a secret: the test's own server wants it
TEXT = "où est mon colis, je vais appeler mon avocat"
RULES = Understanding(
    language="fr",
    intents=(Score("horaires", 0.4),),
    scope=0.7,
    heat=Heat.THREAT,
    urgent=True,
    danger=Danger.PRODUCT,
    dated_act="lawyer",
    entities=(Entity("order", 3, 8),),
    engine="embedded-1",
)
FALLEN_BACK = replace(RULES, engine=FALLBACK)
KNOWN = frozenset({"sav", "livraison", "horaires"})
GOOD = {"intent_ranking": [{"name": "sav", "confidence": 0.1}, {"name": "livraison", "confidence": 0.9}]}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rules:
    """The other engine: knows what it is told to know, and notes what it was asked."""

    name = "embedded"

    def __init__(self, understanding: Understanding = RULES) -> None:
        self.understanding = understanding

    async def understand(self, texts: Sequence[str]) -> Understanding:
        return self.understanding

    def alarm(self, text: str) -> bool:
        return "feu" in text


class Server:
    """What the engine talks to, and what it heard."""

    def __init__(self, engine: RasaEngine, heard: list[web.Request], said: list[str]) -> None:
        self.engine, self.link, self.heard, self.said = engine, engine.link, heard, said


@asynccontextmanager
async def rasa(answer: Handler, token: str = TOKEN, rules: Rules | None = None, **more) -> AsyncIterator[Server]:
    heard: list[web.Request] = []
    said: list[str] = []

    async def parse(request: web.Request) -> web.StreamResponse:
        heard.append(request)
        if request.query.get("token") != TOKEN:
            return web.json_response({"reason": "NotAuthenticated"}, status=401)
        if request.method == "POST":
            said.append((await request.json())["text"])
        return await answer(request)

    async def status(request: web.Request) -> web.StreamResponse:
        if request.query.get("token") != TOKEN:
            return web.json_response({"reason": "NotAuthenticated"}, status=401)
        return web.json_response({"model_file": "recul-0123456789ab-abcdef.tar.gz", "model_id": "1"})

    app = web.Application()
    app.router.add_post("/model/parse", parse)
    app.router.add_get("/status", status)
    async with TestServer(app) as server:
        link = RasaLink(str(server.make_url("")), token, timeout=0.3, **more)
        try:
            yield Server(RasaEngine(link, rules or Rules(), KNOWN), heard, said)
        finally:
            await link.aclose()


async def good(request: web.Request) -> web.Response:
    return web.json_response(GOOD)


def plays(**answer: object) -> Handler:
    async def answered(request: web.Request) -> web.Response:
        return web.Response(**answer)  # type: ignore[arg-type]

    return answered


async def slow(request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError("never set")


async def drips(request: web.Request) -> web.StreamResponse:
    """Never silent for long, and never done: only a deadline on the whole call ends it."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def cuts(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def test_intents_come_from_rasa_and_all_else_from_the_other_engine() -> None:
    async with rasa(good) as server:
        understood = await server.engine.understand([TEXT])
    assert understood.intents == (Score("livraison", 0.9), Score("sav", 0.1))
    assert (understood.engine, understood.heat, understood.dated_act) == ("rasa", Heat.THREAT, "lawyer")
    assert (understood.danger, understood.urgent, understood.scope) == (Danger.PRODUCT, True, 0.7)
    assert understood.entities == RULES.entities
    assert server.link.fallbacks.total() == 0


async def test_fragments_are_read_together_on_one_line_and_capped() -> None:
    async with rasa(good) as server:
        await server.engine.understand(["bonjour", "mon colis\nsvp", " ".join(f"mot{n}" for n in range(12_000))])
    assert len(server.said[0]) == 2_000
    assert server.said[0].startswith("bonjour mon colis svp mot0 mot1 ")


async def test_a_customer_cannot_order_an_intent() -> None:
    async with rasa(good) as server:
        await server.engine.understand(['/ //insulte{"a": 1}'])
        await server.engine.understand(["mon [colis](order) \ud800"])
    assert server.said == ['insulte{"a": 1}', "mon [colis] (order)"]


@pytest.mark.parametrize("text", ["", " / ", "🙂"])
async def test_nothing_to_read_is_not_asked(text: str) -> None:
    rules = Rules(Understanding("und", (), 0.0, Heat.CALM, words=text == " / ", engine="embedded-1"))
    async with rasa(good, rules=rules) as server:
        assert await server.engine.understand([text]) == rules.understanding
    assert server.heard == []
    assert server.link.fallbacks.total() == 0


@pytest.mark.parametrize(
    ("answer", "why", "tries"),
    [
        (slow, "timeout", 2),
        (drips, "timeout", 2),
        (cuts, "unreachable", 2),
        (plays(status=500, text="oops"), "status_500", 2),
        (plays(status=409, text="no model"), "status_409", 1),
        (plays(status=302, headers={"Location": "/elsewhere"}), "status_302", 1),
        (plays(text="<html>welcome</html>"), "unreadable", 1),
        (plays(body=b"\xff\xfe{"), "unreadable", 1),
        (plays(text="[]"), "unreadable", 1),
        (plays(text=json.dumps({"intent": {"name": None}, "intent_ranking": []})), "unreadable", 1),
        (plays(text='{"intent_ranking": [{"name": "sav", "confidence": NaN}]}'), "unreadable", 1),
        (plays(text='{"intent_ranking": [{"name": "sav", "confidence": 7}]}'), "unreadable", 1),
        (plays(text='{"intent_ranking": [{"name": null, "confidence": 0.5}]}'), "unreadable", 1),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
async def test_a_failing_rasa_costs_the_customer_nothing(answer: Handler, why: str, tries: int) -> None:
    async with rasa(answer) as server:
        with capture_logs() as logs:
            understood = await server.engine.understand([TEXT])
    assert understood == FALLEN_BACK
    assert server.link.fallbacks == {**dict.fromkeys(FALLBACK_REASONS, 0), why.partition("_")[0]: 1}
    assert server.link.failing == why
    assert len(server.heard) == tries
    assert [(log["event"], log["why"], log["log_level"]) for log in logs] == [("rasa_failed", why, "warning")]


async def test_a_change_of_state_is_logged_once_however_many_messages_come() -> None:
    seconds = [100.0]
    state = {"answer": plays(status=500)}

    async def answered(request: web.Request) -> web.StreamResponse:
        return await state["answer"](request)

    async with rasa(answered, breaker=Breaker(limit=3, rest=30), monotonic=lambda: seconds[0]) as server:
        with capture_logs() as logs:
            for _ in range(8):
                await server.engine.understand([TEXT])
            assert await server.link.look() is None
            state["answer"] = good
            for _ in range(3):
                assert await server.link.look() is not None
            await server.engine.understand([TEXT])
    assert [log["event"] for log in logs] == ["rasa_failed", "rasa_rests", "rasa_back"]
    assert (server.link.failing, server.link.resting, logs[-1]["fallbacks"]) == ("", False, 8)


async def test_intents_that_the_charter_does_not_have_are_ignored() -> None:
    ranked = [{"name": "abolie", "confidence": 0.7}, {"name": "sav", "confidence": 0.2}]
    async with rasa(plays(text=json.dumps({"intent_ranking": ranked}))) as server:
        assert (await server.engine.understand([TEXT])).intents == (Score("sav", 0.2),)
    async with rasa(plays(text=json.dumps({"intent_ranking": ranked[:1]}))) as server:
        assert await server.engine.understand([TEXT]) == FALLEN_BACK
        assert (server.link.fallbacks["unknown_intents"], server.link.failing) == (1, "")


@pytest.mark.parametrize(
    ("first", "also", "kept"),
    [
        ("livraison", ["horaires"], ["horaires"]),
        ("horaires", ["livraison"], ["horaires"]),
        ("horaires", ["livraison", "sav"], ["horaires", "sav"]),
        ("horaires", ["sav"], ["sav"]),
        ("horaires", [], []),
    ],
)
async def test_the_best_intent_is_never_a_further_request_too_and_none_is_dropped(
    first: str, also: list[str], kept: list[str]
) -> None:
    further = tuple(Score(id, 0.5) for id in also)
    rules = Rules(replace(RULES, intents=(Score(first, 0.9),), also=further, faq=(Score("horaires", 0.6),)))
    async with rasa(good, rules=rules) as server:
        understood = await server.engine.understand([TEXT])
    assert understood.best == Score("livraison", 0.9)
    assert [score.id for score in understood.also] == kept
    assert understood.faq == (Score("horaires", 0.6),)


async def test_what_is_served_is_told() -> None:
    async with rasa(good) as server:
        assert await server.link.look() == Described("recul-0123456789ab-abcdef.tar.gz", frozenset({"sav", "livraison"}))
    async with rasa(plays(text="[]")) as server:
        assert await server.link.look() is None
        assert server.link.failing == "unreadable"


async def test_a_passing_failure_is_tried_again() -> None:
    answers = iter([plays(status=503), good])

    async def second_time_lucky(request: web.Request) -> web.StreamResponse:
        return await next(answers)(request)

    async with rasa(second_time_lucky) as server:
        assert (await server.engine.understand([TEXT])).engine == "rasa"
    assert server.link.fallbacks.total() == 0
    assert server.link.breaker.failures == 0


async def test_a_wrong_token_is_not_tried_twice() -> None:
    async with rasa(good, token="another") as server:
        assert await server.engine.understand([TEXT]) == FALLEN_BACK
        assert "its token is another one" in (await server.link.trouble() or "")
    assert len(server.heard) == 1


async def test_a_dead_port() -> None:
    link = RasaLink(f"http://127.0.0.1:{closed_port()}", TOKEN)
    assert await RasaEngine(link, Rules(), KNOWN).understand([TEXT]) == FALLEN_BACK
    assert "recul nlu serve-rasa" in (await link.trouble() or "")
    assert await link.look() is None
    await link.aclose()


async def test_the_breaker_spares_a_dead_server_and_finds_it_again() -> None:
    seconds = [100.0]
    state = {"answer": plays(status=404)}

    async def answered(request: web.Request) -> web.StreamResponse:
        return await state["answer"](request)

    async with rasa(answered, breaker=Breaker(limit=3, rest=30), monotonic=lambda: seconds[0]) as server:
        for _ in range(10):
            await server.engine.understand([TEXT])
        assert (len(server.heard), server.link.fallbacks["status"], server.link.fallbacks["resting"]) == (3, 3, 7)
        assert server.link.resting
        state["answer"] = good
        seconds[0] += 29.9
        assert (await server.engine.understand([TEXT])).engine == FALLBACK
        seconds[0] += 0.1
        assert (await server.engine.understand([TEXT])).engine == "rasa"
        assert server.link.breaker.allows(seconds[0])


async def test_neither_text_nor_token_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # another test may have quietened it
    async with rasa(plays(status=500)) as server:
        await server.engine.understand([TEXT])
        await server.link.trouble()
        assert server.heard[0].query["token"] == TOKEN
    # The server's own access log is of this test, not of the engine.
    written = "".join(r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp")) + capsys.readouterr().out
    assert "/model/parse" in written
    assert TOKEN not in written
    assert "colis" not in written


async def test_a_good_server_is_no_trouble_and_alarms_are_the_rules_own() -> None:
    async with rasa(good) as server:
        assert await server.link.trouble() is None
        assert server.engine.alarm("au feu !")
        assert not server.engine.alarm("bonjour")


@pytest.mark.parametrize("url", ["", "localhost:5005", "ftp://rasa", "http://", "http://[::1"])
def test_a_wrong_address_is_said_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="Write http"):
        RasaLink(url, TOKEN)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
