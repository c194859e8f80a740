"""Reading a method's parameters, strictly: from a query string, a form, a multipart body or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aiohttp import web

from tests.fakes.telegram.errors import Json, bad_request

TRUE = {"true", "yes", "1"}
FALSE = {"false", "no", "0", ""}


class Parameters:
    """The parameters of one call; a value of the wrong type is refused with 400.

    The real server quietly takes 0 for an unreadable integer; a fake does better to complain.
    """

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}

    def text(self, name: str) -> str:
        """A string, empty when absent."""
        value = self.given.get(name, "")
        if not isinstance(value, str):
            raise bad_request(f'field "{name}" must be of type String')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number, or `default` when absent."""
        value = self.given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise bad_request(f'field "{name}" must be a valid Number')
        try:
            return int(value)
        except ValueError:
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def boolean(self, name: str) -> bool:
        """True or false; false when absent."""
        value = self.given.get(name, False)
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word not in TRUE | FALSE:
            raise bad_request(f'field "{name}" must be of type Boolean')
        return word in TRUE

    def structure(self, name: str, what: str) -> Json | None:
        """A JSON object, None when absent. `what` names it in the refusal."""
        value = self._decoded(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {what}")
        return value

    def array(self, name: str, what: str) -> list[object] | None:
        """A JSON array, None when absent. `what` names its elements in the refusal."""
        value = self._decoded(name, what)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"expected an Array of {what}")
        return value

    def _decoded(self, name: str, what: str) -> object:
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            decoded: object = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None
        return decoded


async def read_parameters(request: web.Request) -> Parameters:
    """All parameters of a call; those of the body win over those of the query string."""
    given: dict[str, object] = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse request: unexpected end of JSON") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as request body")
        given.update(body)
    elif request.method == "POST":
        form = await request.post()
        given.update({name: value for name, value in form.items() if isinstance(value, str)})
    return Parameters(given)
