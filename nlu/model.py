"""A trained model: arrays and JSON in one zip file.

The file holds two heads that were trained on the same sentences: one reads the sentence encoder and TF-IDF, the other
TF-IDF alone, for the day on which the encoder cannot be used. They share the weights of words; of the rest only what the
head needs is loaded. The facets beside them are members of their own: they come from a file of facets as they are.
"""

import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu import facets
from nlu.facets import Facets
from nlu.head import Curve, Head
from nlu.neighbours import Neighbours
from nlu.tfidf import Half, TfIdf

FORMAT = 7
WITH_ENCODER = "encoder"
ALONE = "alone"
HELD_OUT = "held_out.json"

_ABOUT = "about.json"
_FACETS = "facets."
_FACETS_ABOUT = "facets.json"

_NEAR = ("rows", "starts", "owners", "weights")

# What a byte that is not as it was makes of a zip file, its members and what they describe.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, MemoryError, OverflowError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError),
)


class ModelError(Exception):
    """A model file that cannot be used: what was found, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Of `of` sentences of an intent, `times` were taken for `taken_for` by a classifier that had not seen them."""

    intent: str
    taken_for: str
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class Model:
    """One usable head with what both share. `encoder` names the encoder that this head needs; None: none. `words` are those of
    the charter's sentences with their frequency, `real` further words that exist."""

    labels: tuple[str, ...]
    tfidf: TfIdf
    words: Mapping[str, int]
    encoder: str | None
    head: Head
    facets: Facets = facets.NOTHING_LEARNED
    real: Sequence[str] = ()


def write(
    path: Path,
    labels: Sequence[str],
    tfidf: TfIdf,
    words: Mapping[str, int],
    heads: Mapping[str, Head],
    encoder: str | None,
    confused: Sequence[Confusion] = (),
    unseen: Mapping[str, Sequence[str]] | None = None,
    beside: Path | None = None,
) -> None:
    """Write a model so that a reader sees the old file or the whole new one. The heads share one `sparse`; `unseen`: see
    `nlu.held_out`; `beside`: a file that `has_facets`. Raises OSError."""
    about = {
        "format": FORMAT,
        "labels": list(labels),
        "encoder": encoder,
        "confused": [[c.intent, c.taken_for, c.times, c.of] for c in confused],
        "words": dict(words),
        "word_features": list(tfidf.words.features),
        "character_features": list(tfidf.characters.features),
        "heads": {name: _figures(head) for name, head in heads.items()},
    }
    arrays = {"word_idf": tfidf.words.idf, "character_idf": tfidf.characters.idf}
    for name, head in heads.items():
        arrays |= {"sparse": head.sparse} | {
            f"{name}.{key}": value for key, value in _arrays(head).items() if value is not None
        }
    with _replacing(path) as archive:
        _write(archive, {_ABOUT: about, HELD_OUT: unseen or {}}, arrays)
        if beside:
            _copy_facets(beside, archive)


def write_facets(path: Path, beside: Mapping[str, Facets]) -> None:
    """Write facets alone, for `write`, so that a reader sees the old file or the whole new one. Raises OSError."""
    about, arrays = facets.described(beside)
    with _replacing(path) as archive:
        _write(archive, {_ABOUT: {"format": FORMAT}, _FACETS_ABOUT: about}, arrays)


def has_facets(path: Path) -> bool:
    """True when that file of `write` or `write_facets` is sound and holds facets."""
    try:
        with zipfile.ZipFile(path) as file:
            there = _FACETS_ABOUT in file.namelist()
            return there and json.loads(file.read(_ABOUT))["format"] == FORMAT and file.testzip() is None
    except (OSError, *_DAMAGES):
        return False


@contextmanager
def _replacing(path: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive that takes the place of `path` once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: Path, encoder: str | None) -> Model:
    """The model for the encoder of that name, or its TF-IDF head when it was trained with another one or None is given.

    Raises ModelError when the file is missing, damaged, or no model of this format.
    """
    try:
        with zipfile.ZipFile(path) as file:
            return _model(path, file, encoder)
    except FileNotFoundError as error:
        raise ModelError(f"{path}: there is no model here. Train one: recul nlu train.") from error
    except OSError as error:
        raise ModelError(f"{path}: the model cannot be read ({error.strerror}). Mend its permissions or its disk.") from error
    except _DAMAGES as error:
        raise ModelError(
            f"{path}: the model is damaged ({type(error).__name__}). Delete it and train again: recul nlu train."
        ) from error


def encoder_of(path: Path) -> str | None:
    """The encoder that the model of that file was trained with, without loading it; every byte of the file is checked.

    Raises ModelError as `read` does.
    """
    try:
        with zipfile.ZipFile(path) as file:
            about = json.loads(file.read(_ABOUT))
            if about["format"] != FORMAT or file.testzip() is not None:
                raise ValueError
            return str(about["encoder"]) if about["encoder"] else None
    except (OSError, *_DAMAGES) as error:
        raise ModelError(f"{path}: no usable model ({type(error).__name__}). Train again: recul nlu train.") from error


def confused_of(path: Path) -> tuple[Confusion, ...]:
    """What training learned of intents that are taken for others, without loading the model. Raises ModelError."""
    try:
        with zipfile.ZipFile(path) as file:
            return tuple(Confusion(*row) for row in json.loads(file.read(_ABOUT))["confused"])
    except (OSError, *_DAMAGES) as error:
        raise ModelError(f"{path}: no usable model ({type(error).__name__}). Train again: recul nlu train.") from error


def _figures(head: Head) -> dict[str, Any]:
    curve = head.curve
    return {
        "words": head.words,
        "likeness": head.likeness,
        "curve": [curve.energy, curve.known, curve.foreign, curve.bias],
        "known": head.known.count,
        "foreign": head.foreign.count,
    }


def _arrays(head: Head) -> dict[str, NDArray[Any] | None]:
    near = {
        f"{name}.{key}": getattr(neighbours, key)
        for name, neighbours in (("known", head.known), ("foreign", head.foreign))
        for key in _NEAR
    }
    return {"dense": head.dense, "bias": head.bias, "firsts": head.firsts, "gist": head.gist, **near}


def _write(archive: zipfile.ZipFile, words: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    for name, content in words.items():
        archive.writestr(name, json.dumps(content, ensure_ascii=False))
    for name, array in arrays.items():
        data = io.BytesIO()
        np.save(data, array, allow_pickle=False)
        archive.writestr(f"{name}.npy", data.getvalue())


def _copy_facets(source: Path, archive: zipfile.ZipFile) -> None:
    with zipfile.ZipFile(source) as file:
        for name in file.namelist():
            if name.startswith(_FACETS):
                archive.writestr(name, file.read(name))


def _model(path: Path, file: zipfile.ZipFile, encoder: str | None) -> Model:
    about = json.loads(file.read(_ABOUT))
    if about["format"] != FORMAT:
        raise ModelError(
            f"{path}: the model has format {about['format']}, this version reads format {FORMAT}. Train again: recul nlu train."
        )
    usable = encoder is not None and about["encoder"] == encoder
    name = WITH_ENCODER if usable else ALONE
    tfidf = TfIdf(
        Half.read(about["word_features"], _array(file, "word_idf")),
        Half.read(about["character_features"], _array(file, "character_idf")),
    )
    head = _head(file, name, about["heads"][name])
    labels = tuple(about["labels"])
    if head.sparse.shape != (tfidf.size, len(labels)) or not head.bias.shape == head.firsts.shape == (len(labels),):
        raise ValueError("shapes disagree")
    learned, real = _facets(file, name)
    return Model(labels, tfidf, about["words"], encoder if usable else None, head, learned, real)


def _facets(file: zipfile.ZipFile, head: str) -> tuple[Facets, Sequence[str]]:
    """What this head needs and what all share, and the words of their sentences: the rest would fill the memory for nothing."""
    if _FACETS_ABOUT not in file.namelist():
        return facets.NOTHING_LEARNED, ()
    described = json.loads(file.read(_FACETS_ABOUT))
    wanted = (f"{_FACETS}word_idf.", f"{_FACETS}character_idf.", f"{_FACETS}{head}.")
    kept = (member.removesuffix(".npy") for member in file.namelist() if member.startswith(wanted))
    real = tuple(feature for feature in described["word_features"] if " " not in feature)
    return facets.restored(described, {name: _array(file, name) for name in kept}, head), real


def _head(file: zipfile.ZipFile, name: str, figures: Mapping[str, Any]) -> Head:
    kept = set(file.namelist())
    return Head(
        sparse=_array(file, "sparse"),
        words=float(figures["words"]),
        dense=_array(file, f"{name}.dense") if f"{name}.dense.npy" in kept else None,
        bias=_array(file, f"{name}.bias"),
        likeness=float(figures["likeness"]),
        firsts=_array(file, f"{name}.firsts"),
        curve=Curve(*map(float, figures["curve"])),
        gist=_array(file, f"{name}.gist") if f"{name}.gist.npy" in kept else None,
        known=_neighbours(file, kept, f"{name}.known", figures["known"]),
        foreign=_neighbours(file, kept, f"{name}.foreign", figures["foreign"]),
    )


def _neighbours(file: zipfile.ZipFile, kept: set[str], name: str, count: int) -> Neighbours:
    found = {key: _array(file, f"{name}.{key}") if f"{name}.{key}.npy" in kept else None for key in _NEAR}
    return Neighbours(count, **found)


def _array(file: zipfile.ZipFile, name: str) -> NDArray[Any]:
    # Reading the member whole checks its CRC; numpy alone may stop before the end.
    array: NDArray[Any] = np.load(io.BytesIO(file.read(f"{name}.npy")), allow_pickle=False)
    return array
