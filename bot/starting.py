"""The first release of a process: the version in force, or the charter's file where nothing was ever published."""

import asyncio

import structlog

from bot.charter_status import read_status, write_status
from bot.learning import Accepted
from bot.memory import give_back
from bot.preparing import Prepared, prepare_to_serve
from bot.publishing import Kept, publish, restore
from bot.release import Serving
from bot.releases import Progress, beside_warm_up, engine_of, serving_release, source_of
from bot.settings import Settings
from bot.teaching import Teaching, teaching
from charter.load import written
from charter.reading import read_source
from conversations.charter_file import CharterFile, FileStanding
from conversations.ports import Clock, Conflict, Unavailable
from conversations.versions import CharterVersion
from nlu.embedded import EmbeddedEngine

log = structlog.get_logger()


async def first_serving(settings: Settings, store: Kept, clock: Clock, progress: Progress) -> Serving:
    """What to serve from the start on; the file is published as number 1 where there is no version yet.

    Raises one of publishing.REFUSALS, Unavailable.
    """
    version = await store.current_version()
    serving = await _published(settings, store, clock, progress) if version is None else None
    if serving is None:
        version = version or await _published_elsewhere(store)
        await restore(settings, store, version)
        taught = await teaching(settings, store, version)
        serving = await asyncio.to_thread(_load, settings, version, progress, taught.learned)
    give_back()
    return serving


def _load(settings: Settings, version: CharterVersion, progress: Progress, learned: Accepted) -> Serving:
    loaded, embedded = beside_warm_up(settings, lambda: read_source(source_of(version)), progress, learned, version.model)
    return Serving(serving_release(settings, loaded, embedded), version.number, version.model, embedded)


async def _published(settings: Settings, store: Kept, clock: Clock, progress: Progress) -> Serving | None:
    """The file's charter, published; None when another process was first. If its file is another one, the watch says so."""
    prepared, embedded = await asyncio.to_thread(_prepare, settings, progress, await teaching(settings, store, None))
    try:
        version = await publish(store, prepared, after=0, origin="file", by="start", at=clock.now())
    except Conflict:
        await embedded.close()
        return None
    log.info("charter_published", number=version.number, release=version.digest[:12], **prepared.gate)
    if prepared.held is not None:
        log.warning("suggestions_held", number=version.number, what=str(prepared.held))
    known = await read_status(store)
    path = str(settings.charter.absolute())
    await write_status(store, CharterFile(path, version.digest, FileStanding.IN_FORCE, refusals=known.refusals))
    return Serving(serving_release(settings, prepared.loaded, embedded), version.number, version.model, embedded)


async def _published_elsewhere(store: Kept) -> CharterVersion:
    version = await store.current_version()
    if version is None:
        raise Unavailable("The database says that a charter was published and that none was. Start again.")
    return version


def _prepare(settings: Settings, progress: Progress, taught: Teaching) -> tuple[Prepared, EmbeddedEngine]:
    """The file's charter, and the engine that was tried out: it will serve."""
    prepared, embedded = prepare_to_serve(settings, written(settings.charter), "", progress, taught)
    return prepared, embedded or engine_of(settings, prepared.loaded, prepared.model)
