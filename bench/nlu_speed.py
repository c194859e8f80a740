"""How fast and how big the embedded engine is, with the charter of the example."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from bench.intent_sets import Split
from bench.nlu_process import CLIENTS
from bench.nlu_rasa import RasaLight
from charter.load import load
from nlu.training import train

EXAMPLE = Path("charter/example/charter.yaml")
MESSAGES = (Path("bench/held_out/messages_dev.jsonl"), Path("bench/held_out/messages_test.jsonl"))
WORDS = 20
ASKED = 1_600
SEED = 3


def speed(with_rasa: bool) -> Iterator[str]:
    """The figures, a line each."""
    charter = load(EXAMPLE)
    learned = {intent: list(texts) for intent, texts in charter.examples.items()}
    made = sentences_of(WORDS, [text for said in learned.values() for text in said], ASKED)
    task = {
        "faq": [entry.model_dump(mode="json") for entry in charter.charter.faq],
        "examples": learned,
        "products": charter.charter.products,
        "first": made[: ASKED // 4],
        "together": made[ASKED // 2 :],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measured.model"
        counted = f"{sum(map(len, learned.values()))} sentences and {len(charter.background)} of background"
        yield f"training from {counted}: {train(learned, charter.background, path):.1f} s"
        for encoder in ("use", "none"):
            for name, alone in (("of customers", of_customers(WORDS)), ("put together", made[ASKED // 4 : ASKED // 2])):
                yield _of_process(task | {"path": str(path), "encoder": encoder, "alone": alone}, name)
    if with_rasa:
        yield _of_rasa(RasaLight(Split(learned, ())), made)


def sentences_of(words: int, said: Sequence[str], count: int) -> list[str]:
    """`count` different texts of so many words, made of `said`: no cache has seen any of them."""
    random = np.random.default_rng(SEED)
    texts = []
    for number in range(count):
        spoken: list[str] = [f"commande {1000 + number}"]
        while sum(len(text.split()) for text in spoken) < words:
            spoken.append(said[int(random.integers(0, len(said)))])
        texts.append(" ".join(" ".join(spoken).split()[:words]))
    return texts


def of_customers(words: int) -> list[str]:
    """The first words of messages that have as many or more, as customers write them; no model has learned from any."""
    said = [json.loads(line)["text"].split() for file in MESSAGES for line in file.read_text("utf-8").splitlines()]
    return [" ".join(text[:words]) for text in said if len(text) >= words]


def _of_process(task: Mapping[str, Any], name: str) -> str:
    """Measured in a process of its own: what it holds is what the engine needs."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.nlu_process"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return (
        f"encoder {task['encoder']}, {len(task['alone'])} texts {name}, {WORDS} words: "
        f"p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms alone; "
        f"{found['rate']:.0f} parses/s with {CLIENTS} callers; {found['megabytes']:.0f} MB"
    )


def _of_rasa(rasa: RasaLight, texts: Sequence[str]) -> str:
    with rasa.served() as served, ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(served.answer, texts[: 4 * CLIENTS]))
        begun = time.perf_counter()
        list(clients.map(served.answer, texts))
        rate = len(texts) / (time.perf_counter() - begun)
    return f"Rasa's light pipeline over HTTP: {rate:.0f} parses/s with {CLIENTS} clients, trained in {rasa.seconds:.0f} s"


def _environment() -> dict[str, str]:
    return os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
