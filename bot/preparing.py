"""A written charter made ready to be published: check → train if its sentences are new → gate.

Sentences that people have accepted join, unless customers would be read worse for it: then the charter goes without those that
the release in force has not learned. Whatever makes a release, nothing that people have taught holds up an edit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.comparing import Fallen, compared
from bot.gate import GateRefused, Trial, try_out
from bot.learning import Accepted, joining
from bot.releases import Progress, beside_warm_up, has_learned, is_kept, model_path, source_of, train
from bot.settings import Settings
from bot.teaching import NOTHING, Teaching
from charter.reading import Loaded, read_source
from charter.source import Source
from conversations.versions import CharterVersion
from nlu.embedded import EmbeddedEngine
from nlu.held_out import Fall
from nlu.model import ModelError
from nlu.training import TrainingError


@dataclass(frozen=True, slots=True)
class Held:
    """So many accepted sentences were left out: the intents that fall with them, or why no model with them could be used."""

    sentences: int
    fallen: tuple[Fallen, ...] = ()
    refusal: str = ""

    def __str__(self) -> str:
        """What was left out, why, and what to do."""
        worse = ", ".join(f"{fall.intent} ({fall.after} of {fall.of}, {fall.before} without)" for fall in self._falls)
        why = f"fewer sentences kept apart would be understood of {worse}" if worse else self.refusal.rstrip(".")
        return (
            f"{self.sentences} accepted sentence(s) were not learned, and wait: with them, {why}. `recul nlu train` shows "
            "which sentences, `recul nlu review --state accepted` rejects what misleads, `recul nlu train --force WHY` insists."
        )

    @property
    def _falls(self) -> Iterator[Fall]:
        return (one.fall for one in self.fallen)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A charter that may be published, with its model's file. `trial` is None when a model already in force is kept.

    `learned` are the ids of the suggestions that the model was trained on beside the charter's sentences; `held` what was left
    out of it because customers would be read worse.
    """

    source: Source
    loaded: Loaded
    model: Path
    trial: Trial | None
    learned: tuple[str, ...] = ()
    held: Held | None = None

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
    teaching: Teaching = NOTHING,
    *,
    force: bool = False,
) -> Prepared:
    """Check, train and try out a charter. Blocks for seconds when its sentences are new: call it in a thread.

    What waits to be learned is learned too, or held. `force` lets a model pass that the gate refuses. Raises one of
    publishing.REFUSALS, OSError.
    """
    prepared, engine = prepare_to_serve(settings, source, model_in_force, progress, teaching, force=force)
    if engine is not None:
        engine.end()
    return prepared


def prepare_to_serve(
    settings: Settings, source: Source, model_in_force: str, progress: Progress, teaching: Teaching, *, force: bool = False
) -> tuple[Prepared, EmbeddedEngine | None]:
    """As `prepare`, with the engine that was tried out, for the caller to end."""
    loaded = read_source(source)
    make = partial(prepare_with, settings, source, loaded, model_in_force)
    new = set(learned_by(loaded, teaching.accepted)) - {one.id for one in teaching.learned}
    if not new:
        return make(teaching.accepted, progress, force=force)
    try:
        fallen = _fallen(settings, loaded, teaching, progress)
        if not fallen:
            return make(teaching.accepted, progress)
        held = Held(len(new), fallen)
    except (GateRefused, TrainingError, ModelError) as refused:
        held = Held(len(new), refusal=str(refused))
    prepared, engine = make(teaching.learned, progress, force=force)
    return replace(prepared, held=held), engine


def prepare_with(
    settings: Settings,
    source: Source,
    loaded: Loaded,
    model_in_force: str,
    accepted: Accepted,
    progress: Progress,
    *,
    force: bool = False,
) -> tuple[Prepared, EmbeddedEngine | None]:
    """A charter trained on all of `accepted` and tried out; no engine where its model is in force. Raises as `prepare` does."""
    learned = learned_by(loaded, accepted)
    if has_learned(settings, model_in_force, loaded, accepted):
        model = train(settings, loaded, progress, accepted)
        if model.stem == model_in_force:
            # It was tried out, or let pass by a person with a reason, when it came into force.
            return Prepared(source, loaded, model, None, learned), None
    _, engine = beside_warm_up(settings, lambda: loaded, progress, accepted)
    model = train(settings, loaded, progress, accepted)  # it is kept by now
    progress(1.0, "trying out")
    try:
        return Prepared(source, loaded, model, _tried_out(loaded, engine, force=force), learned), engine
    except GateRefused:
        engine.end()
        raise


def prepare_again(settings: Settings, version: CharterVersion, progress: Progress, learned: Accepted) -> Prepared:
    """A version as it was published, with its own model; where it cannot be had, one trained on what it had `learned`. Blocks.

    Raises one of publishing.REFUSALS, OSError.
    """
    source = source_of(version)
    if is_kept(settings, version.model):
        return Prepared(source, read_source(source), model_path(settings, version.model), None)
    return prepare(settings, source, version.model, progress, Teaching(learned))


def learned_by(loaded: Loaded, accepted: Accepted) -> tuple[str, ...]:
    """The ids of those of `accepted` that a training on this charter learns."""
    return tuple(one.id for one in joining(loaded, accepted))


def _fallen(settings: Settings, loaded: Loaded, teaching: Teaching, progress: Progress) -> tuple[Fallen, ...]:
    """What falls by that which waited to be learned, and by nothing else: this charter is held against itself without it."""
    without = train(settings, loaded, progress, teaching.learned)
    return compared(settings, without, train(settings, loaded, progress, teaching.accepted), loaded, teaching.accepted)


def _tried_out(loaded: Loaded, engine: EmbeddedEngine, *, force: bool) -> Trial:
    """How the charter's engine reads its sentences. Raises GateRefused, unless a person has said `force`."""
    trial = try_out(loaded, engine.parse_each)
    if not trial.passed and not force:
        raise GateRefused(trial)
    return trial
