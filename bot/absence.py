"""A person leaves: what they had goes at once to their deputy, or back to everybody."""

from typing import Protocol

from conversations.acts import Assign, Release, StaffAct
from conversations.ports import Line, Refused, Timeline
from conversations.users import Assignments, User, Users


class Desk(Users, Assignments, Timeline, Protocol):
    """What is known of the staff and of their conversations."""


async def leave(desk: Desk, line: Line, user: User, deputy: User | None = None) -> int:
    """Mark `user` absent and give away what they have, to `deputy` when one is named; returns how many conversations.

    Doing it again gives away what is left. Raises Refused when the deputy cannot stand in, Unavailable.
    """
    if deputy is not None and (deputy.id == user.id or deputy.absent or deputy.disabled):
        raise Refused(f"{deputy.login} cannot stand in: name somebody else who is present, or leave --deputy out.")
    await desk.set_absence(user.id, True, deputy.id if deputy else None)
    held = await desk.assigned(user.id)
    for id in held:
        await line.act(await _given(desk, id, user, deputy))
    return len(held)


async def _given(desk: Desk, id: str, user: User, deputy: User | None) -> StaffAct:
    conversation = await desk.conversation(id)
    seen = conversation.version if conversation else 0
    key = f"absent-{user.id}-{id}-{seen}"
    return Assign(id, user.id, key, seen, deputy.id) if deputy else Release(id, user.id, key, seen, reason="absent")
