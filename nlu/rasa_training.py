"""Trains the model of a written Rasa project, with Rasa's steps and the time that remains told on the way."""

import time
from collections.abc import Callable
from pathlib import Path

from nlu import rasa_progress
from nlu.datasets import read
from nlu.rasa_process import RasaError, last_words, running
from nlu.rasa_project import CONFIG, DATA, DOMAIN, model_name

MODELS = "models"
LONGEST = 3600.0
"""Seconds after which a training is given up."""

Say = Callable[[str], None]
_POLL = 0.2
_BEAT = 15.0
"""Seconds after which the time is told again when nothing new has happened."""


def silent(line: str) -> None:
    """Tells nobody."""


def model_of(project: Path) -> Path:
    """Where the model of these sentences and this pipeline is, or will be. Raises OSError when the project is not whole."""
    return project / MODELS / f"{model_name(project)}.tar.gz"


def train(python: Path, project: Path, say: Say = silent, seconds: float = LONGEST) -> Path:
    """The project's model, trained unless it is there. `python` is the interpreter of Rasa's environment; `say` is given
    lines that tell how it goes. Raises RasaError, OSError, nlu.datasets.DatasetError.
    """
    model = model_of(project)
    if model.exists():
        model.touch()  # of the two that stay after the next training it is one, although it may be the oldest
        say(f"The model is kept: {model} (same sentences, same pipeline)")
        return model
    model.parent.mkdir(exist_ok=True)
    told, pipeline = _Told(say, project), model.name.split("-")[2][:6]
    words = ["train", "nlu", "--nlu", DATA, "--domain", DOMAIN, "--config", CONFIG]
    arguments = [*words, "--out", MODELS, "--fixed-model-name", model.name.removesuffix(".tar.gz")]
    code = _run(python, arguments, project, told, seconds)
    if code is None:
        raise RasaError(f"Rasa was still training after {seconds:.0f} s and was stopped. Give it fewer sentences.")
    if code != 0 or not model.exists():
        raise RasaError(f"Rasa could not train (exit code {code}): {last_words(project / 'train.log')}")
    rasa_progress.took(model.parent, pipeline, told.elapsed)
    _keep_two(model.parent)
    say(f"Trained in {told.elapsed:.0f} s: {model}")
    return model


def _keep_two(models: Path) -> None:
    # The one before may still be served, or wanted back; those before it are of no use.
    trained = sorted(models.glob("recul-*.tar.gz"), key=lambda path: path.stat().st_mtime_ns)
    for old in trained[:-2]:
        old.unlink()


def _run(python: Path, arguments: list[str], project: Path, told: "_Told", seconds: float) -> int | None:
    """The exit code, None when it was stopped for taking too long."""
    log = project / "train.log"
    with running(python, arguments, project, log) as process, log.open(encoding="utf-8", errors="replace") as said:
        while process.poll() is None and told.elapsed < seconds:
            told.heard(said.read())
            time.sleep(_POLL)
        told.heard(said.read())
        return process.poll()


class _Told:
    """Says each step once, and the time every while."""

    def __init__(self, say: Say, project: Path) -> None:
        examples = read(project / DATA)
        model = model_of(project)
        sentences = sum(map(len, examples.values()))
        self._expected = rasa_progress.expected(model.parent, model.name.split("-")[2][:6], sentences, len(examples))
        self._say, self._began, self._step, self._step_began, self._last = say, time.monotonic(), "starting", 0.0, 0.0
        say(f"Rasa trains {sentences} sentences of {len(examples)} intents; about {self._expected:.0f} s")

    @property
    def elapsed(self) -> float:
        """Seconds since the training began."""
        return time.monotonic() - self._began

    def heard(self, words: str) -> None:
        found = rasa_progress.step(words) or self._step
        new = found.split()[0] != self._step.split()[0]
        if new:
            self._step_began = self.elapsed
        self._step = found
        if new or self.elapsed - self._last >= _BEAT:
            self._last = self.elapsed
            self._say(f"[{self.elapsed:4.0f} s, {self._left()}] {found}")

    def _left(self) -> str:
        left = rasa_progress.epochs_left(self._step, self.elapsed - self._step_began)
        left = self._expected - self.elapsed if left is None else left
        return f"about {left:.0f} s left" if left > 0 else "longer than expected"
