"""A training on what people have taught since: held against the model in force before it may replace it."""

import asyncio
from dataclasses import dataclass

from bot.comparing import Fallen, compared
from bot.preparing import Prepared, prepare_with
from bot.publishing import Kept, restore
from bot.releases import Progress, has_learned, own_model, source_of
from bot.settings import Settings
from bot.teaching import Teaching, teaching
from charter.reading import read_source
from conversations.versions import CharterVersion


@dataclass(frozen=True, slots=True)
class Retrained:
    """A charter with its new model, and the intents that fall by more than the set margin, the worst first."""

    prepared: Prepared
    fallen: tuple[Fallen, ...]


async def retrain(
    settings: Settings, store: Kept, current: CharterVersion, progress: Progress, *, force: bool
) -> Retrained | None:
    """Train the charter in force with all that was accepted, and hold it against the model in force.

    None when that model has learned all there is. `force` lets a model pass that the gate refuses. Raises one of
    publishing.REFUSALS, OSError, Unavailable.
    """
    await restore(settings, store, current)
    taught = await teaching(settings, store, current)
    return await asyncio.to_thread(_retrain, settings, current, taught, progress, force=force)


def _retrain(
    settings: Settings, current: CharterVersion, taught: Teaching, progress: Progress, *, force: bool
) -> Retrained | None:
    source = source_of(current)
    loaded, accepted = read_source(source), taught.accepted
    if has_learned(settings, current.model, loaded, accepted):
        return None
    # Where the model in force cannot be had any more, what it has learned says what it was.
    before = own_model(settings, current.model, loaded, taught.learned, _half(progress, 0.0))
    prepared, engine = prepare_with(settings, source, loaded, current.model, accepted, _half(progress, 0.5), force=force)
    if engine is not None:
        engine.end()
    return Retrained(prepared, compared(settings, before, prepared.model, loaded, accepted))


def _half(progress: Progress, start: float) -> Progress:
    """A progress that counts as one half, from `start` on."""
    return lambda share, doing: progress(start + share / 2, doing)
