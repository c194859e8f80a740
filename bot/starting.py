"""The first release of a process: the version in force, or the charter's file where nothing was ever published."""

import asyncio

import structlog

from bot.charter_status import read_status, write_status
from bot.memory import give_back
from bot.publishing import Kept, prepare, publish, restore
from bot.release import Serving
from bot.releases import Progress, beside_warm_up, model_name, serving_release, source_of
from bot.settings import Settings
from charter.load import written
from charter.reading import read_source
from conversations.charter_file import CharterFile, FileStanding
from conversations.ports import Clock, Conflict
from conversations.versions import CharterVersion

log = structlog.get_logger()


async def first_serving(settings: Settings, store: Kept, clock: Clock, progress: Progress) -> Serving:
    """What to serve from the start on; the file is published as number 1 where there is no version yet.

    Raises one of publishing.REFUSALS, Unavailable.
    """
    version = await store.current_version() or await _published(settings, store, clock, progress)
    await restore(settings, store, version)
    serving = await asyncio.to_thread(_load, settings, version, progress)
    give_back()
    return serving


def _load(settings: Settings, version: CharterVersion, progress: Progress) -> Serving:
    loaded, embedded = beside_warm_up(settings, lambda: read_source(source_of(version)), progress)
    return Serving(serving_release(settings, loaded, embedded), version.number, model_name(loaded), embedded)


async def _published(settings: Settings, store: Kept, clock: Clock, progress: Progress) -> CharterVersion:
    source = await asyncio.to_thread(written, settings.charter)
    prepared = await asyncio.to_thread(prepare, settings, source, "", progress)
    try:
        version = await publish(store, prepared, after=0, origin="file", by="start", at=clock.now())
    except Conflict:
        # Another process was first; if its file was another one, the watch of the file will say so.
        found = await store.current_version()
        if found is None:
            raise
        return found
    known = await read_status(store)
    path = str(settings.charter.absolute())
    await write_status(store, CharterFile(path, version.digest, FileStanding.IN_FORCE, refusals=known.refusals))
    return version
