"""The people of the staff, as the desk knows them, and the port that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a user may do; finer permissions are the desk's."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    CHARTER_OWNER = "charter_owner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    """A person of the staff. `public_name` signs replies. `password_hash` is argon2's. `departments` empty: all.

    `absent`: not there for now; `deputy` is the user who is asked instead, if one is named.
    """

    id: str
    login: str
    public_name: str
    role: Role
    password_hash: str
    departments: tuple[str, ...] = ()
    must_change_password: bool = False
    disabled: bool = False
    absent: bool = False
    deputy: str | None = None

    @property
    def approves(self) -> bool:
        """True when this person may agree to other people's held replies."""
        return self.role in (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN) and not self.disabled and not self.absent


class Users(Protocol):
    """Users and their sessions. A session is known by the SHA-256 of its token; the token itself is never stored."""

    async def add_user(self, user: User) -> None:
        """Add a user. Raises Refused when the login is taken."""
        ...

    async def user_by_login(self, login: str) -> User | None:
        """The user of that login (case-insensitive)."""
        ...

    async def users(self) -> Sequence[User]:
        """All users, by login."""
        ...

    async def set_password(self, user: str, password_hash: str, must_change: bool) -> None:
        """Change a password; every session of the user ends."""
        ...

    async def set_absence(self, user: str, absent: bool, deputy: str | None = None) -> None:
        """Say that a user is absent or back. Raises Refused when there is no such user or deputy."""
        ...

    async def open_session(self, token_hash: str, user: str, expires: datetime) -> None:
        """Begin a session."""
        ...

    async def session_user(self, token_hash: str, now: datetime) -> User | None:
        """The enabled user of a session that has not ended."""
        ...

    async def end_session(self, token_hash: str) -> None:
        """End a session."""
        ...

    async def note_sign_in_failure(self, login: str, at: datetime) -> None:
        """Remember a failed sign-in."""
        ...

    async def sign_in_failures(self, login: str, since: datetime) -> int:
        """How many sign-ins failed for that login since then."""
        ...


@dataclass(frozen=True, slots=True)
class Loyal:
    """A customer who has thanked or praised: our contact id, their name, how often lately, and when last."""

    contact: str
    channel: str
    name: str
    praises: int
    last: datetime


class Assignments(Protocol):
    """Who has which conversation."""

    async def assigned(self, user: str) -> Sequence[str]:
        """The conversations of a user."""
        ...

    async def loyal(self, praises: int, since: datetime) -> Sequence[Loyal]:
        """Contacts who thanked or praised so often since then and made no threat since, the most faithful first."""
        ...
