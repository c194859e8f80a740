"""Training in a subprocess, kept by content."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nlu import model, training
from nlu.calibration import best_temperature, softmax
from nlu.encoder import encoder_name, shared_encoder
from nlu.fitting import fit
from nlu.scope_fitting import curve_without_background, fit_curve
from nlu.training import TrainingError, silent, train, train_if_changed

EXAMPLES = {
    "livraison": ["colis perdu", "mon colis est en retard", "pas encore livré", "where is my parcel"],
    "horaires": ["vous ouvrez quand", "horaires du magasin", "opening hours"],
}
BACKGROUND = ["il fait beau", "my cat sleeps"]


def test_it_trains_once_for_the_same_sentences(tmp_path: Path) -> None:
    seen: list[tuple[float, str]] = []
    path = train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "models", lambda share, doing: seen.append((share, doing)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert seen[-1] == (1.0, "done")
    assert model.read(path, None).labels == ("horaires", "livraison")

    written = path.stat().st_mtime_ns
    seen.clear()
    reordered = dict(reversed(EXAMPLES.items()))
    assert (
        train_if_changed(reordered, BACKGROUND, tmp_path / "models", lambda share, doing: seen.append((share, doing))) == path
    )
    assert (path.stat().st_mtime_ns, seen) == (written, [(1.0, "kept")])
    assert train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "models", encoder="none") == path

    path.write_bytes(path.read_bytes()[:5_000])
    assert train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "models") == path
    assert model.read(path, None).labels == ("horaires", "livraison")
    assert [p.name for p in (tmp_path / "models").iterdir()] == [path.name]


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: data[:9_000] + b"\0\xff" * 40 + data[9_080:]],
    ids=["empty", "cut short", "bytes changed"],
)
def test_a_damaged_model_is_trained_anew(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = train_if_changed(EXAMPLES, BACKGROUND, tmp_path)
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    assert train_if_changed(EXAMPLES, BACKGROUND, tmp_path) == path
    assert model.read(path, None).labels == ("horaires", "livraison")


def test_other_sentences_have_another_key() -> None:
    keys = {
        training.content_key(EXAMPLES, BACKGROUND),
        training.content_key(EXAMPLES, BACKGROUND[:1]),
        training.content_key({**EXAMPLES, "horaires": ["ouvert ?"]}, BACKGROUND),
    }
    assert len(keys) == 3


def test_the_name_says_whether_a_model_is_made_as_models_are_made_now(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{training.content_key(EXAMPLES, BACKGROUND)}-{encoder_name()}"
    assert training.made_so(name, "use")
    monkeypatch.setattr(training, "RECIPE", training.RECIPE + 1)
    assert not training.made_so(name, "use")
    assert not training.made_so("0123456789abcdef01234567", "use")


def test_one_intent_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give examples for at least two"):
        fit({"livraison": ["colis perdu"], "horaires": ["  ", "👋"]}, [], tmp_path / "m.model", None, silent)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="was not trained"):
        train(EXAMPLES, [], tmp_path / "file" / "m.model", encoder="none")


def test_single_examples_and_no_background_are_enough(tmp_path: Path) -> None:
    fit({"a": ["colis perdu"], "b": ["horaires"], "c": ["facture"]}, [], tmp_path / "m.model", None, silent)
    trained = model.read(tmp_path / "m.model", None)
    shares, scope = trained.head.judge(None, [trained.tfidf.vector("mon colis")])
    assert trained.labels[int(shares[0].argmax())] == "a"
    assert 0.0 < scope[0] < 1.0


def test_an_intent_with_a_single_example_and_others_with_many(tmp_path: Path) -> None:
    examples = {**EXAMPLES, "cadeau": ["une carte cadeau"]}
    fit(examples, BACKGROUND, tmp_path / "m.model", shared_encoder(), silent)
    trained = model.read(tmp_path / "m.model", None)
    shares, _ = trained.head.judge(None, [trained.tfidf.vector("carte cadeau")])
    assert trained.labels[int(shares[0].argmax())] == "cadeau"


def test_the_temperature_makes_confidence_match_truth() -> None:
    random = np.random.default_rng(7)
    margins = random.normal(size=(4_000, 3)).astype(np.float32)
    chances = softmax(margins / 0.5)
    truth = np.array([random.choice(3, p=p / p.sum()) for p in chances.astype(float)])
    assert best_temperature(margins, truth) == pytest.approx(0.5, rel=0.1)


def test_the_scope_is_a_half_between_known_and_foreign() -> None:
    random = np.random.default_rng(5)
    known = random.normal([0.8, 0.7, 0.3], 0.1, (300, 3)).astype(np.float32)
    foreign = random.normal([0.4, 0.4, 0.6], 0.1, (60, 3)).astype(np.float32)
    curve = fit_curve(known, foreign)

    def scope(*row: float) -> float:
        return float(curve(*(np.array([value], dtype=np.float32) for value in row))[0])

    assert scope(0.6, 0.55, 0.45) == pytest.approx(0.5, abs=0.3)
    assert scope(0.4, 0.4, 0.6) < 0.05
    assert scope(0.8, 0.7, 0.3) > 0.95


def test_without_foreign_sentences_nine_known_in_ten_are_in_scope() -> None:
    known = np.linspace(0.0, 1.0, 101, dtype=np.float32)
    curve = curve_without_background(known, known)
    assert (curve(known, known, np.zeros_like(known)) >= 0.5).sum() == pytest.approx(91, abs=1)
