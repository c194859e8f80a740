"""An edited FAQ answer is searched as soon as it is in force, without training."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.release import Release, Serving
from bot.releases import switched
from bot.settings import EXAMPLE_CHARTER, Settings
from charter.load import load
from conversations.versions import CharterVersion
from nlu.embedded import EmbeddedEngine
from nlu.encoder import shared_encoder
from nlu.fitting import fit
from nlu.training import silent
from tests.fakes.virtual_line import MONDAY

QUESTION = "acceptez-vous les chiens en laisse"
ANSWERS = {"gift": "offrir une carte cadeau", "parcel": "où est mon colis"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    path = tmp_path_factory.mktemp("models") / "faq.model"
    fit({id: [text] * 2 for id, text in ANSWERS.items()}, [], path, shared_encoder(), lambda share, doing: None)
    loaded = EmbeddedEngine.load(path, "use", load(EXAMPLE_CHARTER).charter.faq)
    yield loaded
    loaded.end()


def version(number: int, text: str) -> CharterVersion:
    return CharterVersion(number, f"digest-{number}", text, {}, "m", "file", "test", MONDAY, "")


def test_an_edited_answer_is_searched_once_it_is_in_force(engine: EmbeddedEngine, tmp_path: Path) -> None:
    charter, settings = load(EXAMPLE_CHARTER), Settings(models=tmp_path)
    before = Serving(Release("1", charter.charter, engine), 1, "m", engine)
    unsaid = dogs(engine)
    said = "Plans, accès et stationnement : maison-colibri.example/magasins"
    assert said in charter.text
    edited = charter.text.replace(said, "Les chiens tenus en laisse sont acceptés dans les trois magasins.")
    after = switched(settings, version(2, edited), before, lambda share, doing: None)
    assert after.release.engine is engine
    assert engine.parse([QUESTION]).faq[0].id == "magasins_adresses"
    assert dogs(engine) > 2 * unsaid
    switched(settings, version(3, charter.text), after, lambda share, doing: None)
    assert dogs(engine) == unsaid


def dogs(engine: EmbeddedEngine) -> float:
    """How surely the addresses of the shops answer the question about dogs."""
    return next((s.confidence for s in engine.parse([QUESTION]).faq if s.id == "magasins_adresses"), 0.0)


def test_a_new_product_is_found_once_it_is_in_force(engine: EmbeddedEngine, tmp_path: Path) -> None:
    charter = load(EXAMPLE_CHARTER)
    before = Serving(Release("1", charter.charter, engine), 1, "m", engine)
    assert products(engine) == []
    switched(Settings(models=tmp_path), version(2, charter.text.replace("  - mandoline\n", "  - siphon\n")), before, silent)
    assert products(engine) == ["siphon"]


def products(engine: EmbeddedEngine) -> list[str]:
    text = "le siphon fuit"
    return [text[found.start : found.end] for found in engine.parse([text]).entities if found.kind == "product"]
