"""The personal return link, and forgetting everything on this device."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.forms import BadForm, read_form
from bot.channels.web.reading import Failure, Reading
from bot.channels.web.rendering import page
from bot.channels.web.sending import Sending
from bot.channels.web.site import Site
from bot.channels.web.visitor import DEVICE_COOKIE, Visitor, is_token
from conversations.ports import Unavailable


class Returning:
    """Routes of the return link. Opening a link changes nothing: only the confirming POST does, so no prefetch can."""

    def __init__(self, site: Site, reading: Reading, sending: Sending) -> None:
        self._site = site
        self._reading = reading
        self._sending = sending

    async def link(self, request: Request) -> Response:
        """Show this device's own link."""
        visitor = self._site.visitor(request)
        url = f"{self._site.base_url().rstrip('/')}/retour/{visitor.token}" if visitor.known else ""
        return page("link.html", self._site, visitor, {"url": url})

    async def ask(self, request: Request, token: str) -> Response:
        """Ask whether the conversations of `token` shall be reopened here."""
        visitor = self._site.visitor(request)
        try:
            exists = await self._exists(visitor, token)
        except Unavailable:
            return await self._reading.show(visitor, request)
        other = visitor.known and visitor.token != token
        values = {"token": token, "exists": exists, "replaces": other}
        return page("return.html", self._site, visitor, values, 200 if exists else 404)

    async def reopen(self, request: Request, token: str) -> Response:
        """Make this device the one that the link names."""
        visitor = self._site.visitor(request)
        try:
            await read_form(request, self._site.base_url().rstrip("/"))
            exists = await self._exists(visitor, token)
        except BadForm as bad:
            return await self._reading.show(visitor, request, Failure("page", bad.word), bad.status)
        except Unavailable:
            return await self._reading.show(visitor, request, Failure("page", "error_unavailable"), 503)
        if not exists:
            return page("return.html", self._site, visitor, {"token": token, "exists": False, "replaces": False}, 404)
        return self._sending.with_cookie(request, replace(visitor, token=token, known=True), RedirectResponse("/#prive", 303))

    async def end(self, request: Request) -> Response:
        """Forget this device: the cookie goes, and with it everything that the page showed."""
        visitor = self._site.visitor(request)
        try:
            await read_form(request, self._site.base_url().rstrip("/"))
        except BadForm as bad:
            return await self._reading.show(visitor, request, Failure("page", bad.word), bad.status)
        answer = RedirectResponse("/?fini=1", 303, {"Clear-Site-Data": '"cache"'})
        answer.delete_cookie(DEVICE_COOKIE, httponly=True, samesite="lax")
        return answer

    async def _exists(self, visitor: Visitor, token: str) -> bool:
        """True when somebody wrote something with that token."""
        if not is_token(token):
            return False
        named = replace(visitor, token=token)
        keys = [named.private_key, *(named.post_key(post.id) for post in self._site.charter().web_page.posts)]
        for key in keys:
            if await self._site.timeline.find(key) is not None:
                return True
        return False
