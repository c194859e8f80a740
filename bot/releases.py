"""From a charter to a release: checked, trained when its sentences are new, loaded."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.learning import Accepted, training_examples
from bot.release import Release, Serving
from bot.settings import Settings
from charter.charter import Charter
from charter.faq import FaqEntry
from charter.load import load
from charter.reading import Loaded, read_charter, read_source
from charter.source import Source
from conversations.versions import CharterVersion
from nlu import rasa_environment
from nlu.embedded import EmbeddedEngine, warm_up
from nlu.evaluate import evaluate
from nlu.rasa_evaluate import evaluate_rasa
from nlu.rasa_http import RasaEngine
from nlu.rasa_link import RasaLink
from nlu.training import content_key, made_so, train_if_changed, usable

Progress = Callable[[float, str], None]


def train_model(settings: Settings, progress: Progress, accepted: Accepted = ()) -> Path:
    """The model file for the file's charter, trained when its sentences are new. Raises CharterProblems, TrainingError."""
    return train(settings, load(settings.charter), progress, accepted)


def load_embedded(settings: Settings, progress: Progress, accepted: Accepted = ()) -> tuple[Loaded, EmbeddedEngine]:
    """The file's charter and the embedded engine trained from it. Raises CharterProblems, TrainingError, ModelError."""
    return beside_warm_up(settings, lambda: load(settings.charter), progress, accepted)


def beside_warm_up(
    settings: Settings, read: Callable[[], Loaded], progress: Progress, accepted: Accepted = (), own: str = ""
) -> tuple[Loaded, EmbeddedEngine]:
    """What `read` gives and its engine, the encoder being loaded meanwhile. `own` names a model to be used where it can be had.

    Raises as `load_embedded` does.
    """
    with ThreadPoolExecutor(1, "warm-up") as beside:
        warm = beside.submit(warm_up, settings.encoder)
        loaded = read()
        model = own_model(settings, own, loaded, accepted, progress)
        warm.result()
    return loaded, engine_of(settings, loaded, model)


def engine_of(settings: Settings, loaded: Loaded, model: Path) -> EmbeddedEngine:
    """The engine with that model, the FAQ and the products of that charter. Raises ModelError."""
    return EmbeddedEngine.load(model, settings.encoder, loaded.charter.faq, loaded.examples, loaded.charter.products)


def own_model(settings: Settings, own: str, loaded: Loaded, accepted: Accepted, progress: Progress) -> Path:
    """The model of that name; where it cannot be had, or was made in another way, one trained as `train` does."""
    return model_path(settings, own) if is_kept(settings, own) else train(settings, loaded, progress, accepted)


def serving_release(settings: Settings, loaded: Loaded, embedded: EmbeddedEngine, before: Release | None = None) -> Release:
    """The release that the line decides by, with the engine of the settings; a link to Rasa is that of the release `before`."""
    engine = (
        embedded if settings.nlu == "embedded" else RasaEngine(_link(settings, before), embedded, frozenset(loaded.examples))
    )
    return Release(release_id(loaded.digest), loaded.charter, engine)


def _link(settings: Settings, before: Release | None) -> RasaLink:
    if before is not None and isinstance(before.engine, RasaEngine):
        return before.engine.link
    return RasaLink(settings.rasa_url, settings.rasa_token.get_secret_value() if settings.rasa_token else "")


def release_id(digest: str) -> str:
    """What each reply records: the beginning of the digest of charter and examples."""
    return digest[:12]


def source_of(version: CharterVersion) -> Source:
    """The written charter of a version; problems call it by its number."""
    return Source(version.text, version.examples, f"version-{version.number}/charter.yaml")


def has_learned(settings: Settings, name: str, loaded: Loaded, accepted: Accepted) -> bool:
    """True when a model of that name is what training on these sentences would give now."""
    key = content_key(training_examples(loaded, accepted), loaded.background)
    return name.startswith(f"{key}-") and made_so(name, settings.encoder)


def model_path(settings: Settings, name: str) -> Path:
    """Where the models folder keeps the model of that name, when it does."""
    return settings.models / f"{name}.model"


def is_kept(settings: Settings, name: str) -> bool:
    """True when the models folder holds that model, whole, for the encoder that is used, and made as models are now."""
    return made_so(name, settings.encoder) and usable(model_path(settings, name), settings.encoder)


def keep(settings: Settings, name: str, data: bytes) -> None:
    """Put a model from the database into the models folder; a reader sees it whole or not at all. Raises OSError."""
    path = model_path(settings, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def switched(
    settings: Settings, version: CharterVersion, before: Serving, progress: Progress, accepted: Accepted = ()
) -> Serving:
    """What is in force once `version` is, with its own model; the engine of `before` is kept when it is that one's. Blocks.

    `accepted` is trained on where the version's model cannot be had. Raises CharterProblems, TrainingError, ModelError.
    """
    if version.model == before.model:
        release = Release(release_id(version.digest), read_charter(source_of(version)), before.release.engine)
        if before.embedded is not None and _looked_for(release.charter) != _looked_for(before.release.charter):
            before.embedded.rewritten(*_looked_for(release.charter))
        return Serving(release, version.number, before.model, before.embedded)
    loaded = read_source(source_of(version))
    model = own_model(settings, version.model, loaded, accepted, progress)
    embedded = engine_of(settings, loaded, model)
    return Serving(serving_release(settings, loaded, embedded, before.release), version.number, version.model, embedded)


def _looked_for(charter: Charter) -> tuple[Sequence[FaqEntry], Sequence[str]]:
    """What of a charter the embedded engine looks for in texts without having been trained on it."""
    return charter.faq, charter.products


async def let_go(serving: Serving) -> None:
    """End the engine of a release that nobody decides by any more. A link to Rasa lives on: the next release has it."""
    if serving.embedded is not None:
        await serving.embedded.close()


def evaluate_engine(settings: Settings, engine: str, train: Path, test: Path, progress: Progress) -> dict[str, Any]:
    """The figures of `engine` trained on one file and tested on another. Raises DatasetError, TrainingError."""
    if engine == "rasa":
        progress(0.0, "Rasa trains and serves; this takes a minute or more")
        return evaluate_rasa(train, test, rasa_environment.folder(os.environ))
    progress(0.0, "training and testing")
    return evaluate(train, test, settings.encoder).as_dict()


def train(settings: Settings, loaded: Loaded, progress: Progress, accepted: Accepted = ()) -> Path:
    """The model for the sentences of a charter and of people, trained when it is not kept. Blocks for seconds.

    Raises TrainingError.
    """
    examples = training_examples(loaded, accepted)
    return train_if_changed(examples, loaded.background, settings.models, progress, settings.encoder)
