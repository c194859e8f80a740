"""Reading a posted form strictly: bounded, UTF-8, and from our own page."""

import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request

BODY_LIMIT = 900_000
_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")


class BadForm(Exception):
    """A form that cannot be read. `word` names the sentence that the page shows, `status` the HTTP status."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; a missing one is empty."""

    fields: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def key(self) -> str:
        """The idempotency key that the page made for this sending; a new one when it made none."""
        given = self["key"]
        return given if _KEY.fullmatch(given) else new_key()


def new_key() -> str:
    """A fresh idempotency key."""
    return secrets.token_hex(16)


async def read_form(request: Request, own_origin: str) -> Form:
    """The posted form. Raises BadForm."""
    if not from_own_page(request, own_origin):
        raise BadForm(403, "error_origin")
    body = await _body(request)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except UnicodeDecodeError:
        raise BadForm(400, "error_encoding") from None
    except ValueError:
        raise BadForm(400, "error_form") from None
    return Form({name: _clean(value) for name, value in pairs})


def from_own_page(request: Request, own_origin: str) -> bool:
    """True unless the browser says that another site sent this: nobody may write in a visitor's name."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or origin == own_origin or urlsplit(origin).netloc == request.headers.get("host")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise BadForm(413, "error_too_long")
    return bytes(body)


def _clean(value: str) -> str:
    """Without the control characters that no keyboard types and no database likes."""
    # A browser sends line ends as CR LF; people count them as one.
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in value if char >= " " or char in "\n\t")
