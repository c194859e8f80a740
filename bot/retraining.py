"""A training on what people have taught since: held against the model in force before it may replace it."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.learning import Accepted, all_accepted, training_examples
from bot.publishing import Kept, Prepared, prepare, restore
from bot.releases import Progress, has_learned, own_model, source_of
from bot.settings import Settings
from charter.reading import read_source
from conversations.versions import CharterVersion
from nlu.held_out import Fall, Outcome, falls, held_out_of, known_by

SHOWN = 5
"""Sentences that are shown of an intent that has fallen."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A sentence that was understood unseen before, and what it is taken for now."""

    text: str
    taken_for: str


@dataclass(frozen=True, slots=True)
class Fallen:
    """An intent that is read worse than before, with the sentences that it has lost."""

    fall: Fall
    lost: tuple[Lost, ...]

    def __str__(self) -> str:
        """What was found, in lines."""
        fall, more = self.fall, len(self.lost) - SHOWN
        lines = [f"- {fall.intent}: of {fall.of} sentences kept apart, {fall.before} were understood, now {fall.after}"]
        lines += [f"    “{one.text}” is taken for {one.taken_for}" for one in self.lost[:SHOWN]]
        return "\n".join([*lines, f"    … and {more} more"] if more > 0 else lines)


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
    accepted = await all_accepted(store)
    if has_learned(settings, current.model, read_source(source_of(current)), accepted):
        return None
    await restore(settings, store, current)
    return await asyncio.to_thread(_retrain, settings, current, accepted, progress, force=force)


def _retrain(settings: Settings, current: CharterVersion, accepted: Accepted, progress: Progress, *, force: bool) -> Retrained:
    loaded = read_source(source_of(current))
    # Where the model in force cannot be had any more, what it was trained on says what it was.
    learned = [one for one in accepted if one.version is not None]
    before = own_model(settings, current.model, loaded, learned, _half(progress, 0.0))
    prepared = prepare(settings, source_of(current), current.model, _half(progress, 0.5), accepted, force=force)
    now = held_out_of(prepared.model)
    fallen = falls(held_out_of(before), now, settings.training_margin)
    texts = {known_by(text): text for own in training_examples(loaded, accepted).values() for text in own}
    return Retrained(prepared, tuple(Fallen(fall, tuple(_lost(fall, now, texts))) for fall in fallen))


def _lost(fall: Fall, now: Mapping[str, Outcome], texts: Mapping[str, str]) -> Iterator[Lost]:
    return (Lost(texts[key], now[key].taken) for key in fall.lost if key in texts)


def _half(progress: Progress, start: float) -> Progress:
    """A progress that counts as one half, from `start` on."""
    return lambda share, doing: progress(start + share / 2, doing)
