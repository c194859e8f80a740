"""The routes under /api/v1."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from bot.channels.api import showing
from bot.channels.api.accepting import RESERVED, incoming
from bot.channels.api.bodies import (
    Accepted,
    ConversationOut,
    MessageIn,
    OutboxPage,
    ParcelStateOut,
    Undeliverable,
)
from bot.channels.api.problems import Problem, ProblemBody, ProblemRoute
from bot.channels.api.tokens import Guard
from conversations.ports import Clock, Line, Outbox, Switch, Timeline
from conversations.sending import Parcel, ParcelState

_PROBLEM: dict[str, Any] = {"model": ProblemBody, "content": {"application/problem+json": {}}}


def api_router(
    *,
    line: Line,
    outbox: Outbox,
    timeline: Timeline,
    clock: Clock,
    tokens: Mapping[str, str],
    keywords: Callable[[], Sequence[str]] = tuple,
    switch: Switch | None = None,
) -> APIRouter:
    """The API. `tokens` maps the SHA-256 (hex) of a bearer token to its scope.

    The scope is the account under which its messages live: a token reads and answers only what came in by its own
    scope. Two tokens of one scope let it be rotated. `keywords` finds mentions where the caller does not say.
    While `switch` suspends sending, the outbox hands out nothing.
    """
    api = _Api(line, outbox, timeline, clock, keywords, switch)
    problems: dict[int | str, dict[str, Any]] = {401: _PROBLEM, 422: _PROBLEM, 503: _PROBLEM}
    router = APIRouter(
        prefix="/api/v1", tags=["Bridge"], route_class=ProblemRoute, dependencies=[Depends(Guard(tokens))], responses=problems
    )
    _add_messages(router, api)
    _add_outbox(router, api)
    return router


def _add_messages(router: APIRouter, api: "_Api") -> None:
    router.add_api_route(
        "/messages",
        api.receive,
        methods=["POST"],
        status_code=202,
        summary="Hand over a customer's message",
        description="Idempotent on channel and external id. Answers 202 only once the message is stored.",
        responses={400: _PROBLEM, 413: _PROBLEM},
    )
    router.add_api_route(
        "/conversations/{id}",
        api.conversation,
        methods=["GET"],
        summary="Read a conversation",
        description="Its messages, turns and events; a `decided` event says by which rules and figures.",
        responses={404: _PROBLEM},
    )


def _add_outbox(router: APIRouter, api: "_Api") -> None:
    router.add_api_route(
        "/outbox",
        api.outbox,
        methods=["GET"],
        summary="Fetch the replies that wait",
        description="Undelivered replies of one channel, oldest first. They come again until they are reported.",
    )
    router.add_api_route(
        "/outbox/{id}/delivered",
        api.delivered,
        methods=["POST"],
        summary="Report a reply as posted",
        description="The delays are measured to this moment. Reporting twice changes nothing.",
        responses={404: _PROBLEM},
    )
    router.add_api_route(
        "/outbox/{id}/undeliverable",
        api.undeliverable,
        methods=["POST"],
        summary="Report a reply that can never be posted",
        description="The staff sees it. For passing trouble report nothing and fetch again.",
        responses={400: _PROBLEM, 404: _PROBLEM},
    )


class _Api:
    def __init__(
        self,
        line: Line,
        outbox: Outbox,
        timeline: Timeline,
        clock: Clock,
        keywords: Callable[[], Sequence[str]],
        switch: Switch | None,
    ) -> None:
        self._line = line
        self._outbox = outbox
        self._timeline = timeline
        self._clock = clock
        self._keywords = keywords
        self._switch = switch

    async def receive(self, request: Request, body: MessageIn) -> Accepted:
        scope: str = request.state.scope
        receipt = await self._line.receive(incoming(body, scope, self._clock.now(), self._keywords()))
        return Accepted(message=receipt.message, conversation=receipt.conversation, duplicate=receipt.duplicate)

    async def conversation(self, request: Request, id: str) -> ConversationOut:
        found = await self._timeline.conversation(id)
        if found is None or found.key.account != request.state.scope or found.key.channel in RESERVED:
            raise _unknown("conversation", id, "`conversation` of the answer to POST /api/v1/messages")
        told = await self._timeline.messages(id), await self._timeline.events(id), await self._timeline.parcels(id)
        return showing.conversation(found, *told, self._clock.now())

    async def outbox(
        self,
        request: Request,
        channel: str,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> OutboxPage:
        if self._switch is not None and await self._switch.suspended() is not None:
            return OutboxPage(items=[], suspended=True)
        if after is not None:
            await self._own(request, after)
        now = self._clock.now()
        items: list[Parcel] = []
        while len(items) < limit:
            page = await self._outbox.waiting(channel, after, limit, now=now)
            items += [one for one in page if _visible(one, request.state.scope)]
            if len(page) < limit:
                break
            after = page[-1].id
        shown = items[:limit]
        return OutboxPage(items=[showing.parcel(one) for one in shown], next=shown[-1].id if len(shown) == limit else None)

    async def delivered(self, request: Request, id: str) -> ParcelStateOut:
        await self._line.delivered(await self._own(request, id), self._clock.now())
        return ParcelStateOut(id=id, state="delivered")

    async def undeliverable(self, request: Request, id: str, body: Undeliverable) -> ParcelStateOut:
        parcel = await self._own(request, id)
        if parcel.state is ParcelState.DELIVERED:
            detail = f"The reply `{id}` was reported as delivered before. Report each reply once."
            raise Problem(409, "delivered-already", "Delivered already", detail)
        await self._line.undeliverable(parcel, body.code, self._clock.now())
        return ParcelStateOut(id=id, state="failed")

    async def _own(self, request: Request, id: str) -> Parcel:
        parcel = await self._outbox.parcel(id)
        if parcel is None or not _visible(parcel, request.state.scope):
            raise _unknown("reply", id, "`id` of an item of GET /api/v1/outbox")
        return parcel


def _visible(parcel: Parcel, scope: str) -> bool:
    """What is held was handed to no bridge, and none can have posted it."""
    of_scope = parcel.account.name == scope and parcel.account.channel not in RESERVED
    return of_scope and parcel.state is not ParcelState.HELD


def _unknown(what: str, id: str, use: str) -> Problem:
    return Problem(404, "unknown", "Not found", f"There is no {what} `{id}` for this token. Use the {use}.")
