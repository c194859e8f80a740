"""What the page's parts share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request

from bot.channels.web.flood import Flood
from bot.channels.web.language import chosen
from bot.channels.web.visitor import DEVICE_COOKIE, LANGUAGE_COOKIE, Visitor, visitor
from charter.charter import Charter
from conversations.ports import Changes, Clock, Contacts, Line, Outbox, Switch, Timeline


@dataclass(frozen=True)
class Site:
    """The ports and settings of the web channel."""

    line: Line
    outbox: Outbox
    timeline: Timeline
    contacts: Contacts
    changes: Changes
    charter: Callable[[], Charter]
    clock: Clock
    base_url: Callable[[], str]
    email_offered: bool
    switch: Switch | None
    flood: Flood

    def visitor(self, request: Request, form_token: str | None = None) -> Visitor:
        """Who sent the request."""
        language = chosen(
            request.query_params.get("lang"),
            request.cookies.get(LANGUAGE_COOKIE),
            request.headers.get("accept-language", ""),
            self.charter().languages,
        )
        return visitor(request.cookies.get(DEVICE_COOKIE), form_token, language)

    async def suspensions(self) -> Mapping[str, str]:
        """Why the brand has suspended sending, by scope."""
        return {} if self.switch is None else await self.switch.suspensions()
