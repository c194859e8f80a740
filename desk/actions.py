"""What a person does to a conversation: each form becomes one act, handed to the line.

Every form carries an idempotency key and the version that the person had seen. A stale act comes back with what is new and
the text kept; a refused one with the sentence that says why.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from conversations.acts import LONGEST_REPLY, Approve, Cancel, Close, HandBack, Note, Say, SayInPublic, TakeDanger, Transfer
from conversations.message import Visibility
from conversations.users import User
from desk.acting import Acting, TheActing, common
from desk.auth import Ready
from desk.console import TheConsole
from desk.conversation_page import Draft, theirs
from desk.guard import DeskRoute
from desk.permissions import may_see, may_suspend
from desk.trouble import Trouble
from desk.words import words_for

router = APIRouter(route_class=DeskRoute)


@router.post("/conversations/{id}/say")
async def say(
    acting: TheActing,
    text: Annotated[str, Form()] = "",
    reply: Annotated[Literal["answer", "holding", "question", "note"], Form()] = "answer",
    confirm: Annotated[str, Form()] = "",
    override: Annotated[str, Form(max_length=LONGEST_REPLY)] = "",
) -> Response:
    """Answer, hold, ask or note. A public reply must have been confirmed; `override` is why it goes out against a check."""
    draft, words = Draft(text, reply, confirm == "yes", override), words_for(acting.request)
    if not text.strip():
        return await acting.again(422, draft, words("say.empty"))
    if len(text) > LONGEST_REPLY:
        return await acting.again(422, draft, words("say.too_long", longest=LONGEST_REPLY, length=len(text)))
    if reply == "note":
        return await acting.do(Note(*common(acting), text=text.strip()), "note", draft)
    if confirm != "yes" and await _public(acting):
        return await acting.again(422, draft, words("say.unconfirmed"))
    said = Say(
        *common(acting),
        text=text.strip(),
        reply=reply,
        signature=acting.user.public_name,
        confirmed=confirm == "yes",
        override=override.strip(),
    )
    return await acting.do(said, reply, draft)


@router.post("/conversations/{id}/approve/{outgoing}")
async def approve(acting: TheActing, outgoing: str) -> Response:
    """Agree, as a second person."""
    return await acting.do(Approve(*common(acting), outgoing=outgoing), "approved")


@router.post("/conversations/{id}/cancel/{outgoing}")
async def cancel(acting: TheActing, outgoing: str) -> Response:
    """Take a reply back."""
    return await acting.do(Cancel(*common(acting), outgoing=outgoing), "cancelled")


@router.post("/conversations/{id}/department")
async def change_department(acting: TheActing, department: Annotated[str, Form()]) -> Response:
    """Hand the conversation to another department. Who no longer sees it comes back to the queue."""
    if not acting.console.charter().is_department(department):
        raise Trouble(400, "department")
    response = await acting.do(Transfer(*common(acting), department=department), "transferred")
    if response.status_code == 303 and not may_see(acting.user, department):
        return RedirectResponse("/desk?done=transferred", 303)
    return response


@router.post("/conversations/{id}/close")
async def close(acting: TheActing) -> Response:
    """Close the conversation, and come back to the queue."""
    response = await acting.do(Close(*common(acting)), "closed")
    return RedirectResponse("/desk?done=closed", 303) if response.status_code == 303 else response


@router.post("/conversations/{id}/hand-back")
async def hand_back(acting: TheActing) -> Response:
    """Give the conversation back to the bot."""
    return await acting.do(HandBack(*common(acting)), "handed_back")


@router.post("/conversations/{id}/public-line")
async def say_in_public(acting: TheActing) -> Response:
    """Say under the public message that the answer was given in private."""
    return await acting.do(SayInPublic(*common(acting)), "public_line")


@router.post("/conversations/{id}/danger")
async def take_danger(acting: TheActing) -> Response:
    """Say: I take care of this danger."""
    return await acting.do(TakeDanger(*common(acting)), "danger")


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


async def _public(acting: Acting) -> bool:
    conversation = await theirs(acting.console, acting.user, acting.conversation)
    return conversation.audience is Visibility.PUBLIC
