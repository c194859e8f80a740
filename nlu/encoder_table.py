"""The sentence encoder's table of what tokens mean, kept on disk: 65 MB, of which a brand's customers touch little.

It is put into a temporary file without a name, which ends with the process. A row is read when its token is met for the first
time in a while (`encoder_cache` keeps what follows from it).
"""

import os
import tempfile
from typing import IO
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


class TokenTable:
    """A row of bytes for each token. It stays in memory when no file can be written (disk full, no folder for them)."""

    def __init__(self, rows: Bytes) -> None:
        self._shape = rows.shape
        self._file = _written(rows)
        self._rows = rows if self._file is None else None
        if self._file is not None:
            finalize(self, self._file.close)

    def __len__(self) -> int:
        return int(self._shape[0])

    def of(self, tokens: NDArray[np.int64]) -> Bytes:
        """The rows of these tokens. Raises OSError when the disk fails."""
        if self._rows is not None:
            found: Bytes = self._rows[tokens]
            return found
        assert self._file is not None
        number, width = self._file.fileno(), self._shape[1]
        read = b"".join(os.pread(number, width, int(token) * width) for token in tokens)
        return np.frombuffer(read, dtype=np.uint8).reshape(len(tokens), width)


def _written(rows: Bytes) -> IO[bytes] | None:
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the table is used
    except OSError:
        return None
    try:
        rows.tofile(file)
        file.flush()
    except OSError:
        file.close()
        return None
    return file
