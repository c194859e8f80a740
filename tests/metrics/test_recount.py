"""A recount finds nothing where the line settled rightly, and names whatever is not as the events say."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations.tally import Tally
from metrics.recount import LINES, Recount, recount
from tests.metrics.figures import MemoryFigures, board, charter_source
from tests.metrics.history import LONG_AFTER, T0, Step, at, facts, histories, run

STEPS = [at(0, "open"), at(0.01, "acknowledge"), at(0.1, "hand_over"), at(3, "tick"), at(23, "staff_answer")]

BOARD = board()
TUESDAYS = board(week=lambda department: ("tuesday",))
UNHURRIED = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def silent(done: int, of: int) -> None:
    """Progress that nobody watches."""


async def recounted(log: Sequence[e.Event], change: Callable[[e.Settled], e.Settled | None] = lambda fact: fact) -> Recount:
    """The recount of a log whose settled facts were changed, or dropped, before they were stored."""
    stored = [change(event) if isinstance(event, e.Settled) else event for event in log]
    return await recount(MemoryFigures({"c1": [event for event in stored if event is not None]}), BOARD, LONG_AFTER, silent)


@UNHURRIED
@given(histories())
async def test_of_every_history_there_is_no_difference(steps: list[Step]) -> None:
    for drain in (True, False):
        log = run(steps, drain)
        found = await recount(MemoryFigures({"c1": log}), BOARD, LONG_AFTER if drain else steps[-1].at, silent)
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
    found = await recount(figures, BOARD, LONG_AFTER, silent)
    assert [str(d) for d in found.differences] == [
        "recul_turns_opened_total{channel=web,mention=no,visibility=private}: exported 2, recounted 1"
    ]


async def test_other_opening_hours_since_are_no_difference_where_no_release_is_named() -> None:
    found = await recount(MemoryFigures({"c1": run(STEPS)}), TUESDAYS, LONG_AFTER, silent)
    assert (found.differences, found.other_hours) == ((), 1)


async def test_open_hours_are_those_of_the_release_that_settled_them() -> None:
    figures = MemoryFigures({"c1": by_release("r1", run(STEPS))})
    figures.charters["r1"] = json.dumps(charter_source())
    found = await recount(figures, TUESDAYS, LONG_AFTER, silent)
    assert (found.differences, found.other_hours) == ((), 0)


async def test_an_open_delay_that_its_release_does_not_give_is_named() -> None:
    log = by_release("r1", run(STEPS))
    figures = MemoryFigures({"c1": [_shortened(event) for event in log]})
    figures.charters["r1"] = json.dumps(charter_source())
    found = await recount(figures, BOARD, LONG_AFTER, silent)
    assert [(d.labels[1][1], "open=1.0 " in d.exported) for d in found.differences] == [("answered", True)]


@pytest.mark.parametrize("text", [None, "brand: {", "brand: {name: Colibri, shouts: often}"])
async def test_a_release_that_cannot_be_read_is_as_unknown_as_none(text: str | None) -> None:
    figures = MemoryFigures({"c1": by_release("r1", run(STEPS))})
    figures.charters |= {"r1": text} if text is not None else {}
    found = await recount(figures, TUESDAYS, LONG_AFTER, silent)
    assert (found.differences, found.other_hours) == ((), 1)


@UNHURRIED
@given(histories())
async def test_all_that_should_have_settled_and_never_did_is_named(steps: list[Step]) -> None:
    log = run(steps)
    found = await recounted(log, lambda fact: None if fact.result is not None else fact)
    assert lacking(found) == {(fact.turn, fact.measure) for fact in facts(log) if fact.result is not None}


@UNHURRIED
@given(histories(), st.data())
async def test_one_fact_that_never_settled_is_named(steps: list[Step], data: st.DataObject) -> None:
    log = run(steps)
    lost = data.draw(st.sampled_from(facts(log)))
    found = await recounted(log, lambda fact: None if fact is lost else fact)
    assert (lost.turn, lost.measure) in lacking(found)


async def test_what_may_still_be_on_its_way_is_not_missing_yet() -> None:
    figures = MemoryFigures({"c1": run([at(0, "open")], drain=False)})
    for hours_on, missing in ((3, set()), (4.1, {("a", "expected")})):
        found = await recount(figures, BOARD, T0 + timedelta(hours=hours_on), silent)
        assert lacking(found) == missing


async def test_while_nobody_is_heard_a_bots_answer_waits_a_day_and_no_longer() -> None:
    figures = MemoryFigures({"c1": run([at(0, "open"), at(0.1, "bot_answer")], drain=False)})
    for hours_on, missing in ((48, set()), (50, {("a", "answered"), ("a", "expected")})):
        found = await recount(figures, BOARD, T0 + timedelta(hours=hours_on), silent)
        assert lacking(found) == missing


async def test_thousands_of_differences_are_counted_and_the_first_are_shown() -> None:
    never = [event for event in run(STEPS) if not isinstance(event, e.Settled)]
    found = await recount(MemoryFigures({f"c{n}": never for n in range(LINES)}), BOARD, LONG_AFTER, silent)
    assert (len(found.differences), found.found) == (LINES, 4 * LINES)


async def test_progress_is_told_from_the_start() -> None:
    heard: list[tuple[int, int]] = []
    await recount(MemoryFigures({"c1": run(STEPS), "c2": ()}), BOARD, LONG_AFTER, lambda done, of: heard.append((done, of)))
    assert heard == [(0, 2), (1, 2), (2, 2)]


def by_release(release: str, log: Sequence[e.Event]) -> list[e.Event]:
    """The same log, settled by that release."""
    return [replace(event, release=release) if isinstance(event, e.Settled) else event for event in log]


def lacking(found: Recount) -> set[tuple[str, str]]:
    """The measures, by turn, that are recounted and not exported at all."""
    lost = (dict(d.labels) for d in found.differences if d.family == "settled" and d.exported == "nothing")
    return {(labels["turn"], labels["measure"]) for labels in lost}


def _shortened(event: e.Event) -> e.Event:
    return replace(event, open_seconds=1.0) if isinstance(event, e.Settled) and event.open_seconds else event
