"""`recul pause` and `recul resume`: suspend sending (all of it, the bot's, the staff's, one user's), and send again."""

import asyncio
import getpass
from collections.abc import Mapping
from typing import Annotated

import typer

from bot.commands.output import out, print_json
from bot.settings import read_settings
from bot.wiring import open_store
from conversations.ports import Refused
from conversations.turn import Reply
from conversations.users import Users
from store.sql import SqlStore

Bot = Annotated[bool, typer.Option("--bot", help="Only what the bot says, safety wording included.")]
Staff = Annotated[bool, typer.Option("--staff", help="Only what the staff write.")]
OneUser = Annotated[str | None, typer.Option("--user", metavar="LOGIN", help="Only what this user writes.")]


def pause_command(
    reason: Annotated[str, typer.Argument(help="Why, for the staff who see it.")] = "suspended from the command line",
    bot: Bot = False,
    staff: Staff = False,
    user: OneUser = None,
    status: Annotated[bool, typer.Option("--status", help="Change nothing: show what is suspended and what waits.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Suspend sending, within seconds. Messages are still received and understood; whoever is on call still hears of a danger.

    Example: recul pause "wrong price in a FAQ answer"
    Example: recul pause "account taken over" --user lea
    Example: recul pause --status
    """
    if status:
        _show(*asyncio.run(_status()), json)
        return
    scope = asyncio.run(_switch(reason, _which(bot, staff, user), user))
    if json:
        print_json({"suspended": scope, "reason": reason})
    else:
        out.print(f"Sending is suspended: {_WORDS.get(scope, user)}. `recul resume` sends what waits.", markup=False)


def resume_command(bot: Bot = False, staff: Staff = False, user: OneUser = None) -> None:
    """Send again, beginning with what waits: everything that was suspended, or only that scope.

    Example: recul resume
    """
    asyncio.run(_switch(None, _which(bot, staff, user), user))
    out.print("Sending goes on.", markup=False)


_WORDS = {"all": "bot and staff", "bot": "the bot", "staff": "the staff"}


def _which(bot: bool, staff: bool, user: str | None) -> str | None:
    """The scope that the options name, `user` alone for a user's; None when they name none."""
    named = [name for name, given in (("bot", bot), ("staff", staff), ("user", user is not None)) if given]
    if len(named) > 1:
        raise typer.BadParameter("give one of --bot, --staff and --user")
    return named[0] if named else None


async def _switch(reason: str | None, which: str | None, login: str | None) -> str:
    async with open_store(read_settings()) as store:
        scope = f"user:{await _id(store, login)}" if login is not None else which
        by = f"command line ({getpass.getuser()})"
        if reason is None:
            await store.resume(by, scope)
        else:
            await store.suspend(reason, by, scope or "all")
        return scope or "all"


async def _id(users: Users, login: str) -> str:
    user = await users.user_by_login(login)
    if user is None:
        raise Refused(f"There is no user « {login} ». Check the login.")
    return user.id


async def _status() -> tuple[Mapping[str, str], Mapping[str, int], Mapping[str, str]]:
    async with open_store(read_settings()) as store:
        logins = {f"user:{user.id}": user.login for user in await store.users()}
        return await store.suspensions(), await store.withheld(), logins


def _show(reasons: Mapping[str, str], withheld: Mapping[str, int], logins: Mapping[str, str], json: bool) -> None:
    safety = withheld.get(Reply.SAFETY.value, 0)
    if json:
        named = {logins.get(scope, scope): reason for scope, reason in reasons.items()}
        held = holds_safety(reasons)
        print_json({"suspended": named, "waiting": dict(withheld), "safety_wording_held": held, "safety_waiting": safety})
        return
    if not reasons:
        out.print("Nothing is suspended.", markup=False)
    for scope, reason in reasons.items():
        out.print(f"Suspended: {_WORDS.get(scope, logins.get(scope, scope))} ({reason})", markup=False)
    if reasons:
        out.print(f"Messages that wait for it: {sum(withheld.values())}.", markup=False)
    if holds_safety(reasons):
        out.print(safety_sentence(safety), markup=False)


def holds_safety(reasons: Mapping[str, str]) -> bool:
    """True while safety wording does not go out: the bot says it."""
    return "all" in reasons or "bot" in reasons


def safety_sentence(waiting: int) -> str:
    """What a suspension means for people in danger, and what to do."""
    return f"Safety wording is held, {waiting} waiting: call these customers if you can. Whoever is on call is still told."


async def suspension_sentence(store: SqlStore) -> str | None:
    """What is suspended, for `recul doctor`; None when nothing is."""
    reasons = await store.suspensions()
    if not reasons:
        return None
    what = ", ".join(f"{_WORDS.get(scope, 'a user')} ({reason})" for scope, reason in reasons.items())
    safety = " " + safety_sentence((await store.withheld()).get(Reply.SAFETY.value, 0)) if holds_safety(reasons) else ""
    return f"sending is suspended: {what}.{safety} `recul resume` sends again."
