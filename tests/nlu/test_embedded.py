"""The engine: any text has an understanding; batches, fall-backs, closing."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from conversations.ports import Engine
from conversations.understanding import Danger, Heat, Understanding
from nlu import embedded
from nlu.embedded import BATCH, EmbeddedEngine
from nlu.encoder import Encoder, shared_encoder
from nlu.normalise import TEXT_CAP
from nlu.pooling import MOST_SENTENCES, parts

ANY_TEXT = st.one_of(
    st.text(alphabet=st.characters(), max_size=400),
    st.lists(
        st.sampled_from(["Bonjour.", "colis perdu", "\ud800", "👋", "ﷺ", "\n", "\0", "où est", "A" * 50, "12/12/2025"])
    ).map(" ".join),
)
HUGE = [
    "a" * 100_000,
    "colis perdu. " * 8_000,
    "\ud83d" * 100_000,
    "ﷺ" * 100_000,
    "pas " * 25_000,
    "!?" * 50_000,
    "1" * 100_000,
    "\n" * 100_000,
]

ABROAD = [
    ("Моя фритюрница загорелась", "product"),
    ("тостер ударил меня током", "product"),
    ("я больше не хочу жить, хочу умереть", "self_harm"),
    ("я взорву ваш магазин", "violence"),
    ("мені потрібен лікар, опік руки", "product"),
    ("اشتعلت النار في المقلاة", "product"),
    ("我的炸锅着火了", "product"),
    ("我想自杀", "self_harm"),
    ("フライヤーで火傷しました", "product"),
    ("튀김기에 불이 났어요", "product"),
    ("η φριτέζα πήρε φωτιά", "product"),
    ("המחבת עלה באש", "product"),
    ("मेरे फ्रायर में आग लग गई", "product"),
    ("หม้อทอดไฟไหม้", "product"),
    ("где моя посылка", None),
    ("необходимо вернуть кровать", None),
    ("أين طلبي", None),
    ("我的包裹在哪里", None),
    ("荷物はどこですか", None),
    ("제 소포는 어디에 있나요", None),
]
"""Danger in other scripts, and none."""


@pytest.fixture(scope="module")
def engine(model_path: Path) -> Iterator[EmbeddedEngine]:
    loaded = EmbeddedEngine.load(model_path)
    yield loaded
    asyncio.run(loaded.close())


@pytest.fixture(scope="module")
def engine_alone(model_path: Path) -> Iterator[EmbeddedEngine]:
    loaded = EmbeddedEngine.load(model_path, encoder="none")
    yield loaded
    asyncio.run(loaded.close())


def well_formed(found: Understanding, text: str) -> bool:
    confidences = [score.confidence for score in found.intents]
    return (
        confidences == sorted(confidences, reverse=True)
        and all(0.0 <= c <= 1.0 for c in confidences)
        and (len(confidences) == 4 if found.words else len(confidences) <= 1)
        and 0.0 <= found.scope <= 1.0
        and all(0 <= e.start < e.end <= len(text) for e in found.entities)
        and (found.danger is None or found.urgent)
    )


@settings(deadline=None, max_examples=80)
@given(ANY_TEXT)
def test_any_text_has_an_understanding(engine: EmbeddedEngine, engine_alone: EmbeddedEngine, text: str) -> None:
    assert well_formed(engine.parse([text]), text)
    assert well_formed(engine_alone.parse([text]), text)
    assert engine.alarm(text) in {True, False}


@pytest.mark.parametrize("text", HUGE, ids=[repr(text[:6]) for text in HUGE])
def test_a_huge_text_has_an_understanding_of_its_beginning(engine: EmbeddedEngine, text: str) -> None:
    found = engine.parse([text])
    assert well_formed(found, text)
    assert found.intents == engine.parse([text[:TEXT_CAP]]).intents
    assert len(parts(text)) <= 1 + MOST_SENTENCES
    assert sum(map(len, parts(text))) <= 2 * TEXT_CAP


def test_intents_heat_and_alarms_together(engine: EmbeddedEngine) -> None:
    found = engine.parse(["toujours pas livré, c'est une honte ! Commande 48213"])
    assert found.best is not None
    assert found.best.id == "livraison"
    assert (found.language, found.heat, found.engine) == ("fr", Heat.ANGRY, "embedded")
    assert found.entities[0].kind == "order"
    fire = engine.parse(["my kettle caught fire"])
    assert (fire.language, fire.danger, fire.urgent) == ("en", Danger.PRODUCT, True)


RUSSIAN = "Здравствуйте, мой заказ так и не пришёл, я жду уже две недели и очень недоволен. "


@pytest.mark.parametrize("before", ["\n" * 2_100, " \u200b\n" * 30_000, RUSSIAN], ids=["blank lines", "unseen", "Russian"])
def test_what_the_rules_hear_is_never_lost(engine: EmbeddedEngine, engine_alone: EmbeddedEngine, before: str) -> None:
    """Before the words that tell of it stands what cannot be read."""
    for reader in (engine, engine_alone):
        found = reader.parse([before + "Ma friteuse a pris feu, ma fille est brûlée"])
        assert (found.danger, found.urgent) == (Danger.PRODUCT, True)
    assert engine.parse([before + "Je me rétracte."]).dated_act == "withdrawal"


@pytest.mark.parametrize(("text", "source"), ABROAD)
def test_danger_in_another_script_is_suspected(engine_alone: EmbeddedEngine, text: str, source: str | None) -> None:
    found = engine_alone.parse([text])
    assert (found.words, found.danger, found.suspected) == (False, None, source and Danger(source))


def test_nothing_to_read_is_not_classified(engine: EmbeddedEngine) -> None:
    for text in ("", "?!", "где моя посылка"):
        found = engine.parse([text])
        assert (found.words, found.intents, found.scope, found.best) == (False, (), 0.0, None)


def test_signs_alone_mean_what_the_charter_has_an_intent_for(engine: EmbeddedEngine) -> None:
    waved, frog = engine.parse(["👋"]), engine.parse(["🐸"])
    assert (waved.words, waved.best and waved.best.id, waved.scope) == (False, "salutation", 1.0)
    assert frog.best is None  # this small model knows no off-topic chatter


def test_the_name_of_a_file_has_no_words_and_an_angry_sign_alone_has_heat(engine: EmbeddedEngine) -> None:
    for text in ("[photo]", "Photo.jpg", "<Médias omis>"):
        assert not engine.parse([text]).words
    angry = engine.parse(["😡😡😡"])
    assert (angry.words, angry.heat) == (False, Heat.ANGRY)
    hours = engine.parse(["<script>alert(1)</script> vous ouvrez quand ?"]).best
    assert hours is not None
    assert hours.id == "horaires"


def test_foreign_subjects_score_below_known_ones(engine: EmbeddedEngine, engine_alone: EmbeddedEngine) -> None:
    known = ("mon colis est perdu", "vous ouvrez quand", "facture fausse")
    foreign = ("mon chien aime nager", "la lune est pleine", "my aunt plays chess")
    assert min(engine.parse([t]).scope for t in known) > max(engine.parse([t]).scope for t in foreign)
    # TF-IDF alone knows less; on the whole it still tells them apart.
    assert sum(engine_alone.parse([t]).scope for t in known) > sum(engine_alone.parse([t]).scope for t in foreign)


def test_capitals_typos_and_accents_do_not_change_the_subject(engine: EmbeddedEngine) -> None:
    for text in ("MON COLIS N'EST JAMAIS ARRIVÉ", "mon coliis n'est jamias arive", "mon colis n est jamais arrivé 😡"):
        best = engine.parse([text]).best
        assert best is not None
        assert best.id == "livraison"


def test_a_request_in_the_middle_of_a_story_is_found(engine: EmbeddedEngine) -> None:
    story = (
        "Bonjour, je me présente, Odile, cliente depuis longtemps. Hier ma fille est venue déjeuner avec les petits. "
        "Il faisait beau et nous avons mangé dehors. J'ai été débitée deux fois. Enfin, la vie continue. Bonne soirée !"
    )
    best = engine.parse([story]).best
    assert best is not None
    assert best.id == "facturation"


def test_fragments_are_read_together(engine: EmbeddedEngine) -> None:
    found = engine.parse(["bonjour", "voilà", "mon colis", "il est jamais arrivé"])
    assert found.best is not None
    assert found.best.id == "livraison"
    assert [(e.start, e.end) for e in engine.parse(["salut", "commande 48213"]).entities] == [(15, 20)]


async def test_many_at_once_are_understood_in_batches_as_one_by_one(model_path: Path) -> None:
    engine: Engine = EmbeddedEngine.load(model_path, encoder="none")
    assert isinstance(engine, EmbeddedEngine)
    sizes: list[int] = []
    understand = engine._reader.understand
    object.__setattr__(engine, "_reader", Counting(understand, sizes))
    texts = [f"mon colis numéro {n} est perdu" for n in range(100)]
    found = await asyncio.gather(*(engine.understand([text]) for text in texts))
    assert sum(sizes) == 100
    assert max(sizes) <= BATCH
    for text, together in zip(texts, found, strict=True):
        alone = understand([text])[0]
        assert [s.id for s in together.intents] == [s.id for s in alone.intents]
        assert np.isclose(together.scope, alone.scope, atol=1e-5)
    await engine.close()


class Counting:
    """A reader that notes how many texts it is given at once."""

    def __init__(self, understand, sizes: list[int]) -> None:
        self._understand, self._sizes = understand, sizes

    def understand(self, texts: list[str]) -> list[Understanding]:
        self._sizes.append(len(texts))
        if texts == ["boom"]:
            raise ValueError("boom")
        return self._understand(texts)


async def test_an_error_reaches_the_caller_and_spares_the_thread(model_path: Path) -> None:
    engine = EmbeddedEngine.load(model_path, encoder="none")
    object.__setattr__(engine, "_reader", Counting(engine._reader.understand, []))
    with pytest.raises(ValueError, match="boom"):
        await engine.understand(["boom"])
    assert (await engine.understand(["colis perdu"])).words
    await engine.close()


async def test_a_closed_engine_refuses_and_closing_finishes_what_was_asked(model_path: Path) -> None:
    engine = EmbeddedEngine.load(model_path, encoder="none")
    asked = [asyncio.ensure_future(engine.understand([f"colis {n}"])) for n in range(20)]
    await asyncio.sleep(0)
    await engine.close()
    await engine.close()
    assert all(found.words for found in await asyncio.gather(*asked))
    with pytest.raises(RuntimeError, match="closed"):
        await engine.understand(["colis"])


async def test_a_cancelled_question_is_not_answered(model_path: Path) -> None:
    engine = EmbeddedEngine.load(model_path, encoder="none")
    asked = [asyncio.ensure_future(engine.understand([f"colis {n}"])) for n in range(30)]
    await asyncio.sleep(0)
    asked[-1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked[-1]
    assert all(found.words for found in await asyncio.gather(*asked[:-1]))
    await engine.close()


def test_without_a_sound_encoder_tfidf_goes_on_alone(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "used_encoder", lambda wanted: None)
    engine = EmbeddedEngine.load(model_path)
    best = engine.parse(["colis perdu"]).best
    assert best is not None
    assert best.id == "livraison"
    asyncio.run(engine.close())


def test_a_model_of_another_encoder_is_served_without_it_and_said(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = shared_encoder()
    assert sound is not None
    monkeypatch.setattr(embedded, "used_encoder", lambda wanted: Encoder(sound._model, "use-9.9.9"))
    with capture_logs() as logs:
        engine = EmbeddedEngine.load(model_path)
    assert [entry["event"] for entry in logs] == ["encoder_differs"]
    assert engine.parse(["colis perdu"]).intents
    asyncio.run(engine.close())


def test_the_encoder_remembers_lately_seen_texts() -> None:
    sound = shared_encoder()
    assert sound is not None
    calls: list[int] = []

    class Spy:
        def encode(self, texts: list[str]) -> np.ndarray:
            calls.append(len(texts))
            return np.asarray(sound._model.encode(texts))

    encoder = Encoder(Spy(), "spy")
    first = encoder.encode(["mon colis", "mon colis", "autre"])
    second = encoder.encode(["autre", "mon colis"])
    assert calls == [2]
    np.testing.assert_array_equal(first[[2, 0]], second)
    assert encoder.encode([]).shape == (0, 512)


def test_serving_never_imports_scikit_learn(model_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from nlu.embedded import EmbeddedEngine; import nlu.training, nlu.evaluate\n"
        "engine = EmbeddedEngine.load(Path(sys.argv[1])); engine.parse(['mon colis est perdu'])\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'sklearn', 'scipy', 'joblib'}))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(model_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
