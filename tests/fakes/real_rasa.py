"""A real Rasa for tests: trained once, with the light pipeline, on some sentences of every intent of the example charter."""

import os
import secrets
import signal
import socket
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from charter.load import load
from nlu import rasa_environment, rasa_project, rasa_training
from nlu.rasa_server import HOST, RasaServer, serving

ROOT = Path(rasa_training.__file__).parents[1]
ENVIRONMENT = Path(os.environ.get(rasa_environment.VARIABLE) or ROOT / rasa_environment.DEFAULT)
PYTHON = rasa_environment.interpreter(ENVIRONMENT)
EACH = 12
"""Sentences of each intent: enough for plain questions, and Rasa learns them in seconds."""

WITHOUT = "Python 3.10 (Rasa environment)"
real_rasa = pytest.mark.skipif(not rasa_environment.ready(ENVIRONMENT), reason=WITHOUT)
one_worker = pytest.mark.xdist_group("rasa")
"""All tests that use it run in one process, so that one Rasa is enough."""


@cache
def some_sentences() -> dict[str, tuple[str, ...]]:
    """What it is trained on: some of the sentences of each intent, from all its files."""
    every = load(ROOT / "charter" / "example" / "charter.yaml").examples
    return {intent: texts[:: -(-len(texts) // EACH)] for intent, texts in every.items()}


def trained(folder: Path) -> Path:
    """Its model, in a project written to `folder`."""
    rasa_project.write(folder, some_sentences())
    return rasa_training.train(PYTHON, folder)


class RealRasa:
    """A server of that model, which can die and come back where it was."""

    def __init__(self, model: Path) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port: int = probe.getsockname()[1]
        self.url, self.token = f"http://{HOST}:{self.port}", secrets.token_hex(24)
        self._model, self._life = model, ExitStack()
        self._server: RasaServer | None = None

    def start(self) -> None:
        """Serve; returns once it answers."""
        folder = self._model.parents[1]
        self._server = self._life.enter_context(serving(PYTHON, self._model, folder, port=self.port, token=self.token))

    def stop(self) -> None:
        """End it, if it still runs."""
        self._life.close()

    def die(self) -> None:
        """As when the machine takes it away: no word, no answer any more."""
        assert self._server is not None
        os.killpg(self._server.process.pid, signal.SIGKILL)
        self._server.process.wait()
        self.stop()
