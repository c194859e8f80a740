"""`recul crisis`: declare a crisis, decline a proposal, end what stands, and see how things are."""

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from bot.commands.acting import charter_in_force
from bot.commands.output import out, print_json
from bot.settings import read_settings
from bot.wiring import open_store
from charter.charter import Charter
from conversations.crisis import Crisis, CrisisState
from conversations.ports import Conflict, Refused
from conversations.users import Role, User, Users
from routing.crisis import contacts, holds
from store.sql import SqlStore

ENTITLED = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})
"""Who decides on a crisis."""

STANDING = frozenset({CrisisState.PROPOSED, CrisisState.PRECAUTION, CrisisState.DECLARED})

app = typer.Typer(no_args_is_help=True, help="A crisis: many people upset in public at once.")
As = Annotated[str, typer.Option("--as", metavar="LOGIN", help="Who decides: a supervisor, manager or admin.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.callback()
def _group() -> None:
    """A crisis."""


@app.command("declare")
def declare_command(
    login: As,
    subject: Annotated[
        list[str] | None, typer.Option(help="A FAQ entry or department that it is about; repeat for several. None: all.")
    ] = None,
    hours: Annotated[float | None, typer.Option(min=0.1, max=24 * 30, help="Its length; the charter's when left out.")] = None,
    json: AsJson = False,
) -> None:
    """Declare a crisis, proposed or not: canned answers on its subjects stop, public threads get the holding statement once.

    Name subjects, so that canned answers on everything else go on. Private service goes on; it ends by itself. Declared again,
    it gets these subjects and this end.

    Example: recul crisis declare --subject suivi_colis --hours 12 --as claude
    """
    _say(asyncio.run(_declare(login, tuple(subject or ()), hours)), json)


@app.command("decline")
def decline_command(login: As, json: AsJson = False) -> None:
    """Say that a proposed crisis is none, and end the precaution if it has begun. For a day only twice as many bring a new one.

    Example: recul crisis decline --as claude
    """
    _say(asyncio.run(_settle(login, CrisisState.DECLINED)), json)


@app.command("end")
def end_command(login: As, json: AsJson = False) -> None:
    """End a declared crisis or a precaution now. What waited in silence stands in the queue: nothing is said afterwards.

    Example: recul crisis end --as claude
    """
    _say(asyncio.run(_settle(login, CrisisState.ENDED)), json)


@app.command("status")
def status_command(json: AsJson = False) -> None:
    """Show the crisis that stands, or the last one.

    Example: recul crisis status
    """
    _say(asyncio.run(_status()), json)


async def _declare(login: str, subjects: tuple[str, ...], hours: float | None) -> Crisis:
    settings, now = read_settings(), datetime.now(UTC)
    async with open_store(settings) as store:
        user, charter = await _entitled(store, login), (await charter_in_force(settings, store)).charter
        _check(subjects, charter)
        last = await store.crisis()
        figures = contacts(await store.moods(now - charter.crisis.window), now, charter.crisis.window)
        lasts = timedelta(hours=hours) if hours is not None else charter.crisis.lasts
        new = Crisis(secrets.token_hex(8), CrisisState.DECLARED, now, now, user.id, subjects, now + lasts, figures)
        if last is not None and last.state in STANDING:
            # Declared again before its end it is the same crisis: what was stated in a thread is not stated there once more.
            since = last.changed_at if last.state is CrisisState.DECLARED and holds(last, now) else now
            new = replace(new, id=last.id, proposed_at=last.proposed_at, changed_at=since, figures=last.figures or figures)
            return await _put(store, new, last.state)
        return await _put(store, new, None)


async def _settle(login: str, state: CrisisState) -> Crisis:
    may_be = {CrisisState.PROPOSED, CrisisState.PRECAUTION} if state is CrisisState.DECLINED else STANDING
    async with open_store(read_settings()) as store:
        user, last = await _entitled(store, login), await store.crisis()
        if last is None or last.state not in may_be:
            raise Refused("There is no crisis to decide on. `recul crisis status` shows the last one; `declare` begins one.")
        settled = replace(last, state=state, changed_at=datetime.now(UTC), by=user.id, ends_at=None)
        return await _put(store, settled, last.state)


async def _status() -> Crisis | None:
    async with open_store(read_settings()) as store:
        return await store.crisis()


async def _put(store: SqlStore, crisis: Crisis, before: CrisisState | None) -> Crisis:
    try:
        await store.put_crisis(crisis, before)
    except Conflict:
        raise Refused("Somebody has decided on it at this very moment. See `recul crisis status`, then try again.") from None
    return crisis


async def _entitled(users: Users, login: str) -> User:
    user = await users.user_by_login(login)
    if user is None or user.disabled:
        raise Refused(f"There is no user « {login} ». `recul user add` adds one.")
    if user.role not in ENTITLED:
        raise Refused(f"{login} may not decide on a crisis: ask a supervisor, a manager or an admin.")
    return user


def _check(subjects: tuple[str, ...], charter: Charter) -> None:
    for id in subjects:
        if charter.entry(id) is None and not charter.is_department(id):
            known = ", ".join([*(d.id for d in charter.departments), *(entry.id for entry in charter.faq)])
            raise Refused(f"There is no FAQ entry or department « {id} » in the charter. Choose among: {known}.")


def _say(crisis: Crisis | None, json: bool) -> None:
    if json:
        print_json(_shown(crisis))
        return
    if crisis is None:
        out.print("There never was a crisis.", markup=False)
        return
    for name, value in _shown(crisis).items():
        out.print(f"{name:<12} {value}", markup=False)


def _shown(crisis: Crisis | None) -> dict[str, Any]:
    if crisis is None:
        return {"state": "none"}
    return {
        "state": crisis.state.value,
        "id": crisis.id,
        "subjects": list(crisis.subjects) or "all",
        "proposed_at": crisis.proposed_at.isoformat(),
        "changed_at": crisis.changed_at.isoformat(),
        "ends_at": crisis.ends_at.isoformat() if crisis.ends_at else None,
        "by": crisis.by,
        "figures": dict(crisis.figures),
    }
