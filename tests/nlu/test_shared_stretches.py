"""A sequence whose stretches are kept once reads like the sequence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.shared_stretches import SharedStretches

STRETCH = st.lists(st.integers(0, 3), min_size=16, max_size=16)


@given(st.lists(STRETCH, min_size=1, max_size=4), st.lists(st.integers(0, 3), max_size=30))
def test_it_reads_like_the_sequence(kinds: list[list[int]], order: list[int]) -> None:
    numbers = [number for kind in order for number in kinds[kind % len(kinds)]]
    shared = SharedStretches(numbers)
    assert [shared[place] for place in range(len(numbers))] == numbers
    assert len(shared._kinds) <= 16 * len(kinds)


def test_a_length_that_does_not_divide_is_refused() -> None:
    with pytest.raises(ValueError, match="reshape"):
        SharedStretches([1, 2, 3])
