"""The link that leads from a public comment to the private side of the page. Opening it changes nothing: writing there does."""

import re

from bot.channels.web.forms import Form

PATH = "/prive"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def address(base_url: str, token: str) -> str:
    """Where the customer goes on."""
    return f"{base_url.rstrip('/')}{PATH}/{token}"


def followed(form: Form) -> str | None:
    """The token that a private form brings back, if it was opened by a link. It may be anybody's: the line tells."""
    return form["link"] if is_token(form["link"]) else None


def is_token(text: str) -> bool:
    """True when `text` has the shape of a token."""
    return _TOKEN.fullmatch(text) is not None
