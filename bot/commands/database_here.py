"""The database for commands that also work before there is one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.commands.output import err
from bot.learning import Accepted, all_accepted
from bot.settings import Settings
from conversations.ports import Unavailable
from store.engine import is_there
from store.sql import SqlStore


@asynccontextmanager
async def database_here(settings: Settings) -> AsyncIterator[SqlStore | None]:
    """The open store; None where no database exists yet, or none can be reached, which is said."""
    if not is_there(settings.database_url):
        yield None
        return
    try:
        store = SqlStore.open(settings.database_url)
    except Unavailable as error:
        err.print(f"{error} What is in the database is left out: the charter's file is used.", markup=False)
        yield None
        return
    try:
        yield store
    finally:
        await store.close()


def accepted_here(settings: Settings) -> Accepted:
    """The sentences of people that were accepted, for whoever tries the file's charter; none without a database."""
    return asyncio.run(_accepted(settings))


async def _accepted(settings: Settings) -> Accepted:
    async with database_here(settings) as store:
        return await all_accepted(store) if store is not None else ()
