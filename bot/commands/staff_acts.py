"""What a person does to a conversation from a terminal: reply, approve, take back, note, hand on, close."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import typer

from bot.commands.acting import acting_line
from bot.commands.output import out
from bot.settings import read_settings
from conversations.acts import (
    Approve,
    Assign,
    Cancel,
    Close,
    HandBack,
    Note,
    Release,
    Say,
    StaffAct,
    TakeDanger,
    Transfer,
)
from conversations.conversation import Conversation
from conversations.ports import Refused, Stale
from conversations.users import User
from desk.permissions import may_see
from store.sql import SqlStore

Id = Annotated[str, typer.Argument(metavar="ID", help="The conversation, as `recul conversation list` shows it.")]
As = Annotated[str, typer.Option("--as", metavar="LOGIN", help="Who acts.")]
Seen = Annotated[int | None, typer.Option(help="The version that you have read (`show --json`); now's when left out.")]
Outgoing = Annotated[str, typer.Argument(metavar="OUTGOING", help="The reply, as `recul conversation show` names it.")]
Given = tuple[str, str, str, int]
Make = Callable[[Given, User], StaffAct]


def add_to(app: typer.Typer) -> None:
    """Put the acts among the commands of `app`."""
    for command in (reply, approve, cancel, note, assign, release, transfer, close, hand_back, take_danger):
        app.command(command.__name__.replace("_", "-"))(command)


def reply(
    id: Id,
    text: Annotated[str, typer.Argument(help="What the customer reads.")],
    login: As,
    holding: Annotated[bool, typer.Option("--holding", help="We look into it: a promised time is added.")] = False,
    question: Annotated[bool, typer.Option("--question", help="We ask for a detail; the clock goes on.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Yes, in public, from that account.")] = False,
    because: Annotated[str, typer.Option(help="Why it goes out against a check; kept as a note.")] = "",
    seen: Seen = None,
) -> None:
    """Reply to the customer. Findings of the checks are shown, and nothing is sent, unless --because gives a reason.

    Example: recul conversation reply 1f0c2a9be4d87a63 "Votre colis part demain." --as lea
    """
    if holding and question:
        raise typer.BadParameter("a reply is either --holding or --question")
    kind: Literal["answer", "holding", "question"] = "holding" if holding else "question" if question else "answer"

    def say(given: Given, user: User) -> StaffAct:
        return Say(*given, text, kind, user.public_name, confirm, because)

    done = _act(id, login, say, seen)
    out.print(done.of_reply(), markup=False)


def approve(id: Id, outgoing: Outgoing, login: As) -> None:
    """Agree, as a second person, to a reply that is held: it leaves.

    Example: recul conversation approve 1f0c2a9be4d87a63 1f0c2a9be4d87a63-o12 --as marie
    """
    _act(id, login, lambda given, _: Approve(*given, outgoing))
    out.print("Approved: it leaves now.", markup=False)


def cancel(id: Id, outgoing: Outgoing, login: As) -> None:
    """Take back a reply that has not left. Its text is kept; the customer waits again.

    Example: recul conversation cancel 1f0c2a9be4d87a63 1f0c2a9be4d87a63-o12 --as lea
    """
    _act(id, login, lambda given, _: Cancel(*given, outgoing))
    out.print("Taken back: it does not leave. The customer waits again.", markup=False)


def note(id: Id, text: Annotated[str, typer.Argument(help="What the staff should know.")], login: As) -> None:
    """Write a note, which the customer never sees.

    Example: recul conversation note 1f0c2a9be4d87a63 "Carrier called, parcel found in Angers" --as lea
    """
    _act(id, login, lambda given, _: Note(*given, text))
    out.print("Noted.", markup=False)


def assign(
    id: Id, to: Annotated[str, typer.Option(metavar="LOGIN", help="Who gets it; oneself to take it.")], login: As
) -> None:
    """Give a conversation to somebody, or take it.

    Example: recul conversation assign 1f0c2a9be4d87a63 --to tom --as lea
    """
    done = _act(id, login, lambda given, _: Assign(*given, to), names=(to,))
    out.print(f"{done.name(done.after.assigned)} has it now.", markup=False)


def release(id: Id, login: As) -> None:
    """Give a conversation back to everybody.

    Example: recul conversation release 1f0c2a9be4d87a63 --as lea
    """
    _act(id, login, lambda given, _: Release(*given))
    out.print("It is everybody's again.", markup=False)


def transfer(id: Id, department: Annotated[str, typer.Argument(help="The department's id.")], login: As) -> None:
    """Move a conversation to another department. No clock moves.

    Example: recul conversation transfer 1f0c2a9be4d87a63 facturation --as lea
    """
    _act(id, login, lambda given, _: Transfer(*given, department))
    out.print(f"It is with {department} now.", markup=False)


def close(
    id: Id,
    login: As,
    survey: Annotated[bool, typer.Option("--survey/--no-survey", help="Ask the customer if the answer suited.")] = True,
) -> None:
    """Close a conversation. Whoever still waits in it counts as never answered.

    Example: recul conversation close 1f0c2a9be4d87a63 --as lea
    """
    _act(id, login, lambda given, _: Close(*given, survey))
    out.print("Closed.", markup=False)


def hand_back(id: Id, login: As) -> None:
    """Give a conversation back to the bot.

    Example: recul conversation hand-back 1f0c2a9be4d87a63 --as lea
    """
    _act(id, login, lambda given, _: HandBack(*given))
    out.print("The bot speaks here again.", markup=False)


def take_danger(id: Id, login: As) -> None:
    """Say: I take care of this danger. Those on call are alerted no further.

    Example: recul conversation take-danger 1f0c2a9be4d87a63 --as marie
    """
    done = _act(id, login, lambda given, _: TakeDanger(*given))
    out.print(f"{done.user.public_name} takes care of it.", markup=False)


async def known(store: SqlStore, id: str) -> Conversation:
    """The conversation of that id. Raises Refused."""
    found = await store.load(id)
    if found is None:
        raise Refused(f"There is no conversation {id[:80]}. `recul conversation list --state all` shows those there are.")
    return found


@dataclass(frozen=True, slots=True)
class _Done:
    """What an act came to: who did it, and the conversation before and after."""

    user: User
    users: Sequence[User]
    before: Conversation
    after: Conversation

    def name(self, id: str | None) -> str:
        """The public name of a user."""
        return next((user.public_name for user in self.users if user.id == id), "nobody")

    def of_reply(self) -> str:
        """What became of a reply: on its way, or held until when or by whom."""
        there = {one.outgoing for one in self.before.held}
        held = next((one for one in self.after.held if one.outgoing not in there), None)
        if held is None:
            return "Handed to sending."
        id, outgoing, login = self.after.id, held.outgoing, self.user.login
        if held.until is None:
            may = ", ".join(user.login for user in self.users if user.approves and user.id != held.by)
            return (
                f"Held until a second person agrees ({may}): recul conversation approve {id} {outgoing} --as LOGIN\n"
                f"To take it back: recul conversation cancel {id} {outgoing} --as {login}"
            )
        return (
            f"Held until {held.until:%Y-%m-%d %H:%M:%S} UTC ({held.why.replace('_', ' ')}). "
            f"To take it back until then: recul conversation cancel {id} {outgoing} --as {login}"
        )


def _act(id: str, login: str, make: Make, seen: int | None = None, names: tuple[str, ...] = ()) -> _Done:
    return asyncio.run(_acted(id, login, make, seen, names))


async def _acted(id: str, login: str, make: Make, seen: int | None, names: tuple[str, ...]) -> _Done:
    async with acting_line(read_settings()) as (store, line):
        users = await store.users()
        user, before = _who(users, login), await known(store, id)
        if not may_see(user, before.department):
            raise Refused(f"{user.login} answers other departments only. Ask somebody of {before.department}, or transfer it.")
        act = make((id, user.id, secrets.token_hex(16), before.version if seen is None else seen), user)
        if isinstance(act, Assign):
            act = replace(act, to=_who(users, names[0]).id)
        try:
            await line.act(act)
        except Stale as stale:
            where = f"The conversation has moved on to version {stale.version}, nothing was done."
            raise Refused(f"{where} Read it again (`recul conversation show`).") from None
        return _Done(user, users, before, await known(store, id))


def _who(users: Sequence[User], login: str) -> User:
    found = next((user for user in users if user.login.casefold() == login.casefold()), None)
    if found is None:
        there = ", ".join(user.login for user in users) or "nobody yet"
        raise Refused(f"There is no user « {login} ». Those there are: {there}.")
    if found.disabled:
        raise Refused(f"The account of {found.login} is disabled. Act as somebody else.")
    return found
