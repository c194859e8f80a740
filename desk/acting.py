"""Who acts on what at the desk, and what comes back: the conversation as it is then, or what prevents the act."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from conversations.acts import StaffAct
from conversations.ports import Refused, Stale
from desk.auth import Ready
from desk.console import TheConsole
from desk.conversation_page import Draft, shown, theirs
from desk.words import words_for

WITH_A_REASON = ("tone", "public_text", "reason_needed")
"""Refusals that a written reason lifts."""


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
            # Confirmed was what stood there before.
            fresh = replace(draft, confirmed=False) if draft else None
            return await self.again(409, fresh, seen=self.seen)
        except Refused as refused:
            wanted = replace(draft, reason_wanted=refused.code in WITH_A_REASON) if draft else None
            return await self.again(422, wanted, problem=_refusal(refused, self.request))
        return RedirectResponse(f"/desk/conversations/{conversation.id}?done={done}", 303)

    async def again(self, status: int, draft: Draft | None, problem: str = "", seen: int | None = None) -> Response:
        """The conversation as it is now, with the text kept."""
        now = await theirs(self.console, self.user, self.conversation)
        return await shown(self.request, self.console, self.user, now, status=status, draft=draft, problem=problem, seen=seen)


TheActing = Annotated[Acting, Depends()]


def common(acting: Acting) -> tuple[str, str, str, int]:
    """What every act begins with."""
    return acting.conversation, acting.user.id, acting.key, acting.seen


def _refusal(refused: Refused, request: Request) -> str:
    """Why, in the person's language; as it came when the catalogue does not know the reason."""
    words, key = words_for(request), f"refusal.{refused.code}"
    return words(key, **refused.figures) if refused.code and words.has(key) else str(refused)
