"""The page and its parts, to read."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.channels.web.private_link import is_token
from bot.channels.web.rendering import page
from bot.channels.web.site import Site
from bot.channels.web.threads import Thread, note_seen, private_thread, public_thread
from bot.channels.web.visitor import LANGUAGE_COOKIE, Visitor
from bot.channels.web.words import WORDS
from conversations.ports import Unavailable


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a form was refused: which form, the sentence's name, what the visitor had written, the link that they came by."""

    form: str
    word: str
    text: str = ""
    name: str = ""
    link: str = ""


class Reading:
    """GET routes that show messages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def whole(self, request: Request) -> Response:
        """The page; opened by a link to private, it keeps the link's token in the private form, and nothing else happens."""
        asked = request.query_params.get("lang")
        if asked in WORDS:
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(LANGUAGE_COOKIE, asked, max_age=31_536_000, samesite="lax", httponly=True)
            return answer
        visitor = self._site.visitor(request)
        return await self.show(visitor, request)

    async def show(self, visitor: Visitor, request: Request, failure: Failure | None = None, status: int = 200) -> Response:
        """The page, perhaps with what went wrong. Shown without any thread when the store is away."""
        site = self._site
        try:
            private = await private_thread(site, visitor)
            posts = [(post, await public_thread(site, post.id, visitor)) for post in site.charter().web_page.posts]
            email = await site.contacts.email(private.conversation) if private.conversation and site.email_offered else None
        except Unavailable:
            private, posts, email = Thread("private"), [], None
            failure, status = failure or Failure("page", "error_unavailable"), 503
        values = {
            "private": private,
            "posts": posts,
            "email": email,
            "email_offered": site.email_offered,
            "failure": failure,
            "ended": "fini" in request.query_params,
            "saved": "enregistre" in request.query_params,
            "replying": request.query_params.get("repondre", ""),
            "link": _link(request, failure),
            "here": request.url.path if request.method == "GET" else "/",
        }
        answer = page("page.html", site, visitor, values, status, {"Retry-After": "5"} if status == 503 else None)
        await self._seen(request, private, *(thread for _, thread in posts))
        return answer

    async def fragment(self, request: Request, kind: str, post: str = "") -> Response:
        """The entries of one thread, for the page that is open."""
        visitor = self._site.visitor(request)
        known = {one.id for one in self._site.charter().web_page.posts}
        if kind == "post" and post not in known:
            return HTMLResponse(WORDS[visitor.language]["error_post"], 404)
        try:
            thread = await (public_thread(self._site, post, visitor) if kind == "post" else private_thread(self._site, visitor))
        except Unavailable:
            return HTMLResponse(WORDS[visitor.language]["error_unavailable"], 503, {"Retry-After": "5"})
        answer = page("entries.html", self._site, visitor, {"thread": thread})
        await self._seen(request, thread)
        return answer

    async def private_fragment(self, request: Request) -> Response:
        """The private conversation's entries."""
        return await self.fragment(request, "private")

    async def public_fragment(self, request: Request, post: str) -> Response:
        """The entries under a post."""
        return await self.fragment(request, "post", post)

    async def _seen(self, request: Request, *threads: Thread) -> None:
        # A browser that fetches ahead, or asks for headers only, has shown nothing to anybody yet.
        ahead = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
        if request.method != "HEAD" and not ahead:
            await note_seen(self._site, threads)


def _link(request: Request, failure: Failure | None) -> str:
    token: str = failure.link if failure is not None else request.path_params.get("token", "")
    return token if is_token(token) else ""
