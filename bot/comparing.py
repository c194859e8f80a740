"""A model held against another, on sentences that neither has seen: which intents are read worse, and by which sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.learning import Accepted, training_examples
from bot.settings import Settings
from charter.reading import Loaded
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


def compared(settings: Settings, before: Path, after: Path, loaded: Loaded, accepted: Accepted) -> tuple[Fallen, ...]:
    """The intents that the model `after` reads worse than the model `before`, by more than the set margin, the worst first.

    `after` was trained on that charter and `accepted`. Raises ModelError.
    """
    now = held_out_of(after)
    fallen = falls(held_out_of(before), now, settings.training_margin)
    texts = {known_by(text): text for own in training_examples(loaded, accepted).values() for text in own}
    return tuple(Fallen(fall, tuple(_lost(fall, now, texts))) for fall in fallen)


def _lost(fall: Fall, now: Mapping[str, Outcome], texts: Mapping[str, str]) -> Iterator[Lost]:
    return (Lost(texts[key], now[key].taken) for key in fall.lost if key in texts)
