"""The routes of the customers' web page."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from bot.channels.web.flood import Flood
from bot.channels.web.live import Live
from bot.channels.web.private_link import PATH
from bot.channels.web.reading import Reading
from bot.channels.web.rendering import STATIC
from bot.channels.web.returning import Returning
from bot.channels.web.sending import Sending
from bot.channels.web.site import Site
from charter.charter import Charter
from conversations.ports import Changes, Clock, Contacts, Line, Outbox, Switch, Timeline


def web_router(
    *,
    line: Line,
    outbox: Outbox,
    timeline: Timeline,
    contacts: Contacts,
    changes: Changes,
    charter: Callable[[], Charter],
    clock: Clock,
    base_url: Callable[[], str] | str,
    email_offered: bool,
    switch: Switch | None = None,
) -> APIRouter:
    """The page at `/` with everything it needs, its style and script included (`/web/…`).

    `base_url` is where customers reach it, for the return link. While `switch` suspends sending, new replies are held back.
    """
    url = base_url if callable(base_url) else lambda: base_url
    site = Site(line, outbox, timeline, contacts, changes, charter, clock, url, email_offered, switch, Flood())
    reading = Reading(site)
    sending = Sending(site, reading)
    router = APIRouter(include_in_schema=False)
    _read(router, reading, Live(site))
    _write(router, sending)
    _return(router, Returning(site, reading, sending))
    return router


def _read(router: APIRouter, reading: Reading, live: Live) -> None:
    static = StaticFiles(directory=STATIC)

    async def file(request: Request, name: str) -> Response:
        answer = await static.get_response(name, request.scope)
        # The address holds a digest of the files, so that they never change under it.
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    router.add_api_route("/", reading.whole, methods=["GET", "HEAD"])
    router.add_api_route(f"{PATH}/{{token}}", reading.whole, methods=["GET", "HEAD"])
    router.add_api_route("/fil/prive", reading.private_fragment, methods=["GET"])
    router.add_api_route("/fil/post/{post}", reading.public_fragment, methods=["GET"])
    router.add_api_route("/evenements", live.stream, methods=["GET"])
    router.add_api_route("/web/{name}", file, methods=["GET", "HEAD"])


def _write(router: APIRouter, sending: Sending) -> None:
    router.add_api_route("/commenter/{post}", sending.comment, methods=["POST"])
    router.add_api_route("/ecrire", sending.private, methods=["POST"])
    router.add_api_route("/suivre", sending.follow, methods=["POST"])
    router.add_api_route("/choisir", sending.choose, methods=["POST"])
    router.add_api_route("/adresse", sending.email, methods=["POST"])


def _return(router: APIRouter, returning: Returning) -> None:
    router.add_api_route("/retour", returning.link, methods=["GET"])
    router.add_api_route("/retour/{token}", returning.ask, methods=["GET"])
    router.add_api_route("/retour/{token}", returning.reopen, methods=["POST"])
    router.add_api_route("/terminer", returning.end, methods=["POST"])
