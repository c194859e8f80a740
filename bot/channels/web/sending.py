"""What visitors send: a comment, a private message, a choice, an e-mail address."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.channels.email.address import normalised
from bot.channels.mention import mentions
from bot.channels.web.checks import name_trouble, text_trouble
from bot.channels.web.forms import BadForm, Form, read_form
from bot.channels.web.private_link import followed
from bot.channels.web.reading import Failure, Reading
from bot.channels.web.site import Site
from bot.channels.web.visitor import ACCOUNT, CHANNEL, DEVICE_COOKIE, Visitor
from bot.channels.web.words import WORDS
from conversations.message import Direction, Incoming, MessageKind, PlaceKey, Sender, Visibility
from conversations.ports import Refused, Unavailable
from routing.masking import mask

COOKIE_AGE = 180 * 86_400
"""Seconds for which a device remembers its conversations."""


Write = Callable[[Visitor, Form], Awaitable[None]]


class Trouble(Exception):
    """A form that is refused, with an HTTP status; `word` names the sentence that the page shows."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


class Sending:
    """POST routes that write. Each works by a plain form, and by the page's script, which wants JSON."""

    def __init__(self, site: Site, reading: Reading) -> None:
        self._site = site
        self._reading = reading

    async def comment(self, request: Request, post: str) -> Response:
        """A public comment under a post."""
        return await self._handle(request, f"post:{post}", f"/#post-{post}", partial(self._comment, post))

    async def private(self, request: Request) -> Response:
        """A private message."""
        return await self._handle(request, "private", "/#prive", self._private)

    async def follow(self, request: Request) -> Response:
        """The link to private was opened, and the visitor wants to go on there without writing."""
        return await self._handle(request, "private", "/#prive", self._follow)

    async def choose(self, request: Request) -> Response:
        """A pressed button."""
        return await self._handle(request, "page", "/#prive", self._choose)

    async def email(self, request: Request) -> Response:
        """Where answers go."""
        return await self._handle(request, "email", "/?enregistre=1#garder", self._email)

    async def _handle(self, request: Request, place: str, back: str, write: Write) -> Response:
        form = Form()
        visitor = self._site.visitor(request)
        try:
            form = await read_form(request, self._site.base_url().rstrip("/"))
            visitor = self._site.visitor(request, form["device"])
            await write(visitor, form)
        except (Trouble, BadForm) as trouble:
            return await self._refuse(request, visitor, _failure(place, trouble.word, form), trouble.status)
        except Refused as refusal:
            return await self._refuse(request, visitor, _failure(place, str(refusal), form), 422)
        except Unavailable:
            return await self._refuse(request, visitor, _failure(place, "error_unavailable", form), 503)
        return self.with_cookie(
            request, visitor, JSONResponse({"ok": True}) if _by_script(request) else RedirectResponse(back, 303)
        )

    async def _refuse(self, request: Request, visitor: Visitor, failure: Failure, status: int) -> Response:
        if _by_script(request):
            return JSONResponse({"error": WORDS[visitor.language].get(failure.word, failure.word)}, status)
        return await self._reading.show(visitor, request, failure, status)

    def with_cookie(self, request: Request, visitor: Visitor, answer: Response) -> Response:
        """The answer, after which this device is known."""
        secure = request.url.scheme == "https" or self._site.base_url().startswith("https:")
        answer.set_cookie(DEVICE_COOKIE, visitor.token, max_age=COOKIE_AGE, httponly=True, samesite="lax", secure=secure)
        return answer

    async def _comment(self, post: str, visitor: Visitor, form: Form) -> None:
        charter = self._site.charter()
        if post not in {one.id for one in charter.web_page.posts}:
            raise Trouble(404, "error_post")
        name = " ".join(form["name"].split())
        self._check(name_trouble(name, (charter.brand.name, *charter.brand.keywords)))
        reply_to = await self._ours(f"post:{post}", form["reply_to"])
        mention = reply_to is not None or mentions(form["text"], charter.brand.keywords)
        await self._send(visitor, form, visitor.post_key(post), name=name, mention=mention, reply_to=reply_to)

    async def _private(self, visitor: Visitor, form: Form) -> None:
        await self._send(visitor, form, visitor.private_key, name=await self._name(visitor), link=followed(form))

    async def _follow(self, visitor: Visitor, form: Form) -> None:
        link = followed(form)
        if link is None:
            raise Trouble(422, "error_form")
        greeting = Form({**form.fields, "text": WORDS[visitor.language]["greeting"]})
        name = await self._name(visitor)
        await self._send(visitor, greeting, visitor.private_key, name=name, kind=MessageKind.COMMAND, link=link)

    async def _name(self, visitor: Visitor) -> str:
        """The name that the visitor gave, wherever they did."""
        posts = (visitor.post_key(post.id) for post in self._site.charter().web_page.posts)
        for key in (visitor.private_key, *posts) if visitor.known else ():
            found = await self._site.timeline.find(key)
            if found is not None:
                return await self._site.timeline.contact_name(found.id)
        return ""

    async def _choose(self, visitor: Visitor, form: Form) -> None:
        where, _, post = form["place"].partition(":")
        key = visitor.post_key(post) if where == "post" else visitor.private_key
        found = await self._site.timeline.find(key) if visitor.known else None
        parcels = await self._site.timeline.parcels(found.id) if found else ()
        if found is None or form["text"] not in {button.value for parcel in parcels for button in parcel.buttons}:
            raise Trouble(422, "error_choice")
        name = await self._site.timeline.contact_name(found.id)
        await self._send(visitor, form, key, name=name, kind=MessageKind.BUTTON, mention=where == "post")

    async def _email(self, visitor: Visitor, form: Form) -> None:
        found = await self._site.timeline.find(visitor.private_key) if visitor.known else None
        if found is None or not self._site.email_offered:
            raise Trouble(422, "error_email_early")
        address = normalised(form["text"])
        # What is kept here does not go through the line, which masks what must not be stored.
        if form["text"].strip() and (address is None or mask(address, visitor.language).kinds):
            raise Trouble(422, "error_email")
        for id in await self._site.timeline.meeting(visitor.private_key):
            await self._site.contacts.set_email(id, address)

    async def _send(
        self,
        visitor: Visitor,
        form: Form,
        key: PlaceKey,
        *,
        name: str,
        kind: MessageKind = MessageKind.TEXT,
        mention: bool = False,
        reply_to: str | None = None,
        link: str | None = None,
    ) -> None:
        self._check(text_trouble(form["text"]))
        now = self._site.clock.now()
        if not self._site.flood.allows(visitor.contact, now):
            raise Trouble(429, "error_flood")
        incoming = Incoming(
            key=key,
            external_id=f"{visitor.contact}:{form.key}",
            sender=Sender(visitor.contact, name or visitor.default_name),
            visibility=Visibility.PUBLIC if key.place.startswith("post:") else Visibility.PRIVATE,
            text=form["text"].strip(),
            sent_at=now,
            mention=mention,
            kind=kind,
            reply_to=reply_to,
            link=link,
        )
        await self._site.line.receive(incoming)

    async def _ours(self, place: str, id: str) -> str | None:
        """`id`, when it is a reply of ours in that place."""
        if not id:
            return None
        messages = await self._site.timeline.place(CHANNEL, ACCOUNT, place, 200)
        return next((one.id for one in messages if one.id == id and one.direction is Direction.OUTBOUND), None)

    @staticmethod
    def _check(trouble: tuple[int, str] | None) -> None:
        if trouble is not None:
            raise Trouble(*trouble)


def _failure(place: str, word: str, form: Form) -> Failure:
    return Failure(place, word, form["text"], form["name"], followed(form) or "")


def _by_script(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
