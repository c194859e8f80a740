"""From the charter's file to a release: checked, trained when its sentences are new, loaded."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.release import Release
from bot.settings import Settings
from charter.load import Loaded, load
from nlu import rasa_environment
from nlu.embedded import EmbeddedEngine, warm_up
from nlu.evaluate import evaluate
from nlu.rasa_evaluate import evaluate_rasa
from nlu.rasa_http import RasaEngine
from nlu.training import train_if_changed

Progress = Callable[[float, str], None]


def train_model(settings: Settings, progress: Progress) -> Path:
    """The model file for the charter's sentences, trained when they are new. Raises CharterProblems, TrainingError."""
    return _train(settings, load(settings.charter), progress)


def load_embedded(settings: Settings, progress: Progress) -> tuple[Loaded, EmbeddedEngine]:
    """The charter and the embedded engine trained from it. Raises CharterProblems, TrainingError, ModelError."""
    with ThreadPoolExecutor(1, "warm-up") as beside:
        warm = beside.submit(warm_up, settings.encoder)
        loaded = load(settings.charter)
        model = _train(settings, loaded, progress)
        warm.result()
    return loaded, EmbeddedEngine.load(model, settings.encoder)


def serving_release(settings: Settings, loaded: Loaded, embedded: EmbeddedEngine) -> Release:
    """The release that the line decides by, with the engine of the settings."""
    if settings.nlu == "rasa":
        token = settings.rasa_token.get_secret_value() if settings.rasa_token else ""
        return Release(release_id(loaded), loaded.charter, RasaEngine(settings.rasa_url, token, embedded))
    return Release(release_id(loaded), loaded.charter, embedded)


def release_id(loaded: Loaded) -> str:
    """What each reply records: the beginning of the digest of charter and examples."""
    return loaded.digest[:12]


def evaluate_engine(settings: Settings, engine: str, train: Path, test: Path, progress: Progress) -> dict[str, Any]:
    """The figures of `engine` trained on one file and tested on another. Raises DatasetError, TrainingError."""
    if engine == "rasa":
        progress(0.0, "Rasa trains and serves; this takes a minute or more")
        return evaluate_rasa(train, test, rasa_environment.folder(os.environ))
    progress(0.0, "training and testing")
    return evaluate(train, test, settings.encoder).as_dict()


def _train(settings: Settings, loaded: Loaded, progress: Progress) -> Path:
    return train_if_changed(loaded.examples, loaded.background, settings.models, progress)
