"""The people of the staff, their sessions and failed sign-ins."""

from collections.abc import Sequence
from datetime import datetime

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from conversations.ports import Refused
from conversations.users import Role, User
from store import tables as t
from store.engine import Database
from store.inserting import insert_once, insert_or_update
from store.moments import UtcDateTime

_ADD = insert_once(t.user, "login_key")
_USERS = select(t.user).order_by(t.user.c.login_key)
_BY_LOGIN = _USERS.where(t.user.c.login_key == bindparam("login_key"))
_SET_PASSWORD = (
    update(t.user)
    .where(t.user.c.id == bindparam("id_"))
    .values(password_hash=bindparam("password_hash"), must_change_password=bindparam("must_change_password"))
)
_SET_ABSENCE = (
    update(t.user).where(t.user.c.id == bindparam("id_")).values(absent=bindparam("absent"), deputy=bindparam("deputy"))
)
_KNOWN = select(t.user.c.id).where(t.user.c.id == bindparam("id"))
_OPEN = insert_or_update(t.session, "token_hash")
_OF_SESSION = (
    select(t.user)
    .join(t.session, t.session.c.user == t.user.c.id)
    .where(
        t.session.c.token_hash == bindparam("token_hash"),
        t.session.c.expires > bindparam("now", type_=UtcDateTime()),
        t.user.c.disabled.is_(False),
    )
)
_END = delete(t.session).where(t.session.c.token_hash == bindparam("token_hash"))
_END_ALL = delete(t.session).where(t.session.c.user == bindparam("user"))
_FAILED = t.sign_in_failure.insert()
_FAILURES = select(func.count()).where(
    t.sign_in_failure.c.login_key == bindparam("login_key"),
    t.sign_in_failure.c.at >= bindparam("since", type_=UtcDateTime()),
)


class Users:
    """The port `Users`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_user(self, user: User) -> None:
        """Add a user. Raises Refused when the login is taken."""
        if not await self._database.write(lambda c: c.execute(_ADD.of(c), _written(user)).rowcount):
            raise Refused(f"The login {user.login} is taken: choose another one.")

    async def user_by_login(self, login: str) -> User | None:
        """The user of that login (case-insensitive)."""
        row = await self._database.read(lambda c: c.execute(_BY_LOGIN, {"login_key": _key(login)}).one_or_none())
        return _user(row) if row else None

    async def users(self) -> Sequence[User]:
        """All users, by login."""
        return [_user(row) for row in await self._database.read(lambda connection: connection.execute(_USERS).all())]

    async def set_password(self, user: str, password_hash: str, must_change: bool) -> None:
        """Change a password; every session of the user ends."""

        def work(connection: Connection) -> None:
            new = {"id_": user, "password_hash": password_hash, "must_change_password": must_change}
            connection.execute(_SET_PASSWORD, new)
            connection.execute(_END_ALL, {"user": user})

        await self._database.write(work)

    async def set_absence(self, user: str, absent: bool, deputy: str | None = None) -> None:
        """Say that a user is absent or back. Raises Refused when there is no such user or deputy."""
        await self._database.write(lambda connection: _set_absence(connection, user, absent, deputy))

    async def open_session(self, token_hash: str, user: str, expires: datetime) -> None:
        """Begin a session."""
        session = {"token_hash": token_hash, "user": user, "expires": expires}
        await self._database.write(lambda c: c.execute(_OPEN.of(c), session))

    async def session_user(self, token_hash: str, now: datetime) -> User | None:
        """The enabled user of a session that has not ended."""
        asked = {"token_hash": token_hash, "now": now}
        row = await self._database.read(lambda connection: connection.execute(_OF_SESSION, asked).one_or_none())
        return _user(row) if row else None

    async def end_session(self, token_hash: str) -> None:
        """End a session."""
        await self._database.write(lambda connection: connection.execute(_END, {"token_hash": token_hash}))

    async def note_sign_in_failure(self, login: str, at: datetime) -> None:
        """Remember a failed sign-in."""
        await self._database.write(lambda c: c.execute(_FAILED, {"login_key": _key(login), "at": at}))

    async def sign_in_failures(self, login: str, since: datetime) -> int:
        """How many sign-ins failed for that login since then."""
        asked = {"login_key": _key(login), "since": since}
        return await self._database.read(lambda connection: connection.execute(_FAILURES, asked).scalar_one())


def _set_absence(connection: Connection, user: str, absent: bool, deputy: str | None) -> None:
    if deputy is not None and connection.scalar(_KNOWN, {"id": deputy}) is None:
        raise Refused(f"There is no user {deputy[:80]} to stand in. Choose one of the users.", "no_deputy")
    if connection.execute(_SET_ABSENCE, {"id_": user, "absent": absent, "deputy": deputy}).rowcount == 0:
        raise Refused(f"There is no user {user[:80]}. Choose one of the users.", "no_user")


def _key(login: str) -> str:
    return login.strip().casefold()


def _written(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "login": user.login,
        "login_key": _key(user.login),
        "public_name": user.public_name,
        "role": user.role.value,
        "password_hash": user.password_hash,
        "departments": to_json(user.departments).decode(),
        "must_change_password": user.must_change_password,
        "disabled": user.disabled,
        "absent": user.absent,
        "deputy": user.deputy,
    }


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(
        id=row.id,
        login=row.login,
        public_name=row.public_name,
        role=Role(row.role),
        password_hash=row.password_hash,
        departments=tuple(from_json(row.departments)),
        must_change_password=row.must_change_password,
        disabled=row.disabled,
        absent=row.absent,
        deputy=row.deputy,
    )
