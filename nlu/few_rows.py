"""A matrix product with few rows on its left, as one message makes them."""

import numpy as np

from nlu.calibration import Floats

SMALL = 1_000_000
"""Up to so many multiplications OpenBLAS takes the right side as it lies; for more it copies all of it first, which for three
rows takes twice as long as the product itself. So large right sides are taken in strips of columns."""

FEW = 8
"""Rows for which strips are still wide enough to be worth it."""


def product(few: Floats, weights: Floats) -> Floats:
    """`few @ weights`, of (n, k) and (k, m); fast when n is 2 to 8, and `weights` lie row by row."""
    rows, inner = few.shape
    columns = weights.shape[1]
    if not 1 < rows <= FEW or rows * inner * columns <= SMALL:
        found: Floats = few @ weights
        return found
    found = np.empty((rows, columns), dtype=np.float32)
    width = SMALL // (rows * inner)
    for start in range(0, columns, width):
        strip = weights[:, start : start + width]
        np.matmul(few, strip, out=found[:, start : start + width])
    return found
