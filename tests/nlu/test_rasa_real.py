"""A real Rasa: trained on sentences of the example charter, served on loopback, asked by the engine."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conversations.understanding import Heat, Score, Understanding
from nlu import rasa_environment, rasa_training
from nlu.datasets import read
from nlu.rasa_evaluate import evaluate_rasa
from nlu.rasa_http import RasaEngine
from nlu.rasa_server import RasaServer, serving

ROOT = Path(rasa_training.__file__).parents[1]
ENVIRONMENT = Path(os.environ.get(rasa_environment.VARIABLE) or ROOT / rasa_environment.DEFAULT)
PYTHON = rasa_environment.interpreter(ENVIRONMENT)
INTENTS = ("livraison", "horaires", "carte_cadeau", "salutation")

pytestmark = pytest.mark.skipif(not rasa_environment.ready(ENVIRONMENT), reason="Python 3.10 (Rasa environment)")


class Rules:
    """The other engine, which knows nothing of intents."""

    name = "embedded"

    async def understand(self, texts: Sequence[str]) -> Understanding:
        return Understanding("fr", (Score("relation_client", 0.2),), 0.5, Heat.ANNOYED, engine="embedded-1")

    def alarm(self, text: str) -> bool:
        return False


@pytest.fixture(scope="module")
def examples() -> dict[str, list[str]]:
    written = ROOT / "charter" / "example" / "examples"
    known = {k: v for name in ("faq", "departments", "small_talk") for k, v in read(written / f"{name}.yml").items()}
    return {intent: known[intent][:25] for intent in INTENTS}


@pytest.fixture(scope="module")
def server(examples: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaServer]:
    folder = tmp_path_factory.mktemp("rasa")
    with serving(PYTHON, rasa_training.train(PYTHON, examples, folder), folder) as running:
        yield running


async def test_it_understands(server: RasaServer) -> None:
    engine = RasaEngine(server.url, server.token, Rules(), timeout=10)
    assert await engine.trouble() is None
    for text, intent in (
        ("mon colis n'est toujours pas arrivé", "livraison"),
        ("vous êtes ouverts à quelle heure samedi ?", "horaires"),
        ("Bonjour", "salutation"),
    ):
        understood = await engine.understand([text])
        assert understood.best is not None
        assert (understood.best.id, understood.engine, understood.heat) == (intent, "rasa", Heat.ANNOYED)
        assert {score.id for score in understood.intents} == set(INTENTS)
        assert sum(score.confidence for score in understood.intents) == pytest.approx(1)
    assert engine.fallbacks == 0
    await engine.aclose()


async def test_a_customer_cannot_order_an_intent(server: RasaServer) -> None:
    engine = RasaEngine(server.url, server.token, Rules(), timeout=10)
    understood = await engine.understand(["/carte_cadeau"])
    assert understood.engine == "rasa"
    assert understood.best is not None
    assert understood.best.confidence < 1
    await engine.aclose()


async def test_another_token_is_refused(server: RasaServer) -> None:
    engine = RasaEngine(server.url, "another", Rules(), timeout=10)
    assert (await engine.understand(["bonjour"])).engine == "embedded-1"
    assert "its token is another one" in (await engine.trouble() or "")
    await engine.aclose()


def test_it_is_measured(examples: dict[str, list[str]], tmp_path: Path) -> None:
    # Names that mean something to Rasa, and a sentence that looks like its markup, must not change the result.
    odd = {f"{intent}/a+b?": texts for intent, texts in examples.items()}
    train, test = tmp_path / "train.yml", tmp_path / "test.csv"
    train.write_text(rasa_training.nlu_yaml({k: [*v[:20], "[colis](order) {x}"] for k, v in odd.items()}), encoding="utf-8")
    rows = [f'"{text.replace(chr(34), "")}","{intent}"' for intent, texts in odd.items() for text in texts[20:]]
    test.write_text("\n".join(["text,intent", *rows, "il neige sur les Vosges,oos"]), encoding="utf-8")
    measured = evaluate_rasa(train, test, ENVIRONMENT)
    assert (measured["encoder"], measured["intents"], measured["unknown"]) == ("rasa", len(INTENTS), 0)
    assert measured["accuracy"] > 0.5
    assert measured["oos_auroc"] is not None
    assert measured["train_seconds"] > 1
    assert 0 < measured["parse_p50_ms"] <= measured["parse_p99_ms"]
