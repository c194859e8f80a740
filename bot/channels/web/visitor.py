"""Who looks at the page: a device known by a random token that only the device keeps."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from conversations.message import PlaceKey

CHANNEL = "web"
ACCOUNT = "site"
DEVICE_COOKIE = "recul_device"
LANGUAGE_COOKIE = "recul_language"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A device. `known`: it came with its cookie; else `token` is a fresh one that becomes the cookie when it writes."""

    token: str
    known: bool
    language: str

    @property
    def contact(self) -> str:
        """The id under which the brand knows this device: the SHA-256 of its token. The token is never stored."""
        return contact_of(self.token)

    @property
    def default_name(self) -> str:
        """A neutral name for public comments."""
        return f"{'Visitor' if self.language == 'en' else 'Visiteur'} {self.contact[:4]}"

    def post_key(self, post: str) -> PlaceKey:
        """Where this visitor's comments under a post live."""
        return PlaceKey(CHANNEL, ACCOUNT, f"post:{post}", self.contact)

    @property
    def private_key(self) -> PlaceKey:
        """Where this visitor's private conversation lives."""
        return PlaceKey(CHANNEL, ACCOUNT, f"private:{self.contact}", self.contact)


def contact_of(token: str) -> str:
    """The contact id of a device token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str | None) -> bool:
    """True when `text` has the shape of a token that `visitor` makes: nothing shorter, so nothing guessable."""
    return text is not None and _TOKEN.fullmatch(text) is not None


def visitor(cookie: str | None, form: str | None, language: str) -> Visitor:
    """The visitor of a request. `form` is the fresh token that a page without a cookie carries in its forms.

    It makes a double click on a first message one sending, where no cookie could.
    """
    if cookie is not None and is_token(cookie):
        return Visitor(cookie, True, language)
    if form is not None and is_token(form):
        return Visitor(form, False, language)
    return Visitor(secrets.token_urlsafe(32), False, language)
