"""The sentence encoder's forward pass, arranged so that little is computed twice. The same numbers, but for rounding.

The network reads each token through windows of 2, 3 and 5 tokens, twice over. All before the second reading is a sum of what
each token says alone, at each place of the window: that is kept by token (`encoder_cache`). The second reading is computed
once for equal windows: a text, its sentences and its clauses are encoded together, and mostly hold the same ones.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from nlu.calibration import Floats
from nlu.encoder_cache import Places, TokenCache
from nlu.encoder_tokens import Tokens
from nlu.few_rows import product

WIDTH = 256
WORDS = 512
"""Numbers of a token in each window, and in itself."""

CAPACITY = 1_700
"""Tokens kept, 13 kB each."""

AT_ONCE = 384
"""Tokens computed together: more do not fit into the processor's own memory."""

_BITS = 11  # one place of the cache: five of them make one number
assert CAPACITY < 1 << _BITS


class Window(NamedTuple):
    """One of the three windows: how many tokens, how many of them before the one that is read; which of the three it is; and
    where its first place stands among the parts of the cache."""

    size: int
    before: int
    number: int
    first: int


WINDOWS = (Window(2, 0, 0, 3), Window(3, 1, 1, 5), Window(5, 2, 2, 8))
_PARTS = 13
_MARGIN = 2  # places between two texts that hold nothing


class ForwardPass:
    """Encodes with the package's weights. One thread at a time."""

    def __init__(self, package: Any) -> None:
        """`package` is its `USE`. Raises AttributeError, TypeError or ValueError when it is not made as expected."""
        weights = package._model
        shapes = [*(w.shape for w in (*weights.w1, *weights.w2)), weights.proj_W.shape, weights.table.shape[1:]]
        sizes = [(window.size * WIDTH, WIDTH) for window in WINDOWS]
        if shapes != [*sizes, *sizes, (WORDS, 3 * WIDTH), (WORDS,)]:
            raise ValueError("the weights have other shapes")
        self._weights = weights
        self._tokens = Tokens(weights.sp)
        self._cache = TokenCache(self._of_tokens, _PARTS, WIDTH, len(weights.table), CAPACITY)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text. Raises ValueError for a text of more kinds of tokens than `CAPACITY`."""
        rows = [self._together(group) for group in _grouped([self._tokens.numbers(text) for text in texts])]
        return np.concatenate(rows) if rows else np.zeros((0, WORDS), dtype=np.float32)

    def _meaning(self, tokens: Places) -> Floats:
        weights = self._weights
        chunk = tokens % len(weights.scale)
        found: Floats = weights.table[tokens] * weights.scale[chunk, None] + weights.lo[chunk, None]
        return found

    def _of_tokens(self, tokens: Places) -> Floats:
        """Three parts of what each token is in the windows, then its share of the first reading at each of their places."""
        weights = self._weights
        found = np.empty((_PARTS, len(tokens), WIDTH), dtype=np.float32)
        projected = product(self._meaning(tokens), weights.proj_W) + weights.proj_b
        projected = _levelled(projected, weights.eps) * weights.ln_g_all + weights.ln_b_all
        for window in WINDOWS:
            own = found[window.number] = projected[:, window.number * WIDTH : (window.number + 1) * WIDTH]
            for place, part in enumerate(_split(weights.w1[window.number])):
                np.matmul(own, part, out=found[window.first + place])
            found[window.first + window.before] += weights.b1[window.number]
        return found

    def _together(self, texts: Sequence[Sequence[int]]) -> Floats:
        lengths = np.array([len(text) for text in texts])
        tokens = np.concatenate([np.array(text, dtype=np.int64) for text in texts])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        # Where each token stands among all, with a margin before and behind each text.
        at = np.arange(len(tokens)) + np.repeat(np.arange(1, len(texts) + 1) * _MARGIN, lengths)
        laid = np.zeros(at[-1] + 1 + _MARGIN, dtype=np.int64)
        laid[at] = self._cache.places(tokens)
        read = np.empty((len(tokens), WORDS + 3 * WIDTH), dtype=np.float32)
        read[:, :WORDS] = self._meaning(tokens)
        for window in WINDOWS:
            start = WORDS + window.number * WIDTH
            self._read_twice(window, laid, at, read[:, start : start + WIDTH])
        return self._concluded(_summed(read, starts, self._weights), lengths.astype(np.float32))

    def _read_twice(self, window: Window, laid: Places, at: Places, out: Floats) -> None:
        """Both readings through one window, of each token at `at`."""
        table, weights = self._cache.table, self._weights
        around = at[:, None] + np.arange(-window.before, window.size - window.before)
        places = laid[around]
        keys = places @ (1 << _BITS * np.arange(window.size))
        _, firsts, kinds = np.unique(keys, return_index=True, return_inverse=True)
        seen = places[firsts].T
        once = table[window.first].take(seen[0], axis=0)
        for place in range(1, window.size):
            once += table[window.first + place].take(seen[place], axis=0)
        np.maximum(once, 0.0, out=once)
        once += table[window.number].take(seen[window.before], axis=0)
        # The second reading: nothing stands beyond the ends, for which the last row is kept free.
        which = np.full(len(laid), len(once), dtype=np.int64)
        which[at] = kinds
        which = which[around].T
        said = np.zeros((len(once) + 1, WIDTH), dtype=np.float32)
        total = np.zeros((len(at), WIDTH), dtype=np.float32)
        for place, part in enumerate(_split(weights.w2[window.number])):
            np.matmul(once, part, out=said[:-1])
            total += said.take(which[place], axis=0)
        total += weights.b2[window.number]
        np.maximum(total, 0.0, out=total)
        np.add(total, once.take(kinds, axis=0), out=out)

    def _concluded(self, sums: Floats, lengths: Floats) -> Floats:
        """The rows of texts from the sums over their tokens: the network's last layers."""
        weights = self._weights
        means = (product(sums, weights.cnn_W) + lengths[:, None] * weights.cnn_b) / np.sqrt(lengths)[:, None]
        first = np.maximum(product(means, weights.d0), 0.0)
        second = np.maximum(product(means, weights.p1) + product(first, weights.d1), 0.0)
        third = np.maximum(product(second, weights.d2), 0.0)
        rows: Floats = np.tanh(product(second, weights.p3) + product(third, weights.d3))
        rows /= np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), weights.eps))[:, None]
        return rows


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


def _levelled(rows: Floats, least: float) -> Floats:
    """Rows with mean 0 and variance 1."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    levelled: Floats = rows / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + least)[:, None]
    return levelled


def _summed(read: Floats, starts: Places, weights: Any) -> Floats:
    """The sums of each text's rows, as if each had been levelled first."""
    mean = read.mean(axis=1)
    scale = 1.0 / np.sqrt(np.einsum("ij,ij->i", read, read) / read.shape[1] - mean * mean + weights.eps)
    read *= scale[:, None]
    lengths = np.diff(np.append(starts, len(read)))
    sums = np.add.reduceat(read, starts, axis=0) - np.add.reduceat(mean * scale, starts)[:, None]
    total: Floats = sums * weights.ln_g + lengths[:, None].astype(np.float32) * weights.ln_b
    return total
