"""What every request to the desk goes through: same origin for acts, strict headers, and trouble told as a page."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from conversations.ports import Refused, Unavailable
from desk.rendering import page
from desk.trouble import NewPasswordNeeded, SignInNeeded, Trouble

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with it browsers send `Origin: null` on our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class DeskRoute(APIRoute):
    """A route of the desk."""

    def get_route_handler(self) -> Handler:
        """The handler, guarded."""
        inner = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            response = await _answered(request, inner)
            response.headers.update(HEADERS)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded


def same_origin(request: Request) -> bool:
    """True when a browser says that one of our own pages sent this. Nothing said is no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    # Only host and port are compared: behind a proxy the scheme that we see is not the browser's.
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


async def _answered(request: Request, inner: Handler) -> Response:
    if request.method not in ("GET", "HEAD") and not same_origin(request):
        return page(request, "trouble.html", 403, name="other_site", detail="", text="")
    try:
        return await inner(request)
    except SignInNeeded:
        return await _sign_in(request)
    except NewPasswordNeeded:
        return RedirectResponse("/desk/password", 303)
    except Trouble as trouble:
        return await _told(request, trouble.status, trouble.name)
    except Unavailable:
        return await _told(request, 503, "unavailable")
    except Refused as refused:
        return await _told(request, 422, "refused", str(refused))
    except RequestValidationError:
        return await _told(request, 400, "form")


async def _sign_in(request: Request) -> Response:
    if request.method == "POST":
        return await _told(request, 401, "session")
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/desk/login?next={quote(back, safe='')}", 303)


async def _told(request: Request, status: int, name: str, detail: str = "") -> Response:
    """A page about the trouble. What the person had written is given back to them."""
    text = (await request.form()).get("text", "") if request.method == "POST" else ""
    return page(request, "trouble.html", status, name=name, detail=detail, text=text if isinstance(text, str) else "")
