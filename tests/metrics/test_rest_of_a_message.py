"""When a department has answered its part of a message, the rest has waited since the message: no delay is flattered."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import events as e
from metrics import families as f
from metrics.counting import tallies
from tests.metrics.history import EMPTY, T0, Step, answer, at, facts, histories, numbers, results, run

UNHURRIED = settings(
    max_examples=40, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
SPLITS = st.integers(1, 60 * 48).map(lambda minutes: T0 + timedelta(minutes=minutes))


def split(steps: list[Step], when: object) -> list[Step]:
    """The history, with two departments from the start, and the rest of `a` handed on at that time."""
    both = [Step(T0, "open"), Step(T0, "hand_over_both"), *steps[1:], Step(when, "hand_on")]  # type: ignore[arg-type]
    return sorted(both, key=lambda step: step.at)


def _of_the_first(log: list[e.Event]) -> set[e.Settled]:
    """Its numbers: handing the rest on is one more occasion to look, and when somebody looks is no fact."""
    return {fact for fact in numbers(log) if fact.turn == "a"}


@UNHURRIED
@given(histories("transfer"), SPLITS)
def test_the_first_part_counts_as_it_did(steps: list[Step], when: object) -> None:
    whole = split(steps, when)
    alone = [step for step in whole if step.kind != "hand_on"]
    assert _of_the_first(run(whole)) == _of_the_first(run(alone))


@UNHURRIED
@given(histories("transfer"), SPLITS)
def test_every_turn_is_counted_once(steps: list[Step], when: object) -> None:
    log = run(split(steps, when))
    counted = Counter(fact.turn + fact.measure for fact in facts(log))
    assert all(n == 1 for n in counted.values())
    opened = sum(isinstance(event, e.TurnOpened) for event in log)
    assert sum(tally.n for tally in tallies(EMPTY, log) if tally.family == f.TURNS_OPENED.name) == opened


@UNHURRIED
@given(SPLITS, st.integers(1, 2000))
def test_the_rest_has_waited_since_the_message(when: object, minutes: int) -> None:
    later = when + timedelta(minutes=minutes)  # type: ignore[operator]
    steps = [*split([Step(T0, "open")], when), Step(later, "staff_answer", "ra")]
    log = run(steps)
    found = answer(log, "ra")
    assert found is not None
    assert found.seconds == (later - T0).total_seconds()
    late = later > T0 + timedelta(hours=2)
    assert results(log, "ra")["expected"] == ("missed" if late else "met")


def test_a_rest_that_nobody_answers_is_missed() -> None:
    log = run([at(0, "open"), at(0, "hand_over_both"), at(1, "staff_answer"), at(1, "hand_on")])
    assert results(log, "a")["expected"] == "met"
    assert results(log, "ra")["expected"] == "missed"
