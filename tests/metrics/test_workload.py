"""A department's figures from its turns: in open time, those still waiting included, from thirty answers on."""

from datetime import UTC, datetime, timedelta

from charter.hours import OpeningHours
from conversations.workload import Wait
from metrics.workload import workload

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
OFFICE = OpeningHours.model_validate({"week": {day: ["9:00-17:00"] for day in WEEK}, "timezone": "UTC", "holidays": "none"})
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answered(start: datetime, time: timedelta) -> Wait:
    return Wait(start, start + time, start + time)


def days(hours_each: int, count: int = 30) -> list[Wait]:
    """One turn each working day morning, answered after so many hours."""
    starts = [MONDAY + timedelta(weeks=n // 5, days=n % 5) for n in range(count)]
    return [answered(start, hours_each * HOUR) for start in starts]


NOW = MONDAY + timedelta(weeks=6)


def test_the_usual_delay_is_counted_in_open_time() -> None:
    overnight = [answered(wait.handed_over_at + 7 * HOUR, timedelta(hours=18)) for wait in days(1)]
    found = workload(overnight, OFFICE, NOW)
    assert (found.answers, found.p90) == (30, 2 * HOUR)


def test_fewer_than_thirty_answers_tell_nothing_usual() -> None:
    found = workload(days(3, 29), OFFICE, NOW)
    assert (found.answers, found.p90, found.over, found.per_hour) == (29, None, None, 0.0)
    assert workload(days(3, 30), OFFICE, NOW).p90 == 3 * HOUR


def test_output_is_that_of_the_hours_in_which_somebody_waited() -> None:
    assert workload(days(2), OFFICE, NOW).per_hour == 0.5
    together = [answered(wait.handed_over_at, wait.answered_at - wait.handed_over_at) for wait in days(2) for _ in range(3)]  # type: ignore[operator]
    assert workload(together, OFFICE, NOW).per_hour == 1.5


def test_what_waits_and_what_was_promised_to_it_stands_there() -> None:
    soon, past = NOW + HOUR, NOW - HOUR
    standing = [Wait(NOW - HOUR, soon), Wait(NOW - HOUR, past), Wait(NOW - HOUR)]
    over = [Wait(NOW - HOUR, soon, ended_at=NOW), answered(NOW - HOUR, HOUR)]
    found = workload([*standing, *over], OFFICE, NOW)
    assert (found.waiting, found.promised) == (3, (soon,))


def test_a_team_that_leaves_many_unanswered_is_slower_than_its_slowest_answer() -> None:
    closed = [Wait(MONDAY, MONDAY + HOUR, ended_at=MONDAY + HOUR) for _ in range(5)]
    found = workload([*days(2), *closed], OFFICE, NOW)
    assert (found.p90, found.over) == (None, 2 * HOUR)


def test_old_waits_make_the_usual_delay_longer() -> None:
    waiting = [Wait(NOW - timedelta(weeks=1)) for _ in range(6)]
    mixed = [*days(1, 20), *days(6, 10)]
    assert workload(mixed, OFFICE, NOW).p90 == 6 * HOUR
    found = workload([*mixed, *waiting], OFFICE, NOW)
    assert (found.p90, found.over) == (None, 6 * HOUR)


def test_an_empty_department_has_an_empty_workload() -> None:
    found = workload([], OFFICE, NOW)
    assert (found.answers, found.waiting, found.promised, found.per_hour) == (0, 0, (), 0.0)
