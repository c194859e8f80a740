"""The web application: every door to the outside, mounted in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse

from bot import VERSION
from bot.body_limit import BodyLimit
from bot.channels.api import api_router
from bot.channels.web import web_router
from bot.release import Release
from conversations.charter_file import CharterFile
from conversations.ports import Changes, Clock, Contacts, Figures, Line, Outbox, Queue, Switch, Timeline, Unavailable
from conversations.users import Users
from desk.app import desk_router, static_files
from metrics.board import Board
from metrics.exporter import metrics_router
from metrics.sending import SendingFigures
from metrics.understanding import EngineFigures


class Reads(Outbox, Timeline, Contacts, Queue, Switch, Figures, Users, Protocol):
    """What the doors read and keep."""


@dataclass(frozen=True)
class Doors:
    """What the application is made of. `api_tokens` maps SHA-256 to scope; none: the API refuses everybody."""

    store: Reads
    line: Line
    clock: Clock
    changes: Changes
    release: Callable[[], Release]
    charter_file: Callable[[], CharterFile]
    understanding: Callable[[], EngineFigures]
    sending: SendingFigures
    fallen_back: Callable[[], bool]
    base_url: str
    api_tokens: Mapping[str, str]
    metrics_token: str | None
    email_offered: bool
    telegram: APIRouter | None


def application(doors: Doors) -> FastAPI:
    """The application, ready to serve."""
    app = FastAPI(title="Recul", version=VERSION, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.add_middleware(BodyLimit)
    app.add_exception_handler(Unavailable, _unavailable)
    app.include_router(_web(doors))
    app.include_router(_desk(doors))
    app.mount("/desk/static", static_files())
    app.include_router(_api(doors))
    app.include_router(metrics_router(doors.store, doors.clock, lambda: _board(doors), doors.metrics_token))
    if doors.telegram is not None:
        app.include_router(doors.telegram)
    app.add_api_route("/health", _health, methods=["GET"], include_in_schema=False)
    return app


def _web(doors: Doors) -> APIRouter:
    return web_router(
        line=doors.line,
        outbox=doors.store,
        timeline=doors.store,
        contacts=doors.store,
        changes=doors.changes,
        charter=lambda: doors.release().charter,
        clock=doors.clock,
        base_url=doors.base_url,
        email_offered=doors.email_offered,
        switch=doors.store,
    )


def _desk(doors: Doors) -> APIRouter:
    return desk_router(
        users=doors.store,
        line=doors.line,
        queue=doors.store,
        timeline=doors.store,
        changes=doors.changes,
        switch=doors.store,
        charter=lambda: doors.release().charter,
        charter_file=doors.charter_file,
        fallen_back=doors.fallen_back,
        letters=doors.email_offered,
        clock=doors.clock,
        secure_cookies=doors.base_url.startswith("https://"),
    )


def _api(doors: Doors) -> APIRouter:
    return api_router(
        line=doors.line,
        outbox=doors.store,
        timeline=doors.store,
        clock=doors.clock,
        tokens=doors.api_tokens,
        keywords=lambda: doors.release().charter.brand.keywords,
        switch=doors.store,
    )


def _board(doors: Doors) -> Board:
    release, file = doors.release(), doors.charter_file()
    return Board(
        VERSION,
        release.id,
        release.charter,
        refusals=file.refusals,
        troubled=file.troubled,
        understanding=doors.understanding(),
        sending=doors.sending,
    )


async def _health() -> PlainTextResponse:
    return PlainTextResponse("ok\n")


async def _unavailable(_: Request, error: Exception) -> PlainTextResponse:
    """Nothing was saved: whoever asked may ask again."""
    return PlainTextResponse(f"{error}\n", status_code=503, headers={"Retry-After": "5"})
