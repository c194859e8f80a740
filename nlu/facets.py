"""What a text says beside its intent: one linear classifier for each facet, over meaning, words and signs, and nearness.

A facet is a folder `nlu/examples/<facet>/`: sentences of our own, of no brand, the labels written as intents. They are learned
with each model (`facet_fitting`) and kept in its file. Here they are read: arrays only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlu import datasets
from nlu.calibration import Floats, Halves
from nlu.kin import NO_KIN, Kin, Members, flattened, unflattened
from nlu.nearest import Nearest
from nlu.signs import NAMES
from nlu.tfidf import Half, Sparse, TfIdf, weighed

Chances = tuple[tuple[str, float], ...]
"""The labels of a facet with their probabilities, the likeliest first."""

ORDINARY = "ordinary"
"""The name under which everyday messages stand beside the facets: they are no facet, and raise nothing."""

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
    """The sentences of the example charter: what customers write day by day."""
    with resources.as_file(resources.files("charter") / "example" / "examples") as folder:
        return datasets.read(Path(folder))


@dataclass(frozen=True, slots=True)
class Facet:
    """A linear classifier. `dense` is (512, K) or None, `sparse` (features, K) of half precision, `signs` (signs, K); K labels.

    `members` are the sentences of each label, and `likeness` is the share of the nearness to them; none without an encoder.
    """

    labels: tuple[str, ...]
    dense: Floats | None
    sparse: Halves
    signs: Floats
    bias: Floats
    temperature: float
    likeness: float = 0.0
    members: Members = ()


@dataclass(frozen=True, slots=True)
class _Joined:
    """The weights of all facets side by side; the columns of each begin at `firsts`, and there are `counts` of them."""

    dense: Floats | None
    sparse: Halves
    signs: Floats
    bias: Floats
    temperatures: Floats
    likeness: Floats
    nearest: Nearest | None
    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]

    def shares(self, vector: Sparse, signs: Floats, dense: Floats | None, cosines: Floats | None) -> list[float]:
        """The probability of each label, those of each facet summing to 1."""
        margins = weighed(vector, self.sparse) + signs @ self.signs + self.bias
        if self.dense is not None and dense is not None:
            margins += dense @ self.dense
        margins /= self.temperatures
        if cosines is not None and self.nearest is not None:
            margins += self.likeness * self.nearest.near(cosines)
        raised = np.exp(margins - np.maximum.reduceat(margins, self.firsts).repeat(self.counts))
        shares: list[float] = (raised / np.add.reduceat(raised, self.firsts).repeat(self.counts)).tolist()
        return shares


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of one head, with the vocabulary and the sentences that they share. Without any, nothing is read. Make it
    with `of`."""

    tfidf: TfIdf
    learned: Mapping[str, Facet]
    kin: Kin = NO_KIN
    joined: _Joined | None = None

    @classmethod
    def of(cls, tfidf: TfIdf, learned: Mapping[str, Facet], kin: Kin = NO_KIN) -> Self:
        """These facets, their weights side by side: one product reads them all."""
        if not learned:
            return cls(tfidf, {}, kin)
        joined = _side_by_side([*learned.values()], len(kin.rows))
        columns = [slice(first, first + count) for first, count in zip(joined.firsts, joined.counts, strict=True)]
        cut = {name: _cut(learned[name], joined, own) for name, own in zip(learned, columns, strict=True)}
        return cls(tfidf, cut, kin, joined)

    def read(self, plain: str, signs: Floats, dense: Floats | None) -> dict[str, Chances]:
        """The chances of each facet's labels for one text: plain form, signs, and row of the encoder if any."""
        if self.joined is None:
            return {}
        cosines = self.kin.cosines(dense) if dense is not None and len(self.kin.rows) else None
        shares = iter(self.joined.shares(self.tfidf.vector(plain), signs, dense, cosines))
        return {
            name: tuple(sorted([(label, next(shares)) for label in facet.labels], key=lambda pair: -pair[1]))
            for name, facet in self.learned.items()
        }


def _side_by_side(facets: Sequence[Facet], kin: int) -> _Joined:
    members = [own for facet in facets for own in facet.members]
    counts = np.array([len(facet.labels) for facet in facets], dtype=np.int64)
    dense = [facet.dense for facet in facets if facet.dense is not None]
    return _Joined(
        dense=np.hstack(dense) if len(dense) == len(facets) else None,
        sparse=np.hstack([facet.sparse for facet in facets]),
        signs=np.hstack([facet.signs for facet in facets]),
        bias=np.concatenate([facet.bias for facet in facets]),
        temperatures=np.repeat(np.array([facet.temperature for facet in facets], dtype=np.float32), counts),
        likeness=np.repeat(np.array([facet.likeness for facet in facets], dtype=np.float32), counts),
        nearest=Nearest.of(members, kin) if len(members) == sum(counts) else None,
        firsts=np.cumsum(counts) - counts,
        counts=counts,
    )


def _cut(facet: Facet, joined: _Joined, own: slice) -> Facet:
    """The facet with its part of the joined weights in place of its own: they stand in memory once."""
    dense = None if joined.dense is None else joined.dense[:, own]
    return replace(facet, dense=dense, sparse=joined.sparse[:, own], signs=joined.signs[:, own], bias=joined.bias[own])


NOTHING_LEARNED = Facets(TfIdf(Half.learned((), np.zeros(0)), Half.learned((), np.zeros(0))), {})
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
        "word_features": list(words.features),
        "character_features": list(characters.features),
        "temperatures": {head: {name: f.temperature for name, f in facets.learned.items()} for head, facets in heads.items()},
        "likeness": {head: {name: f.likeness for name, f in facets.learned.items()} for head, facets in heads.items()},
    }, arrays


def restored(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], head: str) -> Facets:
    """The facets of one head, from what `described` gave. Raises KeyError or ValueError when the parts do not fit together."""
    if not about["labels"]:
        return NOTHING_LEARNED
    words = Half.read(about["word_features"], arrays["facets.word_idf"])
    characters = Half.read(about["character_features"], arrays["facets.character_idf"])
    tfidf = TfIdf(words, characters)
    gist, rows = (arrays.get(f"facets.{head}.{part}") for part in ("gist", "rows"))
    kin = Kin(gist, np.asfortranarray(rows, dtype=np.float32)) if gist is not None and rows is not None else NO_KIN
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
    return Facets.of(tfidf, learned, kin)


def _arrays(name: str, facet: Facet) -> Iterator[tuple[str, NDArray[Any]]]:
    for part in _WEIGHTS:
        if (array := getattr(facet, part)) is not None:
            yield f"{name}.{part}", array
    if facet.members:
        yield from zip((f"{name}.{part}" for part in _MEMBERS), flattened(facet.members), strict=True)
