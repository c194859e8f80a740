"""The figures of a period, counted again in other ways: by brute force over random weeks, and from their own rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from charter.charter import Charter
from conversations import events as e
from conversations.figures import TurnRow
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Clock
from metrics.cohort_gauges import gauges
from metrics.cohorts import State, state
from metrics.families import ALL
from metrics.known import known
from metrics.periods import Period
from metrics.report import FEW, Figure, Key, Read, Report, Scope, Unit, report
from tests.fakes.busy_weeks import Past, outcomes, rows, weeks
from tests.fakes.small_charter import small_charter

CHARTER = small_charter()
WEEK = Period(date(2026, 3, 9), date(2026, 3, 15), "Europe/Paris", "week")
NOW = datetime(2026, 3, 16, 7, tzinfo=UTC)
DEPARTMENTS = [department.id for department in CHARTER.departments]
SEEDS = st.integers(0, 10**6)
FEWER = settings(max_examples=15, deadline=None)


def read(pasts: Sequence[Past], period: Period) -> Read:
    return Read(rows(pasts, period.since, period.until), outcomes(pasts, period.since, period.until))


def reported(pasts: Sequence[Past], period: Period = WEEK, now: datetime = NOW) -> Report:
    return report(period, now, read(pasts, period), read(pasts, period.before()), DEPARTMENTS)


def two_weeks(seed: int, a_day: int = 8, charter: Charter = CHARTER) -> list[Past]:
    return weeks(Random(seed), charter, WEEK.before().since, 14, a_day, NOW)


def of(report: Report, key: Key) -> list[TurnRow]:
    """The turns that a figure says it is counted from."""
    by_id = {row.id: row for row in report.known.rows}
    return [by_id[id] for id in report.figures[key].turns]


@FEWER
@given(SEEDS)
def test_each_number_is_what_its_own_rows_say(seed: int) -> None:
    shown = reported(two_weeks(seed))
    for key, figure in shown.figures.items():
        own = of(shown, key)
        assert len(set(figure.turns)) == len(figure.turns)
        assert all(_belongs(row, key) for row in own)
        if figure.unit is Unit.TURNS:
            assert figure.value == len(own)
        if figure.value is None:
            assert not own
        counted = _again(key.name, own, shown)
        assert counted is None or figure.value is None or abs(counted - figure.value) < 1e-6


def _belongs(row: TurnRow, key: Key) -> bool:
    public = row.visibility is Visibility.PUBLIC
    side = {Scope.MENTIONS: public and row.mention, Scope.COMMENTS: public, Scope.PRIVATE: not public}[key.scope]
    return side and key.department in (ALL, row.department or "none")


def _again(name: str, own: Sequence[TurnRow], shown: Report) -> float | None:
    """What a figure of that name is, by its rows alone; None where this test knows no other way."""
    if not own:
        return None
    delays = [
        (row.answered_at - row.opened_at).total_seconds() for row in own if row.answered_at and state(row).startswith("answ")
    ]
    match name.partition("_")[0], name:
        case "mean", _:
            return sum(delays) / len(own)
        case _, "answered_share":
            return len(delays) / len(own)
        case _, "acknowledged_share":
            return sum(row.acknowledged_at is not None for row in own) / len(own)
        case _, "oldest":
            return (shown.at - own[0].opened_at).total_seconds()
        case "met", _ if "share" in name:
            return sum(shown.known.met[row.id, Clock(name.rpartition("_")[2])] for row in own) / len(own)
        case _:
            return None


@FEWER
@given(SEEDS)
def test_states_add_up_to_what_came_in_and_departments_to_all(seed: int) -> None:
    shown = reported(two_weeks(seed))
    for scope in Scope:
        for department in (ALL, *shown.departments):
            opened = shown.figure(scope, "opened", department).turns
            states = [id for one in State for id in shown.figure(scope, one.value, department).turns]
            assert sorted(states) == sorted(opened)
        for name in ("opened", "owed", "answered", "met_expected", "missed_promised", "faq_silent", "asked", "gone"):
            parts = [id for one in shown.departments for id in shown.figure(scope, name, one).turns]
            assert sorted(parts) == sorted(shown.figure(scope, name).turns)
    apart = shown.figure(Scope.COMMENTS, "opened").n + shown.figure(Scope.PRIVATE, "opened").n
    assert apart == len(shown.known.rows)
    assert set(shown.figure(Scope.MENTIONS, "owed").turns) <= set(shown.figure(Scope.COMMENTS, "owed").turns)


@FEWER
@given(SEEDS)
def test_the_median_and_the_p90_are_those_of_kaplan_and_meier(seed: int) -> None:
    shown = reported(two_weeks(seed))
    for scope in Scope:
        for name, by in (("staff", AnsweredBy.STAFF), ("bot", AnsweredBy.BOT), ("all", None)):
            for part, share in (("median", 0.5), ("p90", 0.9)):
                key = Key(scope, ALL, f"{part}_{name}")
                figure = shown.figures[key]
                assert (figure.value, figure.over) == _kaplan_meier(of(shown, key), by, shown.at, share)


def _kaplan_meier(own: Sequence[TurnRow], by: AnsweredBy | None, at: datetime, share: float) -> tuple[float | None, bool]:
    """By the book: at each time of an answer, how many of those still at risk are answered; the never answered always are."""
    if not own:
        return None, False
    lasted = []
    for row in own:
        was = state(row)
        answered = was in (State.ANSWERED_STAFF, State.ANSWERED_BOT) and by in (None, row.answered_by)
        ended = row.answered_at if answered and row.answered_at else at
        never = not answered and was is not State.PENDING and (was is not State.WAITING or by is AnsweredBy.BOT)
        lasted.append(((ended - row.opened_at).total_seconds(), answered, never))
    left = 1.0
    for time in sorted({seconds for seconds, answered, _ in lasted if answered}):
        at_risk = sum(seconds >= time or never for seconds, _, never in lasted)
        left *= 1 - sum(seconds == time and answered for seconds, answered, _ in lasted) / at_risk
        if left <= 1 - share + 1e-12:
            return time, False
    return max(seconds for seconds, _, _ in lasted), True


@FEWER
@given(SEEDS)
def test_a_week_like_the_one_before_has_not_changed(seed: int) -> None:
    """Compared at the same age: turns of last night that the bot answered can still be refused, in both weeks alike."""
    three = (WEEK.before().before(), WEEK.before(), WEEK)
    alike = [weeks(Random(seed), CHARTER, week.since, 7, 12, NOW) for week in three]
    shown = reported([past for week in alike for past in week])
    for key, figure in shown.figures.items():
        was = shown.before[key]
        if key.department == ALL:
            assert (figure.value, figure.over, figure.n) == (was.value, was.over, was.n), key


@FEWER
@given(SEEDS)
def test_the_boards_show_the_same(seed: int) -> None:
    """At the end of a week its report and the gauges of the last seven days are about the same turns."""
    shown = reported(two_weeks(seed), now=WEEK.until)
    exported = {(gauge.family, gauge.labels): gauge.value for gauge in gauges(shown.known.rows, WEEK.until)}
    cells = {Scope.MENTIONS: ("public", "yes"), Scope.PRIVATE: ("private", "no")}
    for scope, (visibility, mention) in cells.items():
        of_scope = {"window": "7d", "visibility": visibility, "mention": mention}
        for department in shown.departments:
            for one in State:
                labels = tuple(sorted({**of_scope, "department": department, "state": one.value}.items()))
                counted = exported.get(("recul_cohort_turns", labels), 0)
                assert counted == shown.figure(scope, one.value, department).value
        for department in (ALL, *shown.departments):
            for by in ("staff", "bot", "all"):
                for part, share in (("median", "0.5"), ("p90", "0.9")):
                    figure = shown.figure(scope, f"{part}_{by}", department)
                    more = {
                        "department": department,
                        "answered_by": by,
                        "quantile": share,
                        "reached": "no" if figure.over else "yes",
                    }
                    labels = tuple(sorted((of_scope | more).items()))
                    assert exported.get(("recul_cohort_answer_delay_seconds", labels)) == figure.value


def test_too_few_are_not_compared() -> None:
    shown = reported(two_weeks(3, a_day=30))
    key = Key(Scope.COMMENTS, ALL, "mean_staff")
    assert shown.change(Scope.COMMENTS, "mean_staff") is not None
    few = replace(shown, before={**shown.before, key: Figure(60.0, Unit.SECONDS, tuple("t" * n for n in range(FEW - 1)))})
    assert few.change(Scope.COMMENTS, "mean_staff") is None
    over = replace(shown, figures={**shown.figures, key: replace(shown.figures[key], over=True)})
    assert over.change(Scope.COMMENTS, "mean_staff") is None


def test_a_department_that_is_no_more_and_turns_of_nobody_have_figures() -> None:
    pasts = two_weeks(1, a_day=20)
    shown = report(WEEK, NOW, read(pasts, WEEK), read(pasts, WEEK.before()), ["qualite"])
    assert shown.departments == ("qualite", "livraison", "relation_client", "none")
    assert shown.figure(Scope.PRIVATE, "opened", "none").n > 0


def test_what_has_come_since_is_not_known() -> None:
    pasts = two_weeks(2, a_day=20)
    found = read(pasts, WEEK)
    now = known(*found, NOW)
    assert [row.id for row in now.rows] == [row.id for row in found.rows]
    assert list(now.rows) == found.rows
    moments = [WEEK.since + timedelta(days=day) for day in range(8)]
    seen = [known(*found, at) for at in moments]
    for before, after in pairwise(seen):
        assert {row.id for row in before.rows} <= {row.id for row in after.rows}
        assert before.met.items() <= after.met.items()
    for then in seen:
        for row in then.rows:
            times = (row.answered_at, row.closed_at, row.refused_at, row.acknowledged_at, row.handed_over_at, row.withdrawn_at)
            assert all(time is None or time <= then.at for time in times)
        events = [event for found in then.outcomes.values() for event in found if isinstance(event, e.Settled)]
        assert {event.turn for event in events if event.measure == "answered"} >= {row.id for row in then.rows if row.final}


def test_a_bots_answer_of_before_is_known_at_its_time_whatever_became_of_it_since() -> None:
    opened = WEEK.since + timedelta(hours=1)
    tried = TurnRow(
        "t1",
        "c1",
        "web",
        Visibility.PRIVATE,
        False,
        opened,
        opened + timedelta(hours=2),
        bot_answered_at=opened + timedelta(minutes=1),
    )
    refused = replace(tried, refused_at=opened + timedelta(hours=5))
    by_a_person = replace(tried, answered_at=opened + timedelta(hours=6), answered_by=AnsweredBy.STAFF, final=True)
    for row in (refused, by_a_person):
        (then,) = known([row], {}, opened + timedelta(hours=4)).rows
        assert (then.answered_at, then.answered_by, then.final) == (opened + timedelta(minutes=1), AnsweredBy.BOT, False)
        (later,) = known([row], {}, opened + timedelta(hours=7)).rows
        assert later.answered_by is row.answered_by
