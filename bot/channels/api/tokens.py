"""Who calls: bearer tokens, of which only the SHA-256 is known here."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.channels.api.problems import Problem

_BEARER = HTTPBearer(auto_error=False, description="The token that the operator of Recul gave to your bridge.")


def scope_of(token: str, tokens: Mapping[str, str]) -> str | None:
    """The scope of `token` among `tokens` (SHA-256 in hex → scope), or None. Takes the same time wherever it fails."""
    digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    found = None
    for known, scope in tokens.items():
        if hmac.compare_digest(known.lower(), digest):
            found = scope
    return found


class Guard:
    """A dependency that lets only known tokens pass and leaves their scope in `request.state.scope`."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens

    async def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> None:
        """Raises a 401 problem."""
        scope = scope_of(credentials.credentials, self._tokens) if credentials else None
        if scope is None:
            raise _unauthorised("holds a token that is not known" if credentials else "is missing or holds no bearer token")
        request.state.scope = scope


def _unauthorised(found: str) -> Problem:
    detail = f"The Authorization header {found}. Send `Authorization: Bearer <token>` with the token your operator gave you."
    return Problem(401, "unauthorised", "Unauthorised", detail, {"WWW-Authenticate": 'Bearer realm="recul"'})
