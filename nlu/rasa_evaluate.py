"""How well and how fast Rasa understands labelled sentences: a real training, a real server, real requests."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from conversations.understanding import Score
from nlu import rasa_environment, rasa_training
from nlu.datasets import OUT_OF_SCOPE, Labelled, read
from nlu.rasa_http import RasaFailed, ranking
from nlu.rasa_process import RasaError
from nlu.rasa_server import RasaServer, serving
from nlu.rasa_text import sentence

BINS = 10
"""Equal ranges of confidence in which the calibration error compares confidence with accuracy."""

_EVERY = 500
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """One test sentence: the intent that was meant, what Rasa found, and how long it took in seconds."""

    meant: str
    found: Score
    seconds: float

    @property
    def right(self) -> bool:
        """True when Rasa found what was meant."""
        return self.found.id == self.meant


def evaluate_rasa(train: Path, test: Path, python_env: Path) -> dict[str, float | None]:
    """Train on one file, measure on another (Rasa NLU YAML or CSV), with the Rasa environment in `python_env`.

    Returns accuracy, macro_f1 and calibration_error over the sentences with an intent; oos_auroc over all, by the
    confidence of the best intent (None when no test sentence is `oos`); train_seconds of the whole `rasa train`;
    parse_p50_ms and parse_p99_ms over HTTP. Sentences marked `oos` are not trained on. Takes minutes; progress goes to
    stderr. Raises RasaError, nlu.datasets.DatasetError.
    """
    learnt, asked = _inside(read(train), train), read(test)
    if not rasa_environment.ready(python_env):
        raise RasaError(f"There is no complete Rasa environment in {python_env}. Run `python -m nlu.rasa_environment` first.")
    # Rasa gives a meaning to / and + in the name of an intent: it is told numbers.
    names = {f"i{number}": intent for number, intent in enumerate(learnt)}
    python = rasa_environment.interpreter(python_env)
    with TemporaryDirectory(prefix="recul-rasa-") as folder:
        started = time.monotonic()
        model = rasa_training.train(python, {code: learnt[name] for code, name in names.items()}, Path(folder))
        train_seconds = time.monotonic() - started
        with serving(python, model, Path(folder)) as server:
            parsed = _parse_all(server, asked, names)
    return {**measures(parsed), "train_seconds": train_seconds}


def measures(parsed: Sequence[Parsed]) -> dict[str, float | None]:
    """What the parsed sentences add up to, by the names of `evaluate_rasa`, without train_seconds. Raises RasaError."""
    inside = [one for one in parsed if one.meant != OUT_OF_SCOPE]
    outside = [one.found.confidence for one in parsed if one.meant == OUT_OF_SCOPE]
    if not inside:
        raise RasaError(f"The test file holds nothing but `{OUT_OF_SCOPE}` sentences. Add sentences of the trained intents.")
    milliseconds = sorted(one.seconds * 1000 for one in parsed)
    return {
        "accuracy": sum(one.right for one in inside) / len(inside),
        "macro_f1": macro_f1(inside),
        "calibration_error": calibration_error(inside),
        "oos_auroc": auroc([one.found.confidence for one in inside], outside) if outside else None,
        "parse_p50_ms": _quantile(milliseconds, 0.5),
        "parse_p99_ms": _quantile(milliseconds, 0.99),
    }


def macro_f1(parsed: Sequence[Parsed]) -> float:
    """The mean F1 over every intent that was meant or found, 0..1."""
    scores = []
    for intent in {one.meant for one in parsed} | {one.found.id for one in parsed}:
        right = sum(one.right for one in parsed if one.meant == intent)
        wrong = sum((one.meant == intent) != (one.found.id == intent) for one in parsed)
        scores.append(2 * right / (2 * right + wrong))
    return sum(scores) / len(scores)


def calibration_error(parsed: Sequence[Parsed]) -> float:
    """The mean distance between confidence and accuracy in ten ranges of confidence, weighted by their sentences, 0..1."""
    bins: dict[int, list[Parsed]] = {}
    for one in parsed:
        bins.setdefault(min(int(one.found.confidence * BINS), BINS - 1), []).append(one)
    return sum(abs(sum(one.found.confidence - one.right for one in within)) for within in bins.values()) / len(parsed)


def auroc(known: Sequence[float], foreign: Sequence[float]) -> float:
    """How probable it is that a known sentence scores above a foreign one, 0..1; a tie counts half. Neither is empty."""
    ordered = sorted([(score, 1) for score in known] + [(score, 0) for score in foreign])
    edges = [0, *(i for i, (a, b) in enumerate(pairwise(ordered), 1) if a[0] != b[0]), len(ordered)]
    below, won = 0, 0.0
    for start, end in pairwise(edges):
        inside = sum(kind for _, kind in ordered[start:end])
        ties = end - start - inside
        won += inside * (below + ties / 2)
        below += ties
    return won / (len(known) * len(foreign))


def _inside(examples: Labelled, path: Path) -> dict[str, Sequence[str]]:
    """The sentences that Rasa can learn from: of at least two intents, without the foreign ones."""
    inside = {intent: texts for intent, texts in examples.items() if intent != OUT_OF_SCOPE and any(map(sentence, texts))}
    if len(inside) < 2:
        raise RasaError(f"{path}: holds readable sentences of {len(inside)} intent(s); Rasa needs two. Add another intent.")
    return inside


def _parse_all(server: RasaServer, asked: Labelled, names: Mapping[str, str]) -> list[Parsed]:
    parsed: list[Parsed] = []
    total = sum(map(len, asked.values()))
    with httpx.Client(base_url=server.url, params={"token": server.token}, timeout=_PATIENCE, trust_env=False) as client:
        _parse(client, "bonjour")  # the first request of all pays for what Rasa makes once
        for intent, texts in asked.items():
            for text in texts:
                started = time.perf_counter()
                found = _parse(client, sentence(text))
                parsed.append(Parsed(intent, Score(names[found.id], found.confidence), time.perf_counter() - started))
                if len(parsed) % _EVERY == 0 or len(parsed) == total:
                    print(f"Rasa has read {len(parsed)} of {total} sentences", file=sys.stderr, flush=True)
    return parsed


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


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
