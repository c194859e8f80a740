"""`recul user`: the people of the staff."""

import asyncio
import secrets
from typing import Annotated

import typer

from bot.absence import leave
from bot.commands.acting import acting_line, charter_in_force
from bot.commands.output import out, print_json
from bot.settings import Settings, read_settings
from bot.wiring import open_store
from charter.charter import Charter
from conversations.ports import Refused
from conversations.users import Role, User, Users
from desk.auth import hash_password, new_password

app = typer.Typer(no_args_is_help=True, help="Staff accounts of the desk.")


@app.callback()
def _group() -> None:
    """Staff accounts of the desk."""


@app.command("add")
def add_command(
    login: Annotated[str, typer.Argument(help="What the person types to sign in.")],
    name: Annotated[str, typer.Option(help="The public name that signs their replies.")] = "",
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
    department: Annotated[list[str] | None, typer.Option(help="A department; repeat for several. None: all.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Add a person and print a one-time password, to be changed at the first sign-in.

    Example: recul user add lea --name "Léa" --department livraison
    """
    password = new_password()
    user = User(
        id=secrets.token_hex(8),
        login=login,
        public_name=name or login,
        role=role,
        password_hash=hash_password(password),
        departments=tuple(department or ()),
        must_change_password=True,
    )
    asyncio.run(_add(read_settings(), user))
    if json:
        print_json({"login": login, "role": role.value, "one_time_password": password})
    else:
        out.print(f"{login} can sign in once with the password {password}", markup=False)
        out.print("They choose their own then. This one is not shown again.", markup=False)


def _check(departments: tuple[str, ...], charter: Charter) -> None:
    """Who is bound to a department that does not exist would see an empty queue for ever. Raises Refused."""
    for id in departments:
        if not charter.is_department(id):
            known = ", ".join(department.id for department in charter.departments)
            raise Refused(f"There is no department « {id} » in the charter. Choose among: {known}.")


@app.command("absent")
def absent_command(
    login: Annotated[str, typer.Argument(help="Who is not there.")],
    deputy: Annotated[
        str | None, typer.Option(help="The login of who takes over their conversations. None: everybody.")
    ] = None,
) -> None:
    """Say that a person is absent: their conversations go at once to the deputy, or back to the queue.

    While everybody of a department is absent, the department it escalates to gets its new requests.

    Example: recul user absent lea --deputy tom
    """
    given = asyncio.run(_leave(read_settings(), login, deputy))
    where = f"to {deputy}" if deputy else "back to the queue"
    out.print(f"{login} is absent. Conversations that went {where}: {given}.", markup=False)


@app.command("present")
def present_command(login: Annotated[str, typer.Argument(help="Who is back.")]) -> None:
    """Say that a person is back. What they had before stays where it went.

    Example: recul user present lea
    """
    asyncio.run(_come_back(read_settings(), login))
    out.print(f"{login} is present.", markup=False)


async def _leave(settings: Settings, login: str, deputy: str | None) -> int:
    async with acting_line(settings) as (store, line):
        user = await _known(store, login)
        return await leave(store, line, user, await _known(store, deputy) if deputy else None)


async def _come_back(settings: Settings, login: str) -> None:
    async with open_store(settings) as store:
        user = await _known(store, login)
        await store.set_absence(user.id, False)


async def _known(users: Users, login: str) -> User:
    found = await users.user_by_login(login)
    if found is None:
        known = ", ".join(user.login for user in await users.users()) or "nobody yet"
        raise Refused(f"There is no user « {login} ». Those there are: {known}.")
    return found


async def _add(settings: Settings, user: User) -> None:
    async with open_store(settings) as store:
        if user.departments:
            _check(user.departments, (await charter_in_force(settings, store)).charter)
        await store.add_user(user)
