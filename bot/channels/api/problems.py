"""Errors of the API as RFC 9457 problem bodies: what was found, and what to do."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from conversations.ports import Refused, Unavailable

BODY_LIMIT = 900_000
"""Bytes of a request body that are read at most."""

RETRY_AFTER = 5
"""Seconds that a caller is asked to wait when the store cannot be reached."""


class FieldError(BaseModel):
    """What is wrong with one field, named by its JSON pointer."""

    pointer: str
    detail: str


class ProblemBody(BaseModel):
    """RFC 9457. `type` is stable and for programs; `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class Problem(HTTPException):
    """An error that goes out as a problem body. `slug` ends its type, `urn:recul:problem:<slug>`."""

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str,
        headers: dict[str, str] | None = None,
        errors: list[FieldError] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.body = ProblemBody(
            type=f"urn:recul:problem:{slug}", title=title, status=status, detail=detail, errors=errors or []
        )

    def response(self) -> Response:
        """The HTTP answer."""
        body = self.body.model_dump(exclude_defaults=True)
        return JSONResponse(body, self.status_code, self.headers, media_type="application/problem+json")


class ProblemRoute(APIRoute):
    """A route whose every error is a problem body, and whose request body has a size limit."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, with errors translated."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(Request(request.scope, _capped(request.receive)))
            except (HTTPException, RequestValidationError, Refused, Unavailable) as error:
                return _problem(error).response()

        return handler


def _capped(receive: Receive) -> Receive:
    seen = 0

    async def capped() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            found = f"The request body is larger than {BODY_LIMIT:,} bytes. Send the text alone, at most 100,000 bytes of it."
            raise Problem(413, "too-large", "Body too large", found)
        return message

    return capped


def _problem(error: HTTPException | RequestValidationError | Refused | Unavailable) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error)
        case Refused():
            return Problem(422, "refused", "Refused", str(error))
        case Unavailable():
            found = f"The store cannot be reached now; nothing was saved. Send the same request again in {RETRY_AFTER} seconds."
            return Problem(503, "unavailable", "Store unavailable", found, {"Retry-After": str(RETRY_AFTER)})
        case HTTPException():
            # Starlette raises a bare 400 when the bytes of the body cannot be decoded.
            found = "The body cannot be read: it is not UTF-8. Send JSON encoded as UTF-8."
            return Problem(400, "unreadable", "Unreadable body", found)


def _invalid(error: RequestValidationError) -> Problem:
    found = [FieldError(pointer="/" + "/".join(map(str, one["loc"][1:])), detail=one["msg"]) for one in error.errors()]
    if any(one["type"] == "json_invalid" for one in error.errors()):
        detail = "The body is not valid JSON. Send one JSON object with the content type application/json."
        return Problem(400, "unreadable", "Unreadable body", detail, errors=found)
    first = found[0]
    more = f" ({len(found) - 1} more below)" if len(found) > 1 else ""
    detail = f"{first.pointer}: {first.detail}{more}. Correct what `errors` lists and send again."
    return Problem(422, "invalid", "Invalid request", detail, errors=found)
