"""What a text says beside its intent: one linear classifier for each facet, over meaning, words and signs, and nearness.

A facet is a folder `nlu/examples/<facet>/`: sentences of our own, of no brand, the labels written as intents. They are learned
with each model (`facet_fitting`) and kept in its file. Here they are read: arrays only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu import datasets
from nlu.calibration import Floats, softmax
from nlu.kin import NO_KIN, Kin, Members, flattened, near, unflattened
from nlu.signs import NAMES
from nlu.tfidf import Half, TfIdf

Chances = tuple[tuple[str, float], ...]
"""The labels of a facet with their probabilities, the likeliest first."""

ORDINARY = "ordinary"
"""The name under which everyday messages stand beside the facets: they are no facet, and raise nothing."""

EVERY, LONG = 1, 120

_FOLDER = "examples"
_WEIGHTS = ("dense", "sparse", "signs", "bias")
_MEMBERS = ("members", "firsts")


@cache
def sentences() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The sentences of each label of each facet, as they are shipped; under ORDINARY some of what customers write daily."""
    with resources.as_file(resources.files("nlu") / _FOLDER) as folder:
        found = {own.name: datasets.read(own) for own in sorted(Path(folder).iterdir()) if own.is_dir()}
    return {**found, ORDINARY: _ordinary()}


def _ordinary() -> dict[str, list[str]]:
    """Of the example charter's sentences, every third, and the long ones: long stories are rare among the facets' own."""
    with resources.as_file(resources.files("charter") / "example" / "examples") as folder:
        written = datasets.read(Path(folder))
    return {
        intent: [text for n, text in enumerate(texts) if n % EVERY == 0 or len(text) > LONG]
        for intent, texts in written.items()
    }


@dataclass(frozen=True, slots=True)
class Facet:
    """A linear classifier. `dense` is (512, K) or None, `sparse` (features, K), `signs` (signs, K); K labels.

    `members` are the sentences of each label, and `likeness` is the share of the nearness to them; none without an encoder.
    """

    labels: tuple[str, ...]
    dense: Floats | None
    sparse: Floats
    signs: Floats
    bias: Floats
    temperature: float
    likeness: float = 0.0
    members: Members = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of one head, with the vocabulary and the sentences that they share. Without any, nothing is read."""

    tfidf: TfIdf
    learned: Mapping[str, Facet]
    kin: Kin = NO_KIN

    def read(self, plain: str, signs: Floats, dense: Floats | None) -> dict[str, Chances]:
        """The chances of each facet's labels for one text: plain form, signs, and row of the encoder if any."""
        if not self.learned:
            return {}
        vector = self.tfidf.vector(plain)
        values = vector.values.astype(np.float32)
        cosines = self.kin.cosines(dense)[None, :] if dense is not None and len(self.kin.rows) else None
        found = {}
        for name, facet in self.learned.items():
            margins = values @ facet.sparse[vector.indices] + signs @ facet.signs + facet.bias
            if facet.dense is not None and dense is not None:
                margins = margins + dense @ facet.dense
            margins = margins / facet.temperature
            if cosines is not None and facet.members:
                margins = margins + facet.likeness * near(cosines, facet.members)[0]
            shares = softmax(margins[None, :])[0].tolist()
            found[name] = tuple(sorted(zip(facet.labels, shares, strict=True), key=lambda pair: -pair[1]))
        return found


NOTHING_LEARNED = Facets(TfIdf(Half({}, np.zeros(0)), Half({}, np.zeros(0))), {})
"""The facets of a model that was trained without any: the rules stand alone."""


def described(heads: Mapping[str, Facets]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What a model file keeps of the facets of its heads: words, and arrays by name."""
    shared = next(iter(heads.values()), NOTHING_LEARNED)
    words, characters = shared.tfidf.words, shared.tfidf.characters
    arrays: dict[str, NDArray[Any]] = {"facets.word_idf": words.idf, "facets.character_idf": characters.idf}
    for head, facets in heads.items():
        arrays |= {name: array for n, f in facets.learned.items() for name, array in _arrays(f"facets.{head}.{n}", f)}
        if len(facets.kin.rows):
            arrays |= {f"facets.{head}.gist": facets.kin.gist, f"facets.{head}.rows": facets.kin.rows.astype(np.float16)}
    return {
        "labels": {name: list(facet.labels) for name, facet in shared.learned.items()},
        "word_features": sorted(words.vocabulary, key=words.vocabulary.__getitem__),
        "character_features": sorted(characters.vocabulary, key=characters.vocabulary.__getitem__),
        "temperatures": {head: {name: f.temperature for name, f in facets.learned.items()} for head, facets in heads.items()},
        "likeness": {head: {name: f.likeness for name, f in facets.learned.items()} for head, facets in heads.items()},
    }, arrays


def restored(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], head: str) -> Facets:
    """The facets of one head, from what `described` gave. Raises KeyError or ValueError when the parts do not fit together."""
    if not about["labels"]:
        return NOTHING_LEARNED
    words = _half(about["word_features"], arrays["facets.word_idf"])
    characters = _half(about["character_features"], arrays["facets.character_idf"])
    tfidf = TfIdf(words, characters)
    gist, rows = (arrays.get(f"facets.{head}.{part}") for part in ("gist", "rows"))
    kin = Kin(gist, rows.astype(np.float32)) if gist is not None and rows is not None else NO_KIN
    learned = {}
    for name, labels in about["labels"].items():
        dense, sparse, signs, bias = (arrays.get(f"facets.{head}.{name}.{part}") for part in _WEIGHTS)
        if sparse is None or signs is None or bias is None:
            raise KeyError(name)
        shapes = (sparse.shape, signs.shape, bias.shape)
        if shapes != ((tfidf.size, len(labels)), (len(NAMES), len(labels)), (len(labels),)):
            raise ValueError("shapes of facets disagree")
        temperature, likeness = float(about["temperatures"][head][name]), float(about["likeness"][head][name])
        numbers, firsts = (arrays.get(f"facets.{head}.{name}.{part}") for part in _MEMBERS)
        members = unflattened(numbers, firsts, len(kin.rows)) if numbers is not None and firsts is not None else ()
        learned[name] = Facet(tuple(labels), dense, sparse, signs, bias, temperature, likeness, members)
    return Facets(tfidf, learned, kin)


def _arrays(name: str, facet: Facet) -> Iterator[tuple[str, NDArray[Any]]]:
    for part in _WEIGHTS:
        if (array := getattr(facet, part)) is not None:
            yield f"{name}.{part}", array
    if facet.members:
        yield from zip((f"{name}.{part}" for part in _MEMBERS), flattened(facet.members), strict=True)


def _half(features: Sequence[str], idf: NDArray[np.float64]) -> Half:
    if len(features) != len(idf):
        raise ValueError("vocabulary and weights of facets disagree")
    return Half({feature: number for number, feature in enumerate(features)}, idf)
