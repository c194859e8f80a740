"""A strict fake of the Telegram Bot API, over real HTTP.

    async with FakeTelegram() as telegram:
        bot = Bot(telegram.token, base_url=telegram.url)      # url is "http://127.0.0.1:<port>/bot"
        ana = telegram.user("Ana")
        telegram.private_message(ana, "Bonjour, où est mon colis ?")
        (answer,) = await telegram.wait_for_sent(ana, 1)
        assert answer.text == "…"

People and places: `user`, `group`, `channel` (with its discussion group), `discussion_of`. What people do:
`private_message`, `group_message`, `anonymous_admin_message`, `channel_post_with_discussion`, `comment`, `voice`,
`photo`, `edit`, `press`, `unknown_update`, `block`, `unblock`, `kick_bot`, `upgrade` (customers.py). They are plain
calls, made from the event loop in which the fake runs; each returns the message as the bot will get it.

What the bot did: `sent(place)`, `wait_for_sent(place, n, timeout)`, `edits(place)`, `calls(method)`,
`wait_for_calls(method, n)` (sent.py), `commands`. How far it read: `wait_for_poll()`, `wait_until_taken()`.

Trouble: `trouble.too_many_requests(n, retry_after=…, chat=…)`, `.server_error(n, code=502)`, `.drop_before(n)`,
`.drop_after(n)`, `.malformed(n)`, `.slow(n)` returning the event that lets the answers go, each for sendMessage
unless `method=` says otherwise (trouble.py); `updates.double(n)`, `updates.reverse(n)`, `updates.redeliver(n)`
(updates.py); `stop()` and `start()` make an outage, on the same port.

Time: dates, and the 24 hours an update is kept, come from `clock` (unix seconds). Only the length of a long poll
and of a wait is real time. Not here: business connections, forum topics, media sent by the bot, the Markdown modes'
own errors, rate limits unless scripted, parallel webhook connections.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.telegram import about, receiving, sending
from tests.fakes.telegram.backend import Backend, Method
from tests.fakes.telegram.bell import Bell
from tests.fakes.telegram.customers import Customers
from tests.fakes.telegram.errors import ApiError, Json
from tests.fakes.telegram.parameters import read_parameters
from tests.fakes.telegram.people import User
from tests.fakes.telegram.sent import Call, Recorded
from tests.fakes.telegram.trouble import Kind, Trouble, Troubles
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.world import World

TOKEN = "7000000001:AAFake-Token_for_tests-0123456789abc"
USERNAME = "colibri_test_bot"
METHODS: dict[str, Method] = {
    "getme": about.get_me,
    "getchat": about.get_chat,
    "getchatmember": about.get_chat_member,
    "setmycommands": about.set_my_commands,
    "getupdates": receiving.get_updates,
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
    "sendmessage": sending.send_message,
    "editmessagetext": sending.edit_message_text,
    "answercallbackquery": sending.answer_callback_query,
}


class FakeTelegram(Customers, Recorded):
    """Telegram with one bot; an asynchronous context manager that serves on 127.0.0.1.

    `clock` gives unix seconds. With `privacy_mode` the bot, unless administrator, sees in groups only what is meant
    for it. `webhook_retry_delay`: seconds between two attempts at a webhook.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Callable[[], float] = time.time,
        privacy_mode: bool = False,
        webhook_retry_delay: float = 0.02,
    ) -> None:
        super().__init__()
        self.token = token
        self.bell = Bell()
        self.bot = User(int(token.split(":", maxsplit=1)[0]), "Maison Colibri", USERNAME, is_bot=True)
        self.world = World(clock, self.bot, privacy_mode)
        self.updates = UpdateQueue(clock, self.bell)
        self.webhook = Webhook(self.updates, self.bell, clock, webhook_retry_delay)
        self.trouble = Troubles()
        self._backend = Backend(self.world, self.updates, self.webhook, self, self.bell)
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def server(self) -> str:
        """The address of the server: what stands for https://api.telegram.org."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """The base URL to which a client adds the token: what stands for https://api.telegram.org/bot."""
        return f"{self.server}/bot"

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """The bot's commands by (scope type, language code)."""
        return self._backend.commands

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Serve; after a `stop`, on the port of before."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.on_shutdown.append(self._let_all_go)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.webhook.start()

    async def stop(self) -> None:
        """Be out of reach; what is queued and stored stays."""
        await self.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def wait_for_poll(self, timeout: float = 5.0) -> None:
        """Wait until a long poll waits for updates."""
        if not await self.bell.wait_until(lambda: self.updates.is_polled, timeout):
            raise AssertionError(f"no long poll within {timeout} s; {self.updates.polls} polls so far")

    async def wait_until_taken(self, timeout: float = 5.0) -> None:
        """Wait until the bot has confirmed every update."""
        if not await self.bell.wait_until(lambda: not self.updates.pending(), timeout):
            raise AssertionError(f"after {timeout} s still pending: {[one.update for one in self.updates.pending()]}")

    async def _let_all_go(self, app: web.Application) -> None:
        self.trouble.end()
        self.updates.interrupt()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._perform(request)
        except ApiError as error:
            return web.json_response(error.body(), status=error.code)

    async def _perform(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        self._check_token(request.match_info["token"])
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found")
        parameters = await read_parameters(request)
        self.all_calls.append(Call(name, parameters.given, self.world.clock()))
        self.bell.ring()
        trouble = self.trouble.next_for(name, parameters)
        if trouble and trouble.error:
            raise trouble.error
        if trouble and trouble.kind is Kind.DROPPED_BEFORE:
            return _dropped(request)
        result = await method(self._backend, parameters)
        return await _after_effect(request, {"ok": True, "result": result}, trouble)

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]{30,}", token):
            raise ApiError(404, "Not Found")
        if token != self.token:
            raise ApiError(401, "Unauthorized")


async def _after_effect(request: web.Request, body: Json, trouble: Trouble | None) -> web.StreamResponse:
    if trouble and trouble.kind is Kind.DROPPED_AFTER:
        return _dropped(request)
    answer = web.json_response(body)
    if trouble and trouble.kind is Kind.MALFORMED:
        return web.Response(text=str(answer.text)[:-3], content_type="application/json")
    if trouble and trouble.kind is Kind.SLOW:
        await trouble.gate.wait()
    return answer


def _dropped(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return web.Response()
