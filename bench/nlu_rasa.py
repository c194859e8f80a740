"""Rasa's light pipeline as an engine to compare with: really trained, really served over HTTP by its own Python."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.candidates import Answer
from bench.intent_sets import Split
from bench.nlu_process import CLIENTS
from nlu import rasa_environment, rasa_project, rasa_training
from nlu.rasa_link import ranking
from nlu.rasa_server import RasaServer, serving
from nlu.rasa_text import sentence

PATIENCE = 60.0


class RasaLight:
    """A model of Rasa. Its only sign of scope is the confidence of the best intent."""

    def __init__(self, split: Split) -> None:
        # Rasa gives a meaning to / and + in the name of an intent: it is told numbers.
        self._intents = sorted(split.learned)
        self._folder = tempfile.TemporaryDirectory(prefix="recul-bench-")
        self._python = rasa_environment.interpreter(rasa_environment.folder(os.environ))
        begun = time.perf_counter()
        learned = {f"i{number}": split.learned[intent] for number, intent in enumerate(self._intents)}
        rasa_project.write(Path(self._folder.name), learned)
        self._model = rasa_training.train(self._python, Path(self._folder.name))
        self.seconds = time.perf_counter() - begun

    def answers(self, texts: Sequence[str]) -> list[Answer]:
        """One answer for each text, asked by eight clients at once."""
        with self.served() as client, ThreadPoolExecutor(CLIENTS) as clients:
            return list(clients.map(client.answer, texts))

    @contextmanager
    def served(self) -> Iterator["Served"]:
        """The model behind its server."""
        with serving(self._python, self._model, Path(self._folder.name)) as server, _client(server) as client:
            served = Served(client, self._intents)
            served.answer("bonjour")  # the first request of all pays for what Rasa makes once
            yield served


@dataclass(frozen=True)
class Served:
    """A server to ask."""

    client: httpx.Client
    intents: Sequence[str]

    def answer(self, text: str) -> Answer:
        """What Rasa finds. Raises httpx.HTTPError."""
        response = self.client.post("/model/parse", json={"text": sentence(text)})
        response.raise_for_status()
        best = ranking(response.content)[0]
        return Answer(self.intents[int(best.id.removeprefix("i"))], best.confidence, best.confidence)


def _client(server: RasaServer) -> httpx.Client:
    return httpx.Client(base_url=server.url, params={"token": server.token}, timeout=PATIENCE, trust_env=False)
