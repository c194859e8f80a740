"""The gauges of those who arrived in a window are recounted from the events too, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import events as e
from conversations.figures import Gauge, History, Kept, TurnRow
from metrics import families as f
from metrics.cohort_gauges import LONGEST, gauges
from metrics.cohorts_anew import UNSURE, CohortsAnew
from metrics.recount import Recount
from store.sql import SqlStore
from tests.fakes.histories import rows
from tests.metrics.history import T0, Step, at, histories, run
from tests.metrics.stored import keep, publish, recounted

COMPUTED = T0 + timedelta(hours=40)
BEFORE = (
    [at(0, "open"), at(0.1, "hand_over"), at(5, "staff_answer")],
    [at(1, "open"), at(1.1, "bot_answer")],
    [at(2, "open"), at(2.1, "hand_over"), at(9, "staff_answer")],
    [at(20, "open"), at(20.1, "hand_over")],
    [at(30, "open"), at(30.1, "hand_over"), at(31, "close")],
)

Change = Callable[[Gauge], Gauge]


def _of(gauge: Gauge, family: f.Family, **labels: str) -> bool:
    return gauge.family == family.name and labels.items() <= dict(gauge.labels).items()


def forty_more(gauge: Gauge) -> Gauge:
    """The staff are said to have answered forty more."""
    more = _of(gauge, f.COHORT_TURNS, state="answered_staff", window="28d", department="sav")
    return replace(gauge, value=gauge.value + 40) if more else gauge


def half_the_delay(gauge: Gauge) -> Gauge:
    """Nine in ten of those whom the staff answer are said to have waited half as long."""
    less = _of(gauge, f.COHORT_ANSWER_DELAY, quantile="0.9", answered_by="staff", window="28d", department="all")
    return replace(gauge, value=gauge.value / 2) if less else gauge


def another_state(gauge: Gauge) -> Gauge:
    """Who was closed without an answer is said to have needed none."""
    step = {"unanswered": -1, "no_answer_needed": 1}.get(dict(gauge.labels).get("state", ""), 0)
    moved = _of(gauge, f.COHORT_TURNS, window="7d", department="sav")
    return replace(gauge, value=gauge.value + step) if moved else gauge


def reached_after_all(gauge: Gauge) -> Gauge:
    """What is over a value is said to be it."""
    unreached = _of(gauge, f.COHORT_ANSWER_DELAY, reached="no", window="28d", department="sav", answered_by="staff")
    labels = tuple(sorted((dict(gauge.labels) | {"reached": "yes"}).items()))
    return replace(gauge, labels=labels) if unreached else gauge


@pytest.fixture
async def shop(store: SqlStore) -> SqlStore:
    """Some customers, and the gauges of a moment at which some of them wait."""
    await publish(store)
    for n, steps in enumerate(BEFORE):
        await keep(store, f"c{n}", steps, drain=False)
    await compute(store)
    return store


async def compute(store: SqlStore, change: Change = lambda gauge: gauge) -> None:
    opened = await store.turns_opened(COMPUTED - LONGEST, COMPUTED)
    await store.keep_gauges(Kept(COMPUTED, tuple(map(change, gauges(opened, COMPUTED)))))


async def of_cohorts(store: SqlStore) -> tuple[Recount, set[str]]:
    """What is found, and the families of cohorts that are otherwise."""
    found = await recounted(store, COMPUTED)
    return found, {one.family for one in found.differences if one.family in {family.name for family in f.COHORTS}}


async def test_honest_gauges_are_what_the_events_say(shop: SqlStore) -> None:
    found, wrong = await of_cohorts(shop)
    assert (wrong, found.unsure) == (set(), 0)
    assert found.cohorts == len(gauges(await shop.turns_opened(COMPUTED - LONGEST, COMPUTED), COMPUTED))


@pytest.mark.parametrize("hours", [0, 0.01, -0.01, 0.5, 30], ids=lambda hours: f"{hours} h later")
async def test_what_is_stored_afterwards_makes_no_difference(shop: SqlStore, hours: float) -> None:
    moment = 40 + hours
    await keep(shop, "new", [at(moment, "open"), at(moment, "hand_over"), at(moment + 0.01, "staff_answer")], drain=False)
    await keep(shop, "other", [at(20, "open"), at(20.1, "hand_over"), at(50, "close"), at(50.1, "exclude")], drain=False)
    await compute_without(shop, "other")
    found, wrong = await of_cohorts(shop)
    assert wrong == set()
    assert (found.unsure > 0) is (hours == -0.01)


async def compute_without(store: SqlStore, id: str) -> None:
    """The gauges as they were before `new` was stored, and while `other` waited: as its row stood then."""
    opened = [row for row in await store.turns_opened(COMPUTED - LONGEST, COMPUTED) if row.conversation != "new"]
    then = {"closed_at": None, "withdrawn_at": None, "excluded": False}
    stood = [replace(row, **then) if row.conversation == id else row for row in opened]  # type: ignore[arg-type]
    await store.keep_gauges(Kept(COMPUTED, gauges(stood, COMPUTED)))


@pytest.mark.parametrize("meanwhile", [False, True], ids=["nothing since", "right after new events"])
@pytest.mark.parametrize(
    ("change", "family"),
    [
        (forty_more, f.COHORT_TURNS),
        (half_the_delay, f.COHORT_ANSWER_DELAY),
        (another_state, f.COHORT_TURNS),
        (reached_after_all, f.COHORT_ANSWER_DELAY),
    ],
    ids=lambda of: getattr(of, "__name__", ""),
)
async def test_a_gauge_that_flatters_is_named(shop: SqlStore, change: Change, family: f.Family, meanwhile: bool) -> None:
    await compute(shop, change)
    if meanwhile:
        await keep(shop, "new", [at(40 - 1 / 120, "open"), at(40 - 1 / 120, "hand_over")], drain=False)
    found, wrong = await of_cohorts(shop)
    assert wrong == {family.name}
    assert (found.unsure > 0) is meanwhile


@pytest.mark.parametrize("family", f.COHORTS, ids=lambda family: family.name)
async def test_a_gauge_that_is_missing_is_named(shop: SqlStore, family: f.Family) -> None:
    opened = gauges(await shop.turns_opened(COMPUTED - LONGEST, COMPUTED), COMPUTED)
    await shop.keep_gauges(Kept(COMPUTED, tuple(gauge for gauge in opened if gauge.family != family.name)))
    _, wrong = await of_cohorts(shop)
    assert wrong == {family.name}


@given(
    st.lists(histories(), min_size=1, max_size=4),
    st.integers(0, 30),
    st.integers(-150, 150),
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
)
def test_gauges_are_within_the_bounds(steps: list[list[Step]], step: int, seconds: int, seen: list[int]) -> None:
    """Whatever of the events around the moment had been seen."""
    moments = [step.at for one in steps for step in one]
    moment = moments[step % len(moments)] + timedelta(seconds=seconds)
    logs = [run(one, id=f"c{n}") for n, one in enumerate(steps)]
    anew_rows: list[TurnRow] = []
    unsure: list[tuple[History, int]] = []
    for n, log in enumerate(logs):
        early = _until(log, moment - UNSURE - timedelta.resolution)
        late = _until(log, moment + UNSURE)
        history = History(f"c{n}", "web", log)
        unsure.append((history, min(early + seen[n], late)))
        anew_rows.extend(rows(replace(history, events=log[: unsure[-1][1]])))
    anew = CohortsAnew(Kept(moment, gauges(anew_rows, moment)))
    for history, _ in unsure:
        anew.read(history)
    assert list(anew.differences()) == []


def _until(log: list[e.Event], moment: datetime) -> int:
    """How many events there are before the first that is later."""
    return next((n for n, event in enumerate(log) if event.at > moment), len(log))
