"""The desk, assembled. Include the router as it is (its paths begin with /desk) and mount the static files at /desk/static."""

from collections.abc import Callable

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from charter.charter import Charter
from conversations.charter_file import NO_FILE, CharterFile
from conversations.ports import Changes, Clock, Line, Queue, Switch, Timeline
from conversations.users import Users
from desk import actions, conversation_page, live, queue_page, sign_in_page
from desk.auth import ready
from desk.console import Console, provide
from desk.guard import DeskRoute
from desk.rendering import STATIC
from desk.trouble import not_found

PARTS = (sign_in_page.router, queue_page.router, conversation_page.router, actions.router, live.router)


def desk_router(
    *,
    users: Users,
    line: Line,
    queue: Queue,
    timeline: Timeline,
    changes: Changes,
    switch: Switch,
    charter: Callable[[], Charter],
    clock: Clock,
    secure_cookies: bool,
    charter_file: Callable[[], CharterFile] = lambda: NO_FILE,
    letters: bool = True,
    fallen_back: Callable[[], bool] = lambda: False,
) -> APIRouter:
    """All pages and acts of the desk, under `/desk`. `secure_cookies`: the desk is reached by https.

    `charter_file` tells of edits of the charter's file that are refused or being trained. `letters`: e-mail to staff leaves.
    `fallen_back`: the chosen engine does not answer now, and another one understands.
    """
    console = Console(
        users, line, queue, timeline, changes, switch, charter, clock, secure_cookies, charter_file, letters, fallen_back
    )
    router = APIRouter(dependencies=[Depends(provide(console))], include_in_schema=False)
    for part in PARTS:
        router.include_router(part, prefix="/desk")
    elsewhere = APIRouter(route_class=_Elsewhere)
    elsewhere.add_api_route("/{path:path}", _nothing_there, methods=["GET"], dependencies=[Depends(ready)])
    router.include_router(elsewhere, prefix="/desk")
    return router


def static_files() -> StaticFiles:
    """The desk's own style, script and images, to be mounted at `/desk/static`."""
    return StaticFiles(directory=STATIC)


class _Elsewhere(DeskRoute):
    """Every other address of the desk, so that a lost person finds the way back; it leaves the static files alone."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["path"].startswith("/desk/static/"):
            return Match.NONE, {}
        return super().matches(scope)


async def _nothing_there(path: str) -> Response:
    if path == "":
        return RedirectResponse("/desk", 308)
    raise not_found()
