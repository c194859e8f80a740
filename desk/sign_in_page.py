"""Signing in and out, the change of a one-time password, and the language."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk import auth
from desk.console import TheConsole
from desk.guard import DeskRoute
from desk.rendering import local_path, page
from desk.words import COOKIE, LANGUAGES

router = APIRouter(route_class=DeskRoute)
_YEAR = 365 * 86400


@router.get("/login")
async def login_page(request: Request, next: str = "/desk") -> Response:
    """The form."""
    return page(request, "login.html", next=local_path(next), login="", failed=False)


@router.post("/login")
async def login(
    request: Request,
    console: TheConsole,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = "/desk",
) -> Response:
    """Sign in. One sentence for every failure, so that nobody learns which logins exist."""
    user = await auth.identified(console, login, password)
    if user is None:
        return page(request, "login.html", 401, next=local_path(next), login=login, failed=True)
    response = RedirectResponse(local_path(next), 303)
    await auth.begin_session(console, user, response)
    return response


@router.post("/logout")
async def logout(request: Request, console: TheConsole) -> Response:
    """Sign out of this browser."""
    response = RedirectResponse("/desk/login", 303)
    await auth.end_session(console, request, response)
    return response


@router.get("/password")
async def password_page(request: Request, user: auth.Known) -> Response:
    """The form for a new password."""
    return page(request, "password.html", user=user, problem=None, shortest=auth.SHORTEST)


@router.post("/password")
async def change_password(
    request: Request,
    console: TheConsole,
    user: auth.Known,
    present: Annotated[str, Form(max_length=1000)],
    password: Annotated[str, Form(max_length=1000)],
    again: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Change the password. Every session of this person ends; this browser gets a new one."""
    problem = auth.unfit(password, again, user, await auth.is_password_of(console, user, present))
    if problem is None and password == present:
        problem = "password.same"
    if problem:
        return page(request, "password.html", 422, user=user, problem=problem, shortest=auth.SHORTEST)
    await console.users.set_password(user.id, await auth.hashed(console, password), must_change=False)
    response = RedirectResponse("/desk?done=password", 303)
    await auth.begin_session(console, user, response)
    return response


@router.post("/language")
async def language(code: Annotated[str, Form()], back: Annotated[str, Form()] = "/desk") -> Response:
    """Choose the desk's language in this browser."""
    response = RedirectResponse(local_path(back), 303)
    if code in LANGUAGES:
        response.set_cookie(COOKIE, code, max_age=_YEAR, path="/desk", samesite="lax", httponly=True)
    return response
