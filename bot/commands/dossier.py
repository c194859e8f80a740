"""`recul dossier`: the printable history of a conversation."""

import asyncio
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from bot.commands.acting import charter_in_force
from bot.dossier import History, dossier
from bot.settings import read_settings
from bot.wiring import open_store
from conversations import events as e
from conversations.ports import Refused
from routing.dated_act import conversation_of
from store.sql import SqlStore

MOST = 20
"""Conversations whose ids begin alike that are looked at for one reference."""


class Language(StrEnum):
    """The languages of a dossier."""

    FR = "fr"
    EN = "en"


def dossier_command(
    id: Annotated[str, typer.Argument(help="The id of a conversation, or the reference of a dated act.")],
    language: Annotated[Language, typer.Option(help="In which language.")] = Language.FR,
) -> None:
    """Print what was said, promised and done in a conversation, to the second, as plain text fit for a mediator.

    Example: recul dossier R-3F09A-11C7E-2 > dossier.txt
    """
    print(asyncio.run(_dossier(id.strip(), language)))


async def _dossier(id: str, language: str) -> str:
    settings = read_settings()
    async with open_store(settings) as store:
        found = await _found(store, id)
        conversation = await store.conversation(found)
        if conversation is None:
            raise Refused(f"There is no conversation {found[:80]}. Look its id up at the desk.")
        charter = (await charter_in_force(settings, store)).charter
        history = History(
            conversation=found,
            customer=await store.contact_name(found),
            channel=conversation.key.channel,
            messages=await store.messages(found),
            events=[event for _, event in await store.events(found)],
        )
    return dossier(history, charter, language, datetime.now(UTC))


async def _found(store: SqlStore, id: str) -> str:
    """The conversation of that id, or of that reference."""
    if await store.conversation(id) is not None:
        return id
    beginning = conversation_of(id)
    likely = await store.beginning(beginning, MOST) if beginning else ()
    matching = [found for found in likely if _plain(id) in await _references(store, found)]
    if len(matching) != 1:
        what = f"{len(matching)} conversations bear" if matching else "No conversation bears"
        raise Refused(f"{what} the id or the reference {id[:80]}. Look its id up at the desk, and write the whole of it.")
    return matching[0]


async def _references(store: SqlStore, conversation: str) -> set[str]:
    events = await store.events(conversation)
    return {_plain(event.reference) for _, event in events if isinstance(event, e.DatedActDeclared)}


def _plain(reference: str) -> str:
    return "".join(sign for sign in reference.lower() if sign.isalnum())
