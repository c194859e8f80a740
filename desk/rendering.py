"""Templates to pages. Autoescape is on for everything: a customer's text is always text."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.words import LANGUAGES, words_for

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def static_url(name: str) -> str:
    """The address of a static file, changing with its content so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/desk/static/{name}?v={digest}"


def page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A page in the person's language."""
    words = words_for(request)
    html = _TEMPLATES.get_template(template).render(
        t=words,
        language=words.language,
        languages=LANGUAGES,
        static=static_url,
        here=_address(request),
        **{"user": None, "suspended": None, "suspension": None, **context},
    )
    return HTMLResponse(html, status_code=status)


def _address(request: Request) -> str:
    """Where a reader comes back to after switching the language: nothing is re-posted."""
    if request.method != "GET":
        return "/desk"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def local_path(path: str) -> str:
    """`path` if it leads to a page of the desk, else the queue: never an address chosen by somebody else."""
    inside = path == "/desk" or path.startswith(("/desk/", "/desk?"))
    return path if inside and "\\" not in path and "\n" not in path and "\r" not in path else "/desk"
