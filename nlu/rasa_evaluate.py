"""How well and how fast Rasa understands labelled sentences: a real training, a real server, real requests."""

import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np

from conversations.understanding import Score
from nlu import rasa_environment, rasa_project, rasa_training
from nlu.datasets import BACKGROUND, OUT_OF_SCOPE, read
from nlu.evaluate import Evaluation, auroc, expected_calibration_error, macro_f1
from nlu.rasa_link import RasaFailed, ranking
from nlu.rasa_process import RasaError
from nlu.rasa_project import FOREIGN, Examples
from nlu.rasa_server import RasaServer, serving
from nlu.rasa_text import sentence

_EVERY = 500
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """One test sentence: the intent that was meant, what Rasa found, and how long it took in seconds."""

    meant: str
    found: Score
    seconds: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """What Rasa's understanding is worth, and what its server costs: the seconds of its start, the most MB that it used."""

    evaluation: Evaluation
    start_seconds: float
    memory_mb: float


def evaluate_rasa(train: Path, test: Path, python_env: Path) -> dict[str, str | int | float | None]:
    """Train on one file, measure on another (Rasa NLU YAML or CSV), with the Rasa environment in `python_env`.

    Returns what `nlu.evaluate` does, by the same names. Here the confidence of the best intent is what tells foreign
    sentences, train_seconds is the whole `rasa train`, and a parse goes over HTTP. Takes minutes; progress goes to
    stderr. Raises RasaError, nlu.datasets.DatasetError.
    """
    return weigh(_learned(read(train), train), read(test), python_env).evaluation.as_dict()


def weigh(learned: Examples, asked: Examples, python_env: Path, config: str = rasa_project.CONFIG) -> Weighed:
    """Train on `learned`, measure on `asked`; `config` names a pipeline of `nlu/rasa`. Raises RasaError."""
    if not rasa_environment.ready(python_env):
        raise RasaError(f"There is no complete Rasa environment in {python_env}. Run `python -m nlu.rasa_environment` first.")
    # Rasa gives a meaning to / and + in the name of an intent: it is told numbers.
    names = {f"i{number}": intent for number, intent in enumerate(learned)}
    python = rasa_environment.interpreter(python_env)
    with TemporaryDirectory(prefix="recul-rasa-") as folder:
        project = Path(folder)
        rasa_project.write(project, {code: learned[name] for code, name in names.items()})
        shutil.copy(rasa_project.TEMPLATE / config, project / rasa_project.CONFIG)
        started = time.monotonic()
        model = rasa_training.train(python, project, _say)
        train_seconds = time.monotonic() - started
        with serving(python, model, project) as server:
            parsed = _parse_all(server, asked, names)
            memory = server.memory_mb()
    return Weighed(measured(parsed, learned, train_seconds), server.start_seconds, memory)


def measured(parsed: Sequence[Parsed], learned: Examples, train_seconds: float) -> Evaluation:
    """What the parsed sentences add up to. There is at least one."""
    inside = [one for one in parsed if one.meant != OUT_OF_SCOPE]
    outside = [one.found.confidence for one in parsed if one.meant == OUT_OF_SCOPE]
    right = np.array([one.found.id == one.meant for one in inside], dtype=bool)
    confidences = [one.found.confidence for one in inside]
    milliseconds = [one.seconds * 1e3 for one in parsed]
    return Evaluation(
        encoder="rasa",
        intents=len(learned),
        train_sentences=sum(map(len, learned.values())),
        test_sentences=len(parsed),
        unknown=sum(one.meant not in learned for one in inside),
        accuracy=float(right.mean()) if len(right) else 0.0,
        macro_f1=macro_f1([one.found.id for one in inside], [one.meant for one in inside]),
        calibration_error=expected_calibration_error(np.array(confidences), right),
        oos_auroc=auroc(confidences, outside),
        train_seconds=train_seconds,
        parse_p50_ms=float(np.percentile(milliseconds, 50)),
        parse_p99_ms=float(np.percentile(milliseconds, 99)),
    )


def _learned(examples: Examples, path: Path) -> dict[str, Sequence[str]]:
    """The sentences that Rasa can learn from: of at least two intents, without the foreign ones."""
    learned = {intent: texts for intent, texts in examples.items() if intent not in FOREIGN and any(map(sentence, texts))}
    if len(learned) < 2:
        raise RasaError(f"{path}: holds readable sentences of {len(learned)} intent(s); Rasa needs two. Add another intent.")
    return learned


def _parse_all(server: RasaServer, asked: Examples, names: Mapping[str, str]) -> list[Parsed]:
    pairs = [(intent, sentence(text)) for intent, texts in asked.items() if intent != BACKGROUND for text in texts]
    parsed: list[Parsed] = []
    with httpx.Client(base_url=server.url, params={"token": server.token}, timeout=_PATIENCE, trust_env=False) as client:
        _parse(client, "bonjour")  # the first request of all pays for what Rasa makes once
        for intent, text in pairs:
            started = time.perf_counter()
            found = _parse(client, text)
            parsed.append(Parsed(intent, Score(names[found.id], found.confidence), time.perf_counter() - started))
            if len(parsed) % _EVERY == 0 or len(parsed) == len(pairs):
                print(f"Rasa has read {len(parsed)} of {len(pairs)} sentences", file=sys.stderr, flush=True)
    return parsed


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parse(client: httpx.Client, text: str) -> Score:
    try:
        response = client.post("/model/parse", json={"text": text})
        response.raise_for_status()
        return ranking(response.content)[0]
    except (httpx.HTTPError, RasaFailed) as error:
        raise RasaError(f"The Rasa server did not understand a sentence of {len(text)} characters: {_plain(error)}") from error


def _plain(error: Exception) -> str:
    # httpx puts the address, and with it the token, into what it says.
    return f"status {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else type(error).__name__
