"""A recount finds nothing where the line settled rightly, and names whatever is not as the events say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings

from charter.hours import OpeningHours
from conversations import events as e
from conversations.tally import Tally
from metrics.recount import Recount, recount
from tests.metrics.figures import MemoryFigures
from tests.metrics.history import Step, at, histories, hours, run

STEPS = [at(0, "open"), at(0.01, "acknowledge"), at(0.1, "hand_over"), at(3, "tick"), at(23, "staff_answer")]


def silent(done: int, of: int) -> None:
    """Progress that nobody watches."""


async def recounted(log: Sequence[e.Event], change: Callable[[e.Settled], e.Settled | None] = lambda fact: fact) -> Recount:
    """The recount of a log whose settled facts were changed, or dropped, before they were stored."""
    stored = [change(event) if isinstance(event, e.Settled) else event for event in log]
    return await recount(MemoryFigures({"c1": [event for event in stored if event is not None]}), hours, silent)


@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
async def test_of_every_history_there_is_no_difference(steps: list[Step]) -> None:
    for drain in (True, False):
        log = run(steps, drain)
        found = await recounted(log)
        assert found.differences == ()
        assert found.settled == sum(isinstance(event, e.Settled) for event in log)


async def test_a_wrong_delay_is_named() -> None:
    found = await recounted(run(STEPS), lambda s: replace(s, seconds=60.0, open_seconds=60.0) if s.measure == "answered" else s)
    (line,) = map(str, found.differences)
    assert line.startswith("settled{conversation=c1,measure=answered,turn=a}: exported seconds=60.0")
    assert "recounted seconds=82800.0" in line


async def test_a_flattered_result_is_named() -> None:
    found = await recounted(run(STEPS), lambda s: replace(s, result="met") if s.measure == "expected" else s)
    (line,) = map(str, found.differences)
    assert "exported result=met" in line
    assert "recounted result=missed" in line


async def test_a_fact_that_was_never_settled_is_missing() -> None:
    found = await recounted(run(STEPS), lambda s: None if s.measure == "answered" else s)
    assert {(d.exported, d.labels[1][1]) for d in found.differences} == {("nothing", "answered")}


async def test_a_fact_that_settled_twice_is_named() -> None:
    log = run(STEPS)
    fact = next(event for event in log if isinstance(event, e.Settled) and event.measure == "acknowledged")
    for again in (fact, replace(fact, at=fact.at + timedelta(days=80))):
        found = await recounted([*log, again])
        assert [d.labels[1] for d in found.differences] == [("measure", "acknowledged")]


async def test_a_deadline_that_had_not_passed_may_not_settle() -> None:
    log = run(STEPS)
    fact = next(event for event in log if isinstance(event, e.Settled) and event.measure == "expected")
    early = replace(fact, at=log[0].at, department="none")
    found = await recounted([log[0], early, *(event for event in log[1:] if event is not fact)])
    assert [(d.labels[1][1], d.recounted) for d in found.differences] == [("expected", "nothing")]


async def test_a_number_that_is_not_the_sum_of_its_events_is_named() -> None:
    figures = MemoryFigures({"c1": run(STEPS)})
    opened = next(tally for tally in figures.kept if tally.family == "recul_turns_opened_total")
    figures.kept.append(Tally(opened.family, opened.labels))
    found = await recount(figures, hours, silent)
    assert [str(d) for d in found.differences] == [
        "recul_turns_opened_total{channel=web,mention=no,visibility=private}: exported 2, recounted 1"
    ]


async def test_other_opening_hours_since_are_no_difference() -> None:
    def never(department: str | None) -> OpeningHours:
        return OpeningHours.model_validate({"week": {"monday": ["9:00-10:00"]}})

    found = await recount(MemoryFigures({"c1": run(STEPS)}), never, silent)
    assert (found.differences, found.other_hours) == ((), 1)


async def test_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []
    await recount(MemoryFigures({"c1": run(STEPS), "c2": ()}), hours, lambda done, of: heard.append((done, of)))
    assert heard == [(1, 2), (2, 2)]
