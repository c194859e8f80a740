"""Making a prepared charter the one in force, with its model, in every process."""

import asyncio
from datetime import datetime
from typing import Protocol

import structlog

from bot.gate import GateRefused
from bot.preparing import Prepared
from bot.releases import is_kept, keep
from bot.settings import Settings
from charter.problems import CharterProblems
from conversations.learning import Suggestions
from conversations.ports import Cursors
from conversations.versions import CharterVersion, Versions
from nlu.model import ModelError
from nlu.training import TrainingError, made_so

REFUSALS = (CharterProblems, GateRefused, TrainingError, ModelError)
"""Why a charter may be refused: errors whose text says what to do."""

PUBLISHED_MEANWHILE = (
    "Somebody else has published a version meanwhile: nothing was published. See `recul charter history`, then do it again."
)

log = structlog.get_logger()


class Kept(Versions, Cursors, Suggestions, Protocol):
    """Where versions are kept, what is known of the charter's file, and what people teach."""


async def restore(settings: Settings, versions: Versions, version: CharterVersion) -> None:
    """Put the version's model into the models folder when it is missing there and the database has it. Raises Unavailable.

    Where it cannot be written, or was made by another release of the program, training does it again.
    """
    if not await asyncio.to_thread(_lacks, settings, version.model):
        return
    data = await versions.model(version.model)
    if data is None:
        return
    try:
        await asyncio.to_thread(keep, settings, version.model, data)
    except OSError as error:
        log.warning("model_not_kept", model=version.model, what=f"{settings.models} cannot be written: {error.strerror}")


def _lacks(settings: Settings, name: str) -> bool:
    return made_so(name, settings.encoder) and not is_kept(settings, name)


async def publish(
    versions: Kept, prepared: Prepared, *, after: int, origin: str, by: str, at: datetime, note: str = ""
) -> CharterVersion:
    """Make a prepared charter the version that follows number `after`, and remember which suggestions it has learned.

    Raises Conflict when somebody else has published since, Unavailable, OSError.
    """
    version = CharterVersion(
        number=after + 1,
        digest=prepared.loaded.digest,
        text=prepared.source.text,
        examples=prepared.source.examples,
        model=prepared.model_name,
        origin=origin,
        by=by,
        at=at,
        note=note,
    )
    await versions.publish(version, await asyncio.to_thread(prepared.model.read_bytes))
    await versions.learned(prepared.learned, version.number)
    return version
