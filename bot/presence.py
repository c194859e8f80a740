"""In which departments nobody is present, by what the users have said of themselves."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from charter.charter import Charter
from conversations.users import User, Users

KEPT = timedelta(seconds=5)
"""How long what the users have said is kept."""


def away(users: Iterable[User], charter: Charter) -> frozenset[str]:
    """The departments whose people are all absent. Where nobody was ever bound to, somebody is taken to be present.

    Users without departments belong to all of them while they are present.
    """
    enabled = [user for user in users if not user.disabled]
    present = [user for user in enabled if not user.absent]
    if any(not user.departments for user in present):
        return frozenset()
    staffed = {id for user in enabled for id in user.departments if charter.is_department(id)}
    return frozenset(staffed - {id for user in present for id in user.departments})


class Presence:
    """Asks the users again every few seconds."""

    def __init__(self, users: Users) -> None:
        self._users = users
        self._known: tuple[User, ...] = ()
        self._at: datetime | None = None

    async def away(self, charter: Charter, now: datetime) -> frozenset[str]:
        """The departments in which nobody is present at `now`. Raises Unavailable."""
        if self._at is None or not timedelta(0) <= now - self._at < KEPT:
            self._known, self._at = tuple(await self._users.users()), now
        return away(self._known, charter)
