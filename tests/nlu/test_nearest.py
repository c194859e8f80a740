"""The nearness to many groups at once is the nearness to each of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlu.kin import near
from nlu.nearest import Nearest

COSINES = st.lists(st.sampled_from([-1.0, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0]), min_size=200, max_size=200)


@given(COSINES, st.lists(st.sets(st.integers(0, 199)), min_size=1, max_size=6))
def test_each_group_is_as_near_as_by_itself(cosines: list[float], groups: list[set[int]]) -> None:
    members = tuple(np.array(sorted(own), dtype=np.int32) for own in groups)
    row = np.array(cosines, dtype=np.float32)
    found = Nearest.of(members, len(row)).near(row)
    np.testing.assert_allclose(found, near(row[None, :], members)[0], atol=1e-6)


def test_large_groups_and_equal_cosines() -> None:
    row = np.random.default_rng(4).normal(0, 0.3, 3_000).astype(np.float32).clip(-1, 1)
    row[[5, 70, 71, 2_999]] = 1.0
    members = (np.arange(3_000, dtype=np.int32), np.array([5, 70, 2_999], dtype=np.int32), np.array([8], dtype=np.int32))
    np.testing.assert_allclose(Nearest.of(members, 3_000).near(row), near(row[None, :], members)[0], atol=1e-6)
