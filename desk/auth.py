"""Who is at the desk: passwords, sessions, and the person behind a request."""

import asyncio
import hashlib
import secrets
from datetime import timedelta
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Depends, Request
from fastapi.responses import Response

from conversations.users import User
from desk.console import Console, TheConsole
from desk.trouble import NewPasswordNeeded, SignInNeeded, Trouble

COOKIE = "recul_desk"
SESSION = timedelta(hours=12)
"""A working day: nobody stays signed in overnight."""
WINDOW, MOST_FAILURES = timedelta(minutes=15), 5
SHORTEST, LONGEST = 12, 200
"""Characters of a password. The upper bound keeps hashing cheap."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789"
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """The argon2id hash of a password (19 MiB, 2 passes), in PHC format."""
    return _HASHER.hash(password)


def new_password() -> str:
    """A one-time password that is easy to copy by hand: five groups of four, 99 bits."""
    return "-".join("".join(secrets.choice(_UNAMBIGUOUS) for _ in range(4)) for _ in range(5))


def right_password(password_hash: str, password: str) -> bool:
    """True when `password` is the one that was hashed. Takes some 30 ms of a core."""
    try:
        return _HASHER.verify(password_hash, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


async def hashed(console: Console, password: str) -> str:
    """`hash_password`, off the event loop."""
    async with console.hashing:
        return await asyncio.to_thread(hash_password, password)


async def is_password_of(console: Console, user: User, password: str) -> bool:
    """`right_password`, off the event loop."""
    async with console.hashing:
        return await asyncio.to_thread(right_password, user.password_hash, password)


async def identified(console: Console, login: str, password: str) -> User | None:
    """The user whom login and password name, or None. An unknown login takes as long as a wrong password.

    Raises Trouble(429) after too many failures for that login, known or not.
    """
    login, now = login.strip().casefold(), console.clock.now()
    async with console.hashing:
        if await console.users.sign_in_failures(login, now - WINDOW) >= MOST_FAILURES:
            raise Trouble(429, "throttled")
        user = await console.users.user_by_login(login)
        right = await asyncio.to_thread(right_password, user.password_hash if user else _NOBODY, password)
        if user is not None and right and not user.disabled:
            return user
        await console.users.note_sign_in_failure(login, now)
        return None


async def begin_session(console: Console, user: User, response: Response) -> None:
    """Open a session and give its token to the browser; the store knows only the token's hash."""
    token = secrets.token_urlsafe(32)
    await console.users.open_session(token_hash(token), user.id, console.clock.now() + SESSION)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path="/desk",
        httponly=True,
        samesite="lax",
        secure=console.secure_cookies,
    )


async def end_session(console: Console, request: Request, response: Response) -> None:
    """End the session of this browser, if there is one."""
    token = request.cookies.get(COOKIE)
    if token:
        await console.users.end_session(token_hash(token))
    response.delete_cookie(COOKIE, path="/desk")


def token_hash(token: str) -> str:
    """What the store keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def known(request: Request, console: TheConsole) -> User:
    """The person of this session, even when they still hold a one-time password. Raises SignInNeeded."""
    token = request.cookies.get(COOKIE)
    user = await console.users.session_user(token_hash(token), console.clock.now()) if token else None
    if user is None:
        raise SignInNeeded
    return user


def ready(user: Annotated[User, Depends(known)]) -> User:
    """The person of this session, with a password of their own. Raises SignInNeeded, NewPasswordNeeded."""
    if user.must_change_password:
        raise NewPasswordNeeded
    return user


Known = Annotated[User, Depends(known)]
Ready = Annotated[User, Depends(ready)]


def unfit(password: str, again: str, user: User, now_right: bool) -> str | None:
    """Why a new password cannot be taken, as a key of the catalogue; None when it can."""
    if not now_right:
        return "password.wrong"
    if password != again:
        return "password.differ"
    if not SHORTEST <= len(password) <= LONGEST:
        return "password.length"
    if user.login.casefold() in password.casefold():
        return "password.login"
    return None
