"""The breaker against what it promises, over any history of calls."""

from hypothesis import given
from hypothesis import strategies as st

from nlu.rasa_breaker import Breaker

# Each call: seconds since the one before, and whether the server would answer it. Whole seconds: no rounding to reason about.
HISTORIES = st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60)


@given(HISTORIES, st.integers(1, 4), st.integers(1, 30))
def test_what_is_let_through(history: list[tuple[int, bool]], limit: int, rest: int) -> None:
    breaker, now = Breaker(limit=limit, rest=rest), 0
    row: list[int] = []  # when the failures since the last success happened
    for pause, works in history:
        now += pause
        open_ = len(row) >= limit
        assert breaker.allows(now) == (not open_ or now - row[-1] >= rest)
        if not breaker.allows(now):
            continue
        breaker = breaker.asked(now)
        assert breaker.allows(now) != open_  # while open, one trial at a time
        breaker = breaker.succeeded() if works else breaker.failed(now)
        row = [] if works else [*row, now]


@given(st.integers(1, 5), st.integers(0, 100))
def test_a_trial_that_never_ends_does_not_close_the_way_for_ever(limit: int, waited: int) -> None:
    breaker = Breaker(limit=limit, rest=30)
    for _ in range(limit):
        breaker = breaker.failed(0)
    breaker = breaker.asked(30 + waited)
    assert not breaker.allows(59 + waited)
    assert breaker.allows(60 + waited)
