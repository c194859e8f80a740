"""A matrix product with few rows on its left, as one message makes them."""

import numpy as np

from nlu.calibration import Floats

SMALL = 1_000_000
"""Up to so many multiplications OpenBLAS takes the right side as it lies; for more it copies all of it first, which for three
rows takes twice as long as the product itself. So large right sides are taken in strips of columns."""

STEP = 64
"""Strips are as wide as several of these: narrower ones are slower than the copy."""


def product(few: Floats, weights: Floats) -> Floats:
    """`few @ weights`, of (n, k) and (k, m); fast when n is small, and `weights` lie row by row."""
    rows, inner = few.shape
    columns = weights.shape[1]
    width = SMALL // (rows * inner) // STEP * STEP if rows > 1 else 0
    if not 0 < width < columns:
        found: Floats = few @ weights
        return found
    found = np.empty((rows, columns), dtype=np.float32)
    for start in range(0, columns, width):
        strip = weights[:, start : start + width]
        np.matmul(few, strip, out=found[:, start : start + width])
    return found
