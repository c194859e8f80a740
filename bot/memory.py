"""Keeping the process small: glibc's allocator would keep for good what reading the charter and the models needs for a second.

Measured by `python -m bench.start`. Where there is no glibc, nothing happens.
"""

import ctypes
import gc
from contextlib import suppress

M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
BLOCK = 1_048_576
"""Bytes from which a block is a mapping of its own, given back as soon as it is freed."""


def be_frugal() -> None:
    """Large blocks are given back when freed. To be called first, before anything large is loaded."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, BLOCK)
        library.mallopt(M_TRIM_THRESHOLD, BLOCK)


def give_back() -> None:
    """Collect what is unreachable, and return the allocator's free pages to the system."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
