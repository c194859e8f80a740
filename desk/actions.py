"""What a person does to a conversation: each form becomes one act, handed to the line.

Every form carries an idempotency key and the version that the person had seen. A stale act comes back with what is new and
the text kept; a refused one with the sentence that says why.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from conversations.acts import LONGEST_REPLY, Close, HandBack, Note, Say, StaffAct, TakeDanger, Transfer
from conversations.message import Visibility
from conversations.ports import Refused, Stale
from conversations.users import User
from desk.auth import Ready
from desk.console import TheConsole
from desk.conversation_page import Draft, shown, theirs
from desk.guard import DeskRoute
from desk.permissions import may_see, may_suspend
from desk.trouble import Trouble
from desk.words import words_for

router = APIRouter(route_class=DeskRoute)


class Acting:
    """Who acts on which conversation, what they had seen, and the key that makes it once."""

    def __init__(
        self,
        request: Request,
        console: TheConsole,
        user: Ready,
        id: str,
        key: Annotated[str, Form(min_length=8, max_length=64)],
        seen: Annotated[int, Form(ge=0)],
    ) -> None:
        self.request, self.console, self.user = request, console, user
        self.conversation, self.key, self.seen = id, key, seen

    async def do(self, act: StaffAct, done: str, draft: Draft | None = None) -> Response:
        """Hand the act to the line, then show the conversation with what has been done, or with what prevents it."""
        conversation = await theirs(self.console, self.user, self.conversation)
        try:
            await self.console.line.act(act)
        except Stale:
            return await self.again(409, draft, seen=self.seen)
        except Refused as refused:
            return await self.again(422, draft, problem=_refusal(refused, self.request))
        return RedirectResponse(f"/desk/conversations/{conversation.id}?done={done}", 303)

    async def again(self, status: int, draft: Draft | None, problem: str = "", seen: int | None = None) -> Response:
        """The conversation as it is now, with the text kept."""
        now = await theirs(self.console, self.user, self.conversation)
        return await shown(self.request, self.console, self.user, now, status=status, draft=draft, problem=problem, seen=seen)


TheActing = Annotated[Acting, Depends()]


@router.post("/conversations/{id}/say")
async def say(
    acting: TheActing,
    text: Annotated[str, Form()] = "",
    reply: Annotated[Literal["answer", "holding", "question", "note"], Form()] = "answer",
    confirm: Annotated[str, Form()] = "",
) -> Response:
    """Answer, hold, ask or note. A public reply must have been confirmed."""
    draft, words = Draft(text, reply), words_for(acting.request)
    if not text.strip():
        return await acting.again(422, draft, words("say.empty"))
    if len(text) > LONGEST_REPLY:
        return await acting.again(422, draft, words("say.too_long", longest=LONGEST_REPLY, length=len(text)))
    if reply == "note":
        return await acting.do(Note(*_common(acting), text=text.strip()), "note", draft)
    if confirm != "yes" and await _public(acting):
        return await acting.again(422, draft, words("say.unconfirmed"))
    said = Say(*_common(acting), text=text.strip(), reply=reply, signature=acting.user.public_name)
    return await acting.do(said, reply, draft)


@router.post("/conversations/{id}/department")
async def change_department(acting: TheActing, department: Annotated[str, Form()]) -> Response:
    """Hand the conversation to another department. Who no longer sees it comes back to the queue."""
    if not acting.console.charter().is_department(department):
        raise Trouble(400, "department")
    response = await acting.do(Transfer(*_common(acting), department=department), "transferred")
    if response.status_code == 303 and not may_see(acting.user, department):
        return RedirectResponse("/desk?done=transferred", 303)
    return response


@router.post("/conversations/{id}/close")
async def close(acting: TheActing) -> Response:
    """Close the conversation, and come back to the queue."""
    response = await acting.do(Close(*_common(acting)), "closed")
    return RedirectResponse("/desk?done=closed", 303) if response.status_code == 303 else response


@router.post("/conversations/{id}/hand-back")
async def hand_back(acting: TheActing) -> Response:
    """Give the conversation back to the bot."""
    return await acting.do(HandBack(*_common(acting)), "handed_back")


@router.post("/conversations/{id}/danger")
async def take_danger(acting: TheActing) -> Response:
    """Say: I take care of this danger."""
    return await acting.do(TakeDanger(*_common(acting)), "danger")


@router.post("/suspend")
async def suspend(console: TheConsole, user: Ready, reason: Annotated[str, Form(max_length=300)] = "") -> Response:
    """Suspend all sending: bot and staff."""
    _entitled(user)
    await console.switch.suspend(reason.strip() or user.public_name, user.id)
    return RedirectResponse("/desk?done=suspended", 303)


@router.post("/resume")
async def resume(console: TheConsole, user: Ready) -> Response:
    """Send again."""
    _entitled(user)
    await console.switch.resume(user.id)
    return RedirectResponse("/desk?done=resumed", 303)


def _entitled(user: User) -> None:
    if not may_suspend(user):
        raise Trouble(403, "suspend")


def _common(acting: Acting) -> tuple[str, str, str, int]:
    return acting.conversation, acting.user.id, acting.key, acting.seen


async def _public(acting: Acting) -> bool:
    conversation = await theirs(acting.console, acting.user, acting.conversation)
    return conversation.audience is Visibility.PUBLIC


def _refusal(refused: Refused, request: Request) -> str:
    """Why, in the person's language; as it came when the catalogue does not know the reason."""
    words, key = words_for(request), f"refusal.{refused.code}"
    return words(key, **refused.figures) if refused.code and words.has(key) else str(refused)
