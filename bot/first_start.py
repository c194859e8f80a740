"""The first administrator: there is one from the first start on, with a one-time password."""

import secrets

from conversations.users import Role, User, Users
from desk.auth import hash_password, new_password

LOGIN = "admin"


async def one_time_password(users: Users) -> str | None:
    """A one-time password for the administrator, as long as they have not chosen their own; None afterwards.

    Each start until then makes a new one: the old one is not kept anywhere in clear.
    """
    password = new_password()
    admin = await users.user_by_login(LOGIN)
    if admin is None:
        if await users.users():
            return None
        await users.add_user(_administrator(password))
        return password
    if not admin.must_change_password:
        return None
    await users.set_password(admin.id, hash_password(password), must_change=True)
    return password


def _administrator(password: str) -> User:
    return User(
        id=secrets.token_hex(8),
        login=LOGIN,
        public_name="Administration",
        role=Role.ADMIN,
        password_hash=hash_password(password),
        must_change_password=True,
    )
