"""A real Rasa: trained on sentences of the example charter, served on loopback, asked by the engine."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from conversations.understanding import FALLBACK, Heat, Score, Understanding
from nlu.rasa_evaluate import evaluate_rasa
from nlu.rasa_http import RasaEngine
from nlu.rasa_link import RasaLink
from nlu.rasa_project import nlu_yaml, sentences_digest, sentences_of
from tests.fakes.real_rasa import ENVIRONMENT, RealRasa, one_worker, real_rasa, some_sentences

pytestmark = [real_rasa, one_worker]
INTENTS = ("livraison", "horaires", "carte_cadeau", "salutation")


class Rules:
    """The other engine, which knows nothing of intents."""

    name = "embedded"

    async def understand(self, texts: Sequence[str]) -> Understanding:
        return Understanding("fr", (Score("relation_client", 0.2),), 0.5, Heat.ANNOYED, engine="embedded-1")

    def alarm(self, text: str) -> bool:
        return False


@pytest.fixture
async def engine(rasa_server: RealRasa) -> AsyncIterator[RasaEngine]:
    link = RasaLink(rasa_server.url, rasa_server.token, timeout=10)
    yield RasaEngine(link, Rules(), frozenset(some_sentences()))
    await link.aclose()


async def test_it_understands(engine: RasaEngine) -> None:
    assert await engine.link.trouble() is None
    for text, intent in (
        ("quels sont vos horaires d'ouverture ?", "horaires"),
        ("vous êtes ouverts à quelle heure samedi ?", "horaires"),
        ("Bonjour", "salutation"),
    ):
        understood = await engine.understand([text])
        assert understood.best is not None
        assert (understood.best.id, understood.engine, understood.heat) == (intent, "rasa", Heat.ANNOYED)
        assert {score.id for score in understood.intents} == set(some_sentences())
        assert sum(score.confidence for score in understood.intents) == pytest.approx(1)
    assert engine.link.fallbacks.total() == 0


async def test_it_tells_what_it_was_trained_on(engine: RasaEngine) -> None:
    served = await engine.link.described()
    assert sentences_of(served.model_file) == sentences_digest(some_sentences())
    assert served.intents == set(some_sentences())


async def test_a_customer_cannot_order_an_intent(engine: RasaEngine) -> None:
    understood = await engine.understand(["/carte_cadeau"])
    assert understood.engine == "rasa"
    assert understood.best is not None
    assert understood.best.confidence < 1


async def test_another_token_is_refused(rasa_server: RealRasa) -> None:
    link = RasaLink(rasa_server.url, "another", timeout=10)
    assert (await RasaEngine(link, Rules(), frozenset()).understand(["bonjour"])).engine == FALLBACK
    assert "its token is another one" in (await link.trouble() or "")
    await link.aclose()


def test_it_is_measured(tmp_path: Path) -> None:
    # Names that mean something to Rasa, and a sentence that looks like its markup, must not change the result.
    odd = {f"{intent}/a+b?": texts for intent, texts in some_sentences().items() if intent in INTENTS}
    train, test = tmp_path / "train.yml", tmp_path / "test.csv"
    train.write_text(nlu_yaml({k: [*v[:9], "[colis](order) {x}"] for k, v in odd.items()}), encoding="utf-8")
    rows = [f'"{text.replace(chr(34), "")}","{intent}"' for intent, texts in odd.items() for text in texts[9:]]
    test.write_text("\n".join(["text,intent", *rows, "il neige sur les Vosges,oos"]), encoding="utf-8")
    measured = evaluate_rasa(train, test, ENVIRONMENT)
    assert (measured["encoder"], measured["intents"], measured["unknown"]) == ("rasa", len(INTENTS), 0)
    assert measured["accuracy"] > 0.5
    assert measured["oos_auroc"] is not None
    assert measured["train_seconds"] > 1
    assert 0 < measured["parse_p50_ms"] <= measured["parse_p99_ms"]
