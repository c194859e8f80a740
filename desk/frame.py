"""What stands around every page of somebody who is signed in."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from conversations.users import User
from desk.console import Console
from desk.permissions import may_suspend
from desk.reader import Reader
from desk.rendering import page
from desk.suspension import suspension
from desk.words import words_for


async def framed(
    request: Request, console: Console, user: User, template: str, status: int = 200, **context: object
) -> HTMLResponse:
    """A page with the person's name, and the banners: sending suspended, an edit of the charter refused or in training."""
    held = await suspension(console, words_for(request))
    frame = {
        "user": user,
        "suspended": held.all,
        "suspension": held,
        "may_suspend": may_suspend(user),
        "charter_file": console.charter_file(),
        "fallen_back": console.fallen_back(),
    }
    return page(request, template, status, brand=console.charter().brand.name, **frame, **context)


async def reader_of(request: Request, console: Console) -> Reader:
    """How the person of this request reads ids, times and figures."""
    names = {user.id: user.public_name for user in await console.users.users()}
    return Reader(words_for(request), console.charter(), names, console.clock.now(), console.zone)
