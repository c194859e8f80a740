"""Who may see and answer what."""

from charter.charter import Charter
from conversations.users import Role, User


def sees_all(user: User) -> bool:
    """True for everybody but agents who are bound to departments."""
    return user.role is not Role.AGENT or not user.departments


def may_see(user: User, department: str | None) -> bool:
    """True when a conversation of that department is theirs to read and answer; one of no department is everybody's."""
    return department is None or sees_all(user) or department in user.departments


def departments_of(user: User, charter: Charter) -> tuple[str, ...]:
    """The departments whose queue they see, in the charter's order."""
    return tuple(d.id for d in charter.departments if may_see(user, d.id))


def may_suspend(user: User) -> bool:
    """True for those who may stop all sending."""
    return user.role in (Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)
