"""The gauges of what was opened in the last day, week and four weeks."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conversations.figures import TurnRow
from conversations.message import Visibility
from metrics import families as f
from metrics.cohort_gauges import WINDOWS, gauges
from metrics.cohorts import State
from tests.metrics.test_cohorts import CLOSED, HOUR, LEFT_OUT, NOW, TURN, by_bot, by_staff

DAY = timedelta(days=1)


def found(rows: list[TurnRow], family: str, now: datetime = NOW, **labels: str) -> dict[tuple[str, ...], float]:
    """The gauges of a family with these labels: values by the other labels."""
    kept = [gauge for gauge in gauges(rows, now) if gauge.family == family and labels.items() <= dict(gauge.labels).items()]
    assert all(gauge.labels == tuple(sorted(gauge.labels)) for gauge in kept)
    values = [(tuple(value for name, value in gauge.labels if name not in labels), gauge.value) for gauge in kept]
    assert len(dict(values)) == len(values)
    return dict(values)


def opened(ago: timedelta, **more: object) -> TurnRow:
    """A turn opened so long before NOW."""
    return replace(TURN, opened_at=NOW - ago, expected_by=NOW - ago + 2 * HOUR, **more)  # type: ignore[arg-type]


def test_each_window_counts_what_was_opened_in_it() -> None:
    instant = timedelta.resolution
    rows = [opened(DAY), opened(DAY + instant), opened(7 * DAY), opened(28 * DAY), opened(28 * DAY + instant), opened(0 * DAY)]
    counted = found(rows, f.COHORT_TURNS.name, state="waiting", department="none", mention="yes", visibility="public")
    assert counted == {("1d",): 1, ("7d",): 3, ("28d",): 4}


def test_turns_are_told_apart_by_visibility_mention_and_department() -> None:
    private = replace(by_staff(1), visibility=Visibility.PRIVATE, mention=False, department="sav")
    rows = [TURN, TURN, replace(TURN, department="sav"), replace(TURN, mention=False), private]
    counted = found(rows, f.COHORT_TURNS.name, window="7d")
    assert {labels: n for labels, n in counted.items() if n} == {
        ("none", "yes", "waiting", "public"): 2,
        ("sav", "yes", "waiting", "public"): 1,
        ("none", "no", "waiting", "public"): 1,
        ("sav", "no", "answered_staff", "private"): 1,
    }
    assert {state for _, _, state, _ in counted} == set(State)
    assert len(counted) == 4 * len(State)


def test_the_acknowledged_are_of_those_to_whom_an_answer_was_owed() -> None:
    rows = [replace(TURN, acknowledged_at=NOW), replace(by_staff(1), acknowledged_at=NOW), TURN, LEFT_OUT]
    assert found(rows, f.COHORT_ACKNOWLEDGED.name, window="7d", department="none") == {("yes", "public"): 2}


def test_quantiles_are_by_department_and_of_all_of_them() -> None:
    slow = [replace(by_staff(hours), department="rh") for hours in (8, 9, 10)]
    rows = [replace(by_staff(1), department="sav"), *slow, replace(by_bot(0), department="sav")]
    values = found(
        rows, f.COHORT_ANSWER_DELAY.name, window="7d", mention="yes", visibility="public", quantile="0.5", reached="yes"
    )
    assert {labels: seconds / 3600 for labels, seconds in values.items()} == {
        ("all", "sav"): 0,
        ("bot", "sav"): 0,
        ("staff", "sav"): 1,
        ("all", "rh"): 9,
        ("staff", "rh"): 9,
        ("all", "all"): 8,
        ("bot", "all"): 0,
        ("staff", "all"): 8,
    }


def test_a_quantile_that_is_not_reached_is_over_a_value_and_says_so() -> None:
    values = found([by_staff(1), CLOSED], f.COHORT_ANSWER_DELAY.name, window="7d", answered_by="staff", department="none")
    assert values == {("yes", "0.5", "yes", "public"): 3600, ("yes", "0.9", "no", "public"): 30 * 3600}
    now_waiting = found([TURN], f.COHORT_ANSWER_DELAY.name, window="7d", answered_by="all", department="all")
    assert now_waiting == {("yes", quantile, "no", "public"): 30 * 3600 for quantile in ("0.5", "0.9")}


def test_where_nobody_has_asked_anything_only_the_time_of_the_computation_is_known() -> None:
    assert [(gauge.family, gauge.labels, gauge.value) for gauge in gauges([], NOW)] == [
        (f.FIGURES_TIMESTAMP.name, (), NOW.timestamp())
    ]
    assert found([LEFT_OUT], f.COHORT_ANSWER_DELAY.name) == {}


KINDS = (TURN, CLOSED, LEFT_OUT, by_staff(1), by_bot(0), by_bot(0, final=False))


def moved(kind: TurnRow, ago: timedelta, department: str | None, mention: bool) -> TurnRow:
    """A turn of that kind, opened so long before NOW."""
    at = NOW - ago
    withdrawn_at = at if kind.withdrawn_at else None
    return replace(
        kind, opened_at=at, expected_by=at + 2 * HOUR, withdrawn_at=withdrawn_at, department=department, mention=mention
    )


turns = st.builds(
    moved,
    st.sampled_from(KINDS),
    st.timedeltas(timedelta(0), 30 * DAY),
    st.sampled_from([None, "sav", "rh"]),
    st.booleans(),
)


@given(st.lists(turns, max_size=20))
def test_the_states_add_up_to_the_turns_of_the_window_and_each_quantile_is_there_once(rows: list[TurnRow]) -> None:
    all_gauges = gauges(rows, NOW)
    for window, length in WINDOWS.items():
        of_window = [row for row in rows if NOW - length <= row.opened_at < NOW]
        labelled = [(gauge, dict(gauge.labels)) for gauge in all_gauges if dict(gauge.labels).get("window") == window]
        assert sum(gauge.value for gauge, _ in labelled if gauge.family == f.COHORT_TURNS.name) == len(of_window)
        cells = Counter(
            tuple(value for name, value in gauge.labels if name != "reached")
            for gauge, _ in labelled
            if gauge.family == f.COHORT_ANSWER_DELAY.name
        )
        assert set(cells.values()) <= {1}
        owed = {(row.mention, row.department) for row in of_window if row.no_answer_needed is None}
        of_all = [labels for _, labels in labelled if labels.get("answered_by") == "all" and labels["department"] != "all"]
        assert len(of_all) == 2 * len(owed)


def test_every_gauge_has_the_labels_of_its_family_and_values_of_its_closed_lists() -> None:
    families = {family.name: family for family in f.COHORTS}
    for gauge in gauges([by_staff(1), by_bot(0), CLOSED, TURN], NOW):
        family = families[gauge.family]
        assert tuple(name for name, _ in gauge.labels) == family.labels
        for (_, value), label in zip(gauge.labels, family.by, strict=True):
            assert label.values is None or value in label.values
