"""Ways from public to private: a fresh random token for one contact, once, of which the store keeps nothing but the hash."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from conversations.change import Link
from conversations.message import PlaceKey
from routing.context import WayToPrivate

LASTS = timedelta(days=7)
"""How long a link can be followed."""

LONGEST = len(f"https://t.me/{'n' * 32}?start={'t' * 22}")
"""Characters of the longest address that public wordings are checked to have room for (`charter.checks.wordings`)."""

BYTES = 16
"""Random bytes of a token: 22 characters, of those that Telegram takes."""

Address = Callable[[str, str], str]
"""From the account and a token to where the customer goes on in private."""


class Ways:
    """Makes links. `addresses` are those of the channels that know how to; a bridge makes its own of the token."""

    def __init__(self, addresses: Mapping[str, Address]) -> None:
        self._addresses = addresses

    def fresh(self, key: PlaceKey, now: datetime) -> WayToPrivate | None:
        """A new link for the contact of `key`; None when its address would be too long for a public message."""
        token = secrets.token_urlsafe(BYTES)
        link, address = Link(hash_of(token), now + LASTS), self._addresses.get(key.channel)
        if address is None:
            return WayToPrivate(link, "", token)
        url = address(key.account, token)
        return WayToPrivate(link, url) if len(url) <= LONGEST else None


def hash_of(token: str) -> str:
    """What is stored of a token, whoever sends it, whatever it holds."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
