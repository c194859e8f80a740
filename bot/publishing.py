"""Making a written charter the one in force: check → train if its sentences are new → gate → publish."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from bot.gate import GateRefused, Trial, try_out
from bot.learning import Accepted, joining
from bot.releases import Progress, engine_of, is_kept, keep, model_path, source_of, train
from bot.settings import Settings
from charter.problems import CharterProblems
from charter.reading import Loaded, read_source
from charter.source import Source
from conversations.learning import Suggestions
from conversations.ports import Cursors
from conversations.versions import CharterVersion, Versions
from nlu.embedded import EmbeddedEngine
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A charter that may be published, with its model's file. `trial` is None when a model already in force is kept.

    `learned` are the ids of the suggestions that the model was trained on beside the charter's sentences.
    """

    source: Source
    loaded: Loaded
    model: Path
    trial: Trial | None
    learned: tuple[str, ...] = ()

    @property
    def model_name(self) -> str:
        """What the version calls its model."""
        return self.model.stem

    @property
    def gate(self) -> dict[str, object]:
        """What the log says of the gate: it is never passed over in silence."""
        if self.trial is None:
            return {"gate": "not asked: this model was in force before"}
        return {"gate": "passed", "tried": self.trial.tried, "share": round(self.trial.share, 4)}


def prepare(
    settings: Settings,
    source: Source,
    model_in_force: str,
    progress: Progress,
    accepted: Accepted = (),
    *,
    force: bool = False,
) -> Prepared:
    """Check, train and try out a charter. Blocks for seconds when its sentences are new: call it in a thread.

    `accepted` are trained on too. `force` lets a model pass that the gate refuses. Raises one of REFUSALS, OSError.
    """
    loaded = read_source(source)
    learned = learned_by(loaded, accepted)
    model = train(settings, loaded, progress, accepted)
    if model.stem == model_in_force:
        # It was tried out, or let pass by a person with a reason, when it came into force.
        return Prepared(source, loaded, model, None, learned)
    progress(1.0, "trying out")
    engine = engine_of(settings, loaded, model)
    try:
        return Prepared(source, loaded, model, tried_out(loaded, engine, force=force), learned)
    finally:
        engine.end()


def prepare_again(settings: Settings, version: CharterVersion, progress: Progress, accepted: Accepted) -> Prepared:
    """A version as it was published, with its own model; where that cannot be had, one trained on `accepted` too. Blocks.

    Raises one of REFUSALS, OSError.
    """
    source = source_of(version)
    if is_kept(settings, version.model):
        return Prepared(source, read_source(source), model_path(settings, version.model), None)
    return prepare(settings, source, version.model, progress, accepted)


def learned_by(loaded: Loaded, accepted: Accepted) -> tuple[str, ...]:
    """The ids of those of `accepted` that a training on this charter learns."""
    return tuple(one.id for one in joining(loaded, accepted))


def tried_out(loaded: Loaded, engine: EmbeddedEngine, *, force: bool = False) -> Trial:
    """How the charter's engine reads its sentences. Raises GateRefused, unless a person has said `force`."""
    trial = try_out(loaded, engine.parse_each)
    if not trial.passed and not force:
        raise GateRefused(trial)
    return trial


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
