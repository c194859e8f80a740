"""A trained model: arrays and JSON in one zip file, and the arithmetic that turns features into probabilities.

The file holds two heads that were trained on the same sentences: one reads the sentence encoder and TF-IDF, the other
TF-IDF alone, for the day on which the encoder cannot be used. Only the head that is needed is loaded.
"""

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu import facets
from nlu.calibration import Floats, softmax
from nlu.facets import Facets
from nlu.tfidf import Half, Sparse, TfIdf

FORMAT = 3
WITH_ENCODER = "encoder"
ALONE = "alone"
HELD_OUT = "held_out.json"

_NEAR = ("rows", "starts", "owners", "weights")


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
class Curve:
    """Turns confidence, nearness to the training sentences and nearness to the background into a scope: a logistic curve."""

    confidence: float
    known: float
    foreign: float
    bias: float

    def __call__(self, confidence: Floats, known: Floats, foreign: Floats) -> Floats:
        """The scope of each text, in 0..1."""
        raw = self.confidence * confidence + self.known * known + self.foreign * foreign + self.bias
        scope: Floats = (1.0 / (1.0 + np.exp(np.clip(-raw, -60.0, 60.0)))).astype(np.float32)
        return scope


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Some sentences, to find how near the nearest is: rows of the encoder, or postings of TF-IDF."""

    count: int
    rows: Floats | None = None
    starts: NDArray[np.int64] | None = None
    owners: NDArray[np.int32] | None = None
    weights: Floats | None = None

    def nearest(self, dense: Floats | None, sparse: Sequence[Sparse]) -> Floats:
        """The cosine to the nearest of the sentences, for each text; 0 when there is none."""
        if not self.count:
            return np.zeros(len(sparse), dtype=np.float32)
        if self.rows is not None and dense is not None:
            nearest: Floats = np.maximum((dense @ self.rows.T).max(axis=1), 0.0)
            return nearest
        return np.array([self._nearest(vector) for vector in sparse], dtype=np.float32)

    def _nearest(self, vector: Sparse) -> float:
        if self.starts is None or self.owners is None or self.weights is None or not len(vector.indices):
            return 0.0
        starts, lengths = self.starts[vector.indices], np.diff(self.starts)[vector.indices]
        ends = np.cumsum(lengths)
        here = np.arange(ends[-1]) + np.repeat(starts - ends + lengths, lengths)
        total = np.bincount(self.owners[here], np.repeat(vector.values, lengths) * self.weights[here], self.count)
        return float(total.max())


@dataclass(frozen=True, slots=True)
class Head:
    """A linear classifier. `dense` is (512, K) or None; `sparse` is (features, K); K labels."""

    dense: Floats | None
    sparse: Floats
    bias: Floats
    temperature: float
    curve: Curve
    known: Neighbours
    foreign: Neighbours

    def margins(self, dense: Floats | None, sparse: Sequence[Sparse]) -> Floats:
        """The uncalibrated scores, one row per text."""
        rows = [vector.values.astype(np.float32) @ self.sparse[vector.indices] for vector in sparse]
        total = np.stack(rows) + self.bias if rows else np.zeros((0, len(self.bias)), dtype=np.float32)
        return total + dense @ self.dense if self.dense is not None and dense is not None else total

    def judge(self, dense: Floats | None, sparse: Sequence[Sparse]) -> tuple[Floats, Floats]:
        """Calibrated probabilities (texts × labels) and the scope of each text."""
        probabilities = softmax(self.margins(dense, sparse) / self.temperature)
        best: Floats = probabilities.max(axis=1, initial=0.0)
        return probabilities, self.curve(best, self.known.nearest(dense, sparse), self.foreign.nearest(dense, sparse))


@dataclass(frozen=True, slots=True)
class Model:
    """One usable head with what both share. `encoder` names the encoder that this head needs; None: none."""

    labels: tuple[str, ...]
    tfidf: TfIdf
    words: Mapping[str, int]
    encoder: str | None
    head: Head
    facets: Facets = facets.NOTHING_LEARNED


def write(
    path: Path,
    labels: Sequence[str],
    tfidf: TfIdf,
    words: Mapping[str, int],
    heads: Mapping[str, Head],
    encoder: str | None,
    confused: Sequence[Confusion] = (),
    unseen: Mapping[str, Sequence[str]] | None = None,
    beside: Mapping[str, Facets] | None = None,
) -> None:
    """Write a model so that a reader sees the old file or the whole new one. `unseen`: see `nlu.held_out`;
    `beside`: the facets of each head. Raises OSError."""
    facets_about, facets_arrays = facets.described(beside or {})
    about = {
        "format": FORMAT,
        "labels": list(labels),
        "encoder": encoder,
        "confused": [[c.intent, c.taken_for, c.times, c.of] for c in confused],
        "words": dict(words),
        "word_features": sorted(tfidf.words.vocabulary, key=tfidf.words.vocabulary.__getitem__),
        "character_features": sorted(tfidf.characters.vocabulary, key=tfidf.characters.vocabulary.__getitem__),
        "heads": {name: _figures(head) for name, head in heads.items()},
        "facets": facets_about,
    }
    arrays = {"word_idf": tfidf.words.idf, "character_idf": tfidf.characters.idf, **facets_arrays}
    for name, head in heads.items():
        arrays |= {f"{name}.{key}": value for key, value in _arrays(head).items() if value is not None}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            _write_zip(file, about, arrays, unseen or {})
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
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, EOFError, AttributeError) as error:
        raise ModelError(
            f"{path}: the model is damaged ({type(error).__name__}). Delete it and train again: recul nlu train."
        ) from error


def encoder_of(path: Path) -> str | None:
    """The encoder that the model of that file was trained with, without loading it. A file cut short has no end of a zip.

    Raises ModelError as `read` does.
    """
    try:
        with zipfile.ZipFile(path) as file:
            about = json.loads(file.read("about.json"))
            return str(about["encoder"]) if about["format"] == FORMAT and about["encoder"] else None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ModelError(f"{path}: no usable model ({type(error).__name__}). Train again: recul nlu train.") from error


def confused_of(path: Path) -> tuple[Confusion, ...]:
    """What training learned of intents that are taken for others, without loading the model. Raises ModelError."""
    try:
        with zipfile.ZipFile(path) as file:
            return tuple(Confusion(*row) for row in json.loads(file.read("about.json"))["confused"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ModelError(f"{path}: no usable model ({type(error).__name__}). Train again: recul nlu train.") from error


def _figures(head: Head) -> dict[str, Any]:
    return {
        "temperature": head.temperature,
        "curve": [head.curve.confidence, head.curve.known, head.curve.foreign, head.curve.bias],
        "known": head.known.count,
        "foreign": head.foreign.count,
    }


def _arrays(head: Head) -> dict[str, NDArray[Any] | None]:
    near = {
        f"{name}.{key}": getattr(neighbours, key)
        for name, neighbours in (("known", head.known), ("foreign", head.foreign))
        for key in _NEAR
    }
    return {"dense": head.dense, "sparse": head.sparse, "bias": head.bias, **near}


def _write_zip(
    file: Any, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], unseen: Mapping[str, Sequence[str]]
) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False))
        archive.writestr(HELD_OUT, json.dumps(unseen))
        for name, array in arrays.items():
            data = io.BytesIO()
            np.save(data, array, allow_pickle=False)
            archive.writestr(f"{name}.npy", data.getvalue())


def _model(path: Path, file: zipfile.ZipFile, encoder: str | None) -> Model:
    about = json.loads(file.read("about.json"))
    if about["format"] != FORMAT:
        raise ModelError(
            f"{path}: the model has format {about['format']}, this version reads format {FORMAT}. Train again: recul nlu train."
        )
    usable = encoder is not None and about["encoder"] == encoder
    name = WITH_ENCODER if usable else ALONE
    tfidf = TfIdf(
        _half(about["word_features"], _array(file, "word_idf")),
        _half(about["character_features"], _array(file, "character_idf")),
    )
    head = _head(file, name, about["heads"][name])
    labels = tuple(about["labels"])
    if head.sparse.shape != (tfidf.size, len(labels)) or head.bias.shape != (len(labels),):
        raise ValueError("shapes disagree")
    kept = {member.removesuffix(".npy") for member in file.namelist() if member.startswith("facets.")}
    beside = facets.restored(about["facets"], {array: _array(file, array) for array in kept}, name)
    return Model(labels, tfidf, about["words"], encoder if usable else None, head, beside)


def _half(features: list[str], idf: NDArray[np.float64]) -> Half:
    if len(features) != len(idf):
        raise ValueError("vocabulary and weights disagree")
    return Half({feature: number for number, feature in enumerate(features)}, idf)


def _head(file: zipfile.ZipFile, name: str, figures: Mapping[str, Any]) -> Head:
    kept = set(file.namelist())
    return Head(
        dense=_array(file, f"{name}.dense") if f"{name}.dense.npy" in kept else None,
        sparse=_array(file, f"{name}.sparse"),
        bias=_array(file, f"{name}.bias"),
        temperature=float(figures["temperature"]),
        curve=Curve(*map(float, figures["curve"])),
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
