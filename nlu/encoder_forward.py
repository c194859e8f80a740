"""The sentence encoder's forward pass, arranged so that little is computed twice. The same numbers, but for rounding.

The network reads each token through windows of 2, 3 and 5 tokens, twice over. All before the second reading is a sum of what
each token says alone, at each place of the window: that is kept by token (`encoder_cache`). The second reading is computed
once for equal windows: a text, its sentences and its clauses are encoded together, and mostly hold the same ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, Self

import numpy as np

from nlu.calibration import Floats
from nlu.encoder_cache import Places, TokenCache
from nlu.encoder_layers import LastLayers
from nlu.encoder_table import TokenTable
from nlu.encoder_tokens import Tokens
from nlu.few_rows import product

WIDTH = 256
WORDS = 512
"""Numbers of a token in each window, and in itself."""

CAPACITY = 2_500
"""Tokens kept, 15 kB each."""

AT_ONCE = 1_500
"""Tokens computed together: of 16 messages all. With more, what is in work does not fit into the processor's own memory."""

FEW = 128
"""Tokens got ready together: all at once would take 30 MB beside what is kept of them."""

_BITS = 12  # one place of the cache: five of them make one number
_SHIFTS = 1 << _BITS * np.arange(5)
assert CAPACITY < 1 << _BITS


class Window(NamedTuple):
    """One of the three windows: how many tokens, how many of them before the one that is read; which of the three it is; and
    where its first place stands among the parts of the cache."""

    size: int
    before: int
    number: int
    first: int


WINDOWS = (Window(2, 0, 0, 3), Window(3, 1, 1, 5), Window(5, 2, 2, 8))
_WIDEST = WINDOWS[2]
_MEANING = 13
_PARTS = _MEANING + WORDS // WIDTH
_MARGIN = 4  # places between two texts that hold nothing


class ForwardPass:
    """Encodes with the package's weights. One thread at a time."""

    def __init__(self, package: Any) -> None:
        """`package` is its `USE`. Raises AttributeError, TypeError or ValueError when it is not made as expected."""
        weights = package._model
        shapes = [*(w.shape for w in (*weights.w1, *weights.w2)), weights.proj_W.shape, weights.table.shape[1:]]
        sizes = [(window.size * WIDTH, WIDTH) for window in WINDOWS]
        if shapes != [*sizes, *sizes, (WORDS, 3 * WIDTH), (WORDS,)]:
            raise ValueError("the weights have other shapes")
        self._tokens = Tokens(weights.sp)
        self._meanings = Meanings(TokenTable(weights.table), weights.scale, weights.lo)
        self._cache = TokenCache(
            partial(_of_tokens, self._meanings, _FirstLayers.of(weights)), _PARTS, WIDTH, len(weights.table), CAPACITY
        )
        self._second = [(list(_split(w)), b) for w, b in zip(weights.w2, weights.b2, strict=True)]
        self._layers = LastLayers.of(weights)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text. Raises ValueError for a text of more kinds of tokens than `CAPACITY`."""
        rows = [self._together(group) for group in _grouped([self._tokens.numbers(text) for text in texts])]
        return np.concatenate(rows) if rows else np.zeros((0, WORDS), dtype=np.float32)

    def expect(self, words: Iterable[str]) -> None:
        """Get ready for these words, the likeliest first, as far as there is room for their tokens."""
        tokens = dict.fromkeys(number for word in words for number in self._tokens.numbers(word))
        expected = np.fromiter(islice(tokens, CAPACITY), dtype=np.int64)
        for start in range(0, len(expected), FEW):
            self._cache.places(expected[start : start + FEW])

    def _together(self, texts: Sequence[Sequence[int]]) -> Floats:
        lengths = np.array([len(text) for text in texts])
        tokens = np.concatenate([np.array(text, dtype=np.int64) for text in texts])
        owners = np.repeat(np.arange(len(texts)), lengths)
        # Where each token stands among all, with a margin before and behind each text.
        at = np.arange(len(tokens)) + (owners + 1) * _MARGIN
        laid = np.zeros(at[-1] + 1 + _MARGIN, dtype=np.int64)
        laid[at] = self._cache.places(tokens)
        wide = _read_once(self._cache.table, _WIDEST, laid, at)
        # What is read twice reaches four tokens to each side: as far as the widest windows two tokens before and behind.
        reached = (wide.which[at - 2] * len(wide.rows) + wide.which[at]) * len(wide.rows) + wide.which[at + 2]
        _, firsts, kinds = np.unique(reached, return_index=True, return_inverse=True)
        read = np.empty((len(firsts), WORDS + 3 * WIDTH), dtype=np.float32)
        for half, part in enumerate(self._cache.table[_MEANING:]):
            read[:, half * WIDTH : (half + 1) * WIDTH] = part.take(laid[at[firsts]], axis=0)
        for window in WINDOWS:
            once = wide if window is _WIDEST else _read_once(self._cache.table, window, laid, at)
            start = WORDS + window.number * WIDTH
            _read_again(window, once, self._second[window.number], at[firsts], read[:, start : start + WIDTH])
        times = np.bincount(owners * len(firsts) + kinds, minlength=len(texts) * len(firsts))
        shares = times.reshape(len(texts), -1).astype(np.float32)
        return self._layers.concluded(_levelled_sums(read, shares, self._layers.least), lengths.astype(np.float32)[:, None])


class Meanings(NamedTuple):
    """The table of what each token means, in bytes."""

    table: TokenTable
    scale: Floats
    least: Floats

    def of(self, tokens: Places) -> Floats:
        """A row for each token."""
        chunk = tokens % len(self.scale)
        found: Floats = self.table.of(tokens).astype(np.float32)
        found *= self.scale[chunk, None]
        found += self.least[chunk, None]
        return found


class ReadOnce(NamedTuple):
    """What was read through a window: a row for each kind of window and one of zeros, for where nothing stands; and which of
    them each place has."""

    rows: Floats
    which: Places


class _FirstLayers(NamedTuple):
    """The weights before the second reading. The package's others are not kept."""

    proj_W: Floats
    proj_b: Floats
    ln_g_all: Floats
    ln_b_all: Floats
    w1: list[Floats]
    b1: list[Floats]
    eps: float

    @classmethod
    def of(cls, weights: Any) -> Self:
        """From the package's weights."""
        return cls(*(getattr(weights, name) for name in cls._fields))


def _of_tokens(meanings: Meanings, weights: _FirstLayers, tokens: Places) -> Floats:
    """Three parts of what each token is in the windows, its share of the first reading at each of their places, and what it
    means, in halves."""
    found = np.empty((_PARTS, len(tokens), WIDTH), dtype=np.float32)
    meaning = meanings.of(tokens)
    found[_MEANING:] = meaning.reshape(len(tokens), -1, WIDTH).swapaxes(0, 1)
    projected = product(meaning, weights.proj_W) + weights.proj_b
    projected = _levelled(projected, weights.eps) * weights.ln_g_all + weights.ln_b_all
    for window in WINDOWS:
        own = found[window.number] = projected[:, window.number * WIDTH : (window.number + 1) * WIDTH]
        for place, part in enumerate(_split(weights.w1[window.number])):
            np.matmul(own, part, out=found[window.first + place])
        found[window.first + window.before] += weights.b1[window.number]
    return found


def _read_once(table: Floats, window: Window, laid: Places, at: Places) -> ReadOnce:
    """The first reading through one window, of each token at `at`; equal windows once."""
    places = laid[at[:, None] + np.arange(-window.before, window.size - window.before)]
    _, firsts, kinds = np.unique(places @ _SHIFTS[: window.size], return_index=True, return_inverse=True)
    seen = places[firsts].T
    rows = np.zeros((len(firsts) + 1, WIDTH), dtype=np.float32)
    once = rows[:-1]
    for place in range(window.size):
        once += table[window.first + place].take(seen[place], axis=0)
    np.maximum(once, 0.0, out=once)
    once += table[window.number].take(seen[window.before], axis=0)
    which = np.full(len(laid), len(firsts), dtype=np.int64)
    which[at] = kinds
    return ReadOnce(rows, which)


def _read_again(window: Window, once: ReadOnce, weights: tuple[list[Floats], Floats], at: Places, out: Floats) -> None:
    """The second reading through one window, of each token at `at`."""
    parts, bias = weights
    total = np.zeros((len(at), WIDTH), dtype=np.float32)
    for place, part in enumerate(parts):
        total += product(once.rows, part).take(once.which[at + place - window.before], axis=0)
    total += bias
    np.maximum(total, 0.0, out=total)
    np.add(total, once.rows.take(once.which[at], axis=0), out=out)


def _levelled_sums(read: Floats, shares: Floats, least: float) -> Floats:
    """Sums of rows, each levelled to mean 0 and variance 1 before; `shares` says how often each row counts in each sum."""
    mean = (read @ np.full(read.shape[1], 1.0 / read.shape[1], dtype=np.float32))[:, None]
    variance = np.einsum("ij,ij->i", read, read)[:, None] / read.shape[1] - mean * mean
    weighed = shares / np.sqrt(variance + least).T
    sums: Floats = weighed @ read - weighed @ mean
    return sums


def _levelled(rows: Floats, least: float) -> Floats:
    """Rows with mean 0 and variance 1."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    levelled: Floats = rows / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + least)[:, None]
    return levelled


def _grouped(texts: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    """Neighbours of at most `AT_ONCE` tokens together, or one that is longer."""
    first = count = 0
    for number, text in enumerate(texts):
        if count and count + len(text) > AT_ONCE:
            yield texts[first:number]
            first, count = number, 0
        count += len(text)
    if count:
        yield texts[first:]


def _split(weights: Floats) -> Iterator[Floats]:
    """The weights of each place of a window."""
    return (weights[start : start + WIDTH] for start in range(0, len(weights), WIDTH))
