"""From what is known to HTML, with the headers that keep the page closed to anybody else's code."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.forms import new_key
from bot.channels.web.site import Site
from bot.channels.web.visitor import Visitor
from bot.channels.web.words import MONTHS, WORDS

HERE = Path(__file__).parent
STATIC = HERE / "static"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Language, Cookie",
}

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _version() -> str:
    """Changes with the style or the script, so that browsers may keep both for ever."""
    files = sorted(one for one in STATIC.iterdir() if one.is_file())
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:12]


VERSION = _version()


def render(template: str, site: Site, visitor: Visitor, values: Mapping[str, Any]) -> str:
    """The template with what every page needs: the brand, the words and how times are written."""
    charter = site.charter()
    words = WORDS[visitor.language]
    zone = ZoneInfo(charter.hours.timezone)

    def moment(at: datetime) -> str:
        return written(at, site.clock.now(), zone, visitor.language)

    def text(texts: Mapping[str, str]) -> str:
        return texts.get(visitor.language) or next(iter(texts.values()))

    common = {
        "brand": charter.brand,
        "charter": charter,
        "moment": moment,
        "new_key": new_key,
        "text": text,
        "version": VERSION,
        "visitor": visitor,
        "say": lambda word: words.get(word, word),
        "w": SimpleNamespace(**words),
    }
    return _ENVIRONMENT.get_template(template).render({**common, **values})


def page(
    template: str,
    site: Site,
    visitor: Visitor,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A whole HTML answer."""
    html = render(template, site, visitor, values)
    return HTMLResponse(html, status, {**HEADERS, "Content-Language": visitor.language, **(headers or {})})


def written(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment as people of the brand's zone say it: the hour alone on the same day."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    hour = f"{local:%H:%M}" if language == "en" else f"{local:%H}\u202fh\u202f{local:%M}"
    if local.date() == today.date():
        return hour
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {MONTHS[language][local.month - 1]}{year}, {hour}"
