"""FAQ entries as plain intents of Rasa, or as retrieval intents with a ResponseSelector: `python -m bench.rasa_faq`.

Both learn a few sentences of each intent of the example charter with the light pipeline and are asked others: the selector
trains for a minute on each epoch when it is given all. With retrieval intents, an entry's confidence is that of the intent
`faq` times the selector's share.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np
from ruamel.yaml import YAML

from bench.intent_sets import SEED, few_shot
from charter.load import load
from nlu import rasa_environment, rasa_project, rasa_training
from nlu.rasa_link import ranking
from nlu.rasa_server import RasaServer, serving

CHARTER = Path(rasa_project.__file__).parents[1] / "charter" / "example" / "charter.yaml"
SHOTS = 16
ASKED = 1500
_EPOCHS = 100
_yaml = YAML()


def main() -> int:
    """Print accuracy over all sentences and over those of FAQ entries, for both ways."""
    loaded = load(CHARTER)
    entries = frozenset(entry.id for entry in loaded.charter.faq)
    learned, others = few_shot(loaded.examples, SHOTS, SEED)
    asked = [others[n] for n in np.random.default_rng(SEED).permutation(len(others))[:ASKED]]
    for way, prepare in (("plain", _plain), ("retrieval", _retrieval)):
        with TemporaryDirectory(prefix="recul-rasa-faq-") as folder:
            project = Path(folder)
            prepare(project, learned, entries)
            with _served(project) as (server, seconds):
                print(json.dumps({"way": way, "train_seconds": round(seconds), **_asked(server, asked, entries)}), flush=True)
    return 0


def _plain(project: Path, learned: Mapping[str, Sequence[str]], _entries: frozenset[str]) -> None:
    rasa_project.write(project, learned)


def _retrieval(project: Path, learned: Mapping[str, Sequence[str]], entries: frozenset[str]) -> None:
    rasa_project.write(project, {f"faq/{intent}" if intent in entries else intent: texts for intent, texts in learned.items()})
    config = _yaml.load((project / rasa_project.CONFIG).read_text("utf-8"))
    selector = {"name": "ResponseSelector", "retrieval_intent": "faq", "epochs": _EPOCHS, "constrain_similarities": True}
    config["pipeline"].append(selector)
    domain = _yaml.load((project / rasa_project.DOMAIN).read_text("utf-8"))
    domain["intents"] = [intent for intent in domain["intents"] if not intent.startswith("faq/")] + ["faq"]
    domain["responses"] = {f"utter_faq/{intent}": [{"text": intent}] for intent in sorted(entries)}
    for name, document in ((rasa_project.CONFIG, config), (rasa_project.DOMAIN, domain)):
        written = StringIO()
        _yaml.dump(document, written)
        (project / name).write_text(written.getvalue(), "utf-8")


@contextmanager
def _served(project: Path) -> Iterator[tuple[RasaServer, float]]:
    python, began = rasa_environment.interpreter(rasa_environment.folder(os.environ)), time.monotonic()
    model = rasa_training.train(python, project, lambda line: print(line, file=sys.stderr, flush=True))
    seconds = time.monotonic() - began
    with serving(python, model, project) as server:
        yield server, seconds


def _asked(server: RasaServer, asked: Sequence[tuple[str, str]], entries: frozenset[str]) -> dict[str, float]:
    right: list[tuple[bool, bool]] = []
    with httpx.Client(base_url=server.url, params={"token": server.token}, timeout=60, trust_env=False) as client:
        for text, intent in asked:
            content = client.post("/model/parse", json={"text": text}).raise_for_status().content
            right.append((_best(content) == intent, intent in entries))
    faq = [found for found, entry in right if entry]
    everything = [found for found, _ in right]
    return {
        "sentences": len(right),
        "accuracy": round(sum(everything) / len(right), 4),
        "faq_sentences": len(faq),
        "faq_accuracy": round(sum(faq) / len(faq), 4),
    }


def _best(content: bytes) -> str:
    """The intent or the entry that Rasa finds likeliest, whichever way it was told of entries."""
    scores = {score.id: score.confidence for score in ranking(content)}
    selected = json.loads(content).get("response_selector", {}).get("faq", {}).get("ranking", [])
    share = scores.pop("faq", 0.0)
    scores |= {str(one["intent_response_key"]).removeprefix("faq/"): share * float(one["confidence"]) for one in selected}
    return max(scores, key=lambda intent: scores[intent])


if __name__ == "__main__":
    sys.exit(main())
