"""Model files: what is written is read, and what is damaged or foreign is refused with a sentence."""

import contextlib
import json
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nlu import model
from nlu.encoder import Wanted, shared_encoder
from nlu.model import FORMAT, ModelError
from nlu.tfidf import Half, TfIdf
from nlu.training import usable


def encoder_name() -> str:
    encoder = shared_encoder()
    assert encoder is not None
    return encoder.name


def changed(source: Path, target: Path, member: str = "about.json", **about: object) -> Path:
    """A copy of a model file with other words in its description."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, json.dumps(json.loads(data) | about) if name == member else data)
    return target


def as_learned(path: Path, tfidf: TfIdf) -> TfIdf:
    """The vectorisers of a model file with the features that are not kept when it is read."""
    with zipfile.ZipFile(path) as file:
        about = json.loads(file.read("about.json"))
    words, characters = tfidf.words.idf, tfidf.characters.idf
    return TfIdf(Half.learned(about["word_features"], words), Half.learned(about["character_features"], characters))


def test_written_and_read_again_it_judges_the_same(model_path: Path, tmp_path: Path) -> None:
    first = model.read(model_path, None)
    copy = tmp_path / "copy.model"
    model.write(copy, first.labels, as_learned(model_path, first.tfidf), first.words, {model.ALONE: first.head}, None)
    second = model.read(copy, None)
    vectors = [first.tfidf.vector("mon colis"), first.tfidf.vector("inconnu")]
    for one, other in zip(first.head.judge(None, vectors), second.head.judge(None, vectors), strict=True):
        np.testing.assert_array_equal(one, other)
    assert second.words == first.words
    assert list(tmp_path.iterdir()) == [copy]


def test_the_head_follows_the_encoder(model_path: Path) -> None:
    assert model.read(model_path, encoder_name()).encoder == encoder_name()
    assert model.read(model_path, None).encoder is None
    assert model.read(model_path, "use-9.9.9").encoder is None


def test_probabilities_sum_to_one_and_scope_lies_in_0_1(model_path: Path) -> None:
    trained = model.read(model_path, None)
    shares, scope = trained.head.judge(None, [trained.tfidf.vector(text) for text in ("colis perdu", "", "xyz 12")])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-5)
    assert ((scope >= 0) & (scope <= 1)).all()


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"there is no model here.*recul nlu train"):
        model.read(tmp_path / "none.model", None)


def test_a_foreign_file(tmp_path: Path) -> None:
    path = tmp_path / "foreign.model"
    path.write_text("not a model")
    with pytest.raises(ModelError, match="damaged"):
        model.read(path, None)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(ModelError, match="damaged"):
        model.read(path, None)


def test_another_format(model_path: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has format 99"):
        model.read(changed(model_path, tmp_path / "newer.model", format=99), None)


def test_a_description_that_does_not_fit_the_arrays(model_path: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="damaged"):
        model.read(changed(model_path, tmp_path / "odd.model", labels=["one", "two"]), None)
    with pytest.raises(ModelError, match="damaged"):
        model.read(changed(model_path, tmp_path / "odd.model", word_features=["one"]), None)


def test_every_truncation_is_noticed(model_path: Path, tmp_path: Path) -> None:
    data = model_path.read_bytes()
    for length in range(0, len(data) - 1, len(data) // 12):
        path = tmp_path / "short.model"
        path.write_bytes(data[:length])
        with pytest.raises(ModelError, match="damaged"):
            model.read(path, None)


def test_flipped_bits_are_noticed(model_path: Path, tmp_path: Path) -> None:
    data = bytearray(model_path.read_bytes())
    with zipfile.ZipFile(model_path) as file:
        inside = file.getinfo("sparse.npy").header_offset + 400
    data[inside] ^= 0xFF
    path = tmp_path / "flipped.model"
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match="damaged"):
        model.read(path, None)


def test_whatever_byte_is_wrong_a_usable_model_can_be_read(model_path: Path, tmp_path: Path) -> None:
    data = model_path.read_bytes()
    chance, path = random.Random(7), tmp_path / "flipped.model"
    # The last bytes say what the file holds and where.
    for place in [chance.randrange(len(data)) for _ in range(20)] + [len(data) - 1 - 11 * n for n in range(150)]:
        path.write_bytes(data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :])
        if usable(path, "use"):
            assert model.read(path, encoder_name()).labels
        else:
            with contextlib.suppress(ModelError):  # and no other error
                model.read(path, encoder_name())


@pytest.mark.parametrize("wanted", ["none", "use"])
def test_another_format_is_never_usable(wanted: Wanted, model_path: Path, tmp_path: Path) -> None:
    for older in (FORMAT - 1, FORMAT + 1, "x", None):
        assert not usable(changed(model_path, tmp_path / "old.model", format=older), wanted)
    assert usable(changed(model_path, tmp_path / "same.model"), wanted)


def test_a_model_holds_no_pickle(model_path: Path) -> None:
    with zipfile.ZipFile(model_path) as file:
        assert {Path(name).suffix for name in file.namelist()} == {".json", ".npy"}
