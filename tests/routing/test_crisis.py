"""A crisis is proposed on distinct people against the usual of that hour, and never because one person is furious."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.crisis import CrisisRules
from conversations.crisis import Crisis, CrisisState, Mood
from routing.crisis import after_time, contacts, holds, may_be_proposed, proposed

NOW = datetime(2026, 4, 2, 12, 30, tzinfo=UTC)
RULES = CrisisRules()
PARIS = "Europe/Paris"


def hour(day: int, people: int, heat: str = "calm", upset: int = 0) -> list[Mood]:
    """So many people in the hour before this time of day, so many days ago (local time), `upset` of them angry."""
    end = datetime(2026, 4, 2, 14, 30, tzinfo=ZoneInfo(PARIS)) - timedelta(days=day)  # of the clock on the wall
    at = end.astimezone(UTC) - timedelta(minutes=59)
    return [
        Mood(at + timedelta(seconds=number), f"d{day}c{number}", "angry" if number < upset else heat)
        for number in range(people)
    ]


def past(people: int, days: int = 28, upset: int = 0) -> list[Mood]:
    """Days of history, each with so many people at this hour; the day before the first one opens it."""
    opening = [Mood(NOW - timedelta(days=days, hours=3), "opening", "calm")]
    return opening + [mood for day in range(days, 0, -1) for mood in hour(day, people, upset=upset)]


def proposal(*moods: list[Mood]) -> dict[str, float] | None:
    return proposed(sorted((mood for part in moods for mood in part), key=lambda mood: mood.at), NOW, RULES, PARIS)


@pytest.mark.parametrize(
    ("usual", "today", "upset", "wanted"),
    [
        (0, 7, 7, False),
        (0, 8, 0, True),
        (0, 8, 8, True),
        (5, 8, 0, False),
        (5, 9, 0, False),
        (5, 10, 0, True),
        (20, 24, 0, False),
        (20, 25, 0, True),
        (20, 20, 11, False),
        (20, 20, 12, True),
        (20, 7, 7, False),
        (20, 8, 4, False),
        (20, 8, 5, True),
    ],
)
def test_volume_or_share_against_the_usual_of_that_hour(usual: int, today: int, upset: int, wanted: bool) -> None:
    assert (proposal(past(usual), hour(0, today, upset=upset)) is not None) is wanted


def test_the_figures_say_what_was_counted() -> None:
    figures = proposal(past(5), hour(0, 12, upset=3))
    wanted = {"contacts": 12, "upset": 3, "share": 0.25, "usual_contacts": 5, "deviation": 1, "usual_share": 0, "days": 28}
    assert figures == wanted


def test_one_furious_person_with_fifty_comments_is_one_person() -> None:
    storm = [Mood(NOW - timedelta(seconds=number), "furious", "threat") for number in range(50, 0, -1)]
    assert proposal(past(0), storm) is None
    assert proposal(past(3), hour(0, 6), storm) is None
    assert contacts(storm, NOW, RULES.window) == {"contacts": 1, "upset": 1, "share": 1.0}


def test_a_contact_counts_with_the_hottest_mood() -> None:
    cooled = [Mood(NOW - timedelta(minutes=1), f"d0c{number}", "calm") for number in range(8)]
    figures = proposal(past(30), hour(0, 8, upset=8), cooled)
    assert figures is not None
    assert figures["share"] == 1.0


def test_an_hour_that_is_always_upset_is_no_crisis_by_its_share() -> None:
    assert proposal(past(20, upset=14), hour(0, 20, upset=14)) is None
    assert proposal(past(20, upset=14), hour(0, 20, upset=18)) is not None


def test_one_wild_day_does_not_make_wild_days_usual() -> None:
    assert proposal(past(5), hour(3, 400), hour(0, 12)) is not None


def test_a_weekday_that_is_always_busier_is_compared_with_itself() -> None:
    weeks = [hour(day, people) for day, people in ((7, 31), (14, 28), (21, 35), (28, 30))]
    quiet = [hour(day, 10) for day in range(1, 28) if day % 7]
    opening = [Mood(NOW - timedelta(days=28, hours=3), "opening", "calm")]
    assert proposal(opening, *weeks, *quiet, hour(0, 33)) is None
    assert proposal(opening, *weeks, *quiet, hour(0, 60)) is not None
    assert proposal(opening, *weeks, *quiet, hour(0, 33, upset=20)) is not None


def test_the_same_weekday_of_one_wild_week_hides_nothing() -> None:
    assert proposal(past(5), hour(7, 400), hour(0, 12)) is not None


def test_a_busy_lunch_hour_is_compared_with_lunch_hours_across_the_change_of_clocks() -> None:
    nights = [
        Mood(NOW - timedelta(days=day, hours=9, minutes=number), f"n{day}c{number}", "calm")
        for day in range(28, 0, -1)
        for number in range(50)
    ]
    assert proposal(nights, past(30), hour(0, 32)) is None
    assert proposal(nights, past(5), hour(0, 32)) is not None


def test_without_a_week_of_history_only_the_share_counts() -> None:
    assert proposal(past(0, days=6), hour(0, 40, upset=10)) is None
    assert proposal(past(0, days=6), hour(0, 8, upset=5)) is not None
    assert proposal(past(0, days=7), hour(0, 40, upset=10)) is not None
    assert proposal(hour(0, 8, upset=8)) is not None
    assert proposal() is None


def test_what_is_older_than_the_window_does_not_count() -> None:
    old = [Mood(NOW - timedelta(minutes=61), f"o{number}", "angry") for number in range(30)]
    assert proposal(past(0), old) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["calm", "annoyed", "angry", "threat"]), st.integers(0, 3600))))
def test_fewer_people_than_the_floor_never_bring_a_proposal(said: list[tuple[int, str, int]]) -> None:
    moods = [Mood(NOW - timedelta(seconds=ago), f"c{who}", heat) for who, heat, ago in said]
    assert proposal(past(0), moods) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 5))
def test_saying_it_again_changes_nothing(people: int, upset: int, times: int) -> None:
    once = hour(0, people, upset=upset)
    again = [Mood(mood.at + timedelta(minutes=number), mood.contact, mood.heat) for mood in once for number in range(times)]
    assert proposal(past(4), once) == proposal(past(4), again)


def crisis(state: CrisisState, changed: timedelta = timedelta(0), **more: object) -> Crisis:
    return Crisis("k", state, NOW - timedelta(days=1), NOW - changed, **more)  # type: ignore[arg-type]


def test_after_a_refusal_only_twice_as_many_people_bring_a_new_proposal_within_a_day() -> None:
    declined = crisis(CrisisState.DECLINED, timedelta(hours=2), figures={"contacts": 10})
    assert not may_be_proposed(declined, {"contacts": 19}, NOW)
    assert may_be_proposed(declined, {"contacts": 20}, NOW)
    assert may_be_proposed(declined, {"contacts": 8}, NOW + timedelta(hours=22))
    assert may_be_proposed(None, {"contacts": 8}, NOW)
    for state in (CrisisState.PROPOSED, CrisisState.PRECAUTION, CrisisState.DECLARED):
        assert not may_be_proposed(crisis(state, timedelta(days=3), figures={"contacts": 1}), {"contacts": 99}, NOW)


def test_without_a_decision_a_precaution_and_then_its_end() -> None:
    proposed_now = crisis(CrisisState.PROPOSED)
    assert after_time(proposed_now, NOW + timedelta(minutes=19), RULES) is None
    precaution = after_time(proposed_now, NOW + timedelta(minutes=20), RULES)
    assert precaution is not None
    assert (precaution.state, precaution.ends_at) == (CrisisState.PRECAUTION, NOW + timedelta(hours=4, minutes=20))
    assert holds(precaution, NOW + timedelta(hours=4))
    assert after_time(precaution, NOW + timedelta(hours=4), RULES) is None
    ended = after_time(precaution, NOW + timedelta(hours=4, minutes=20), RULES)
    assert ended is not None
    assert ended.state is CrisisState.ENDED
    assert after_time(ended, NOW + timedelta(days=9), RULES) is None


def test_a_proposal_that_nobody_could_decide_on_while_nothing_ran_brings_no_quiet_days_later() -> None:
    old = Crisis("k", CrisisState.PROPOSED, NOW, NOW)
    ended = after_time(old, NOW + timedelta(days=2), RULES)
    assert ended is not None
    assert (ended.state, ended.changed_at) == (CrisisState.ENDED, NOW + timedelta(hours=4, minutes=20))
    assert not holds(ended, NOW + timedelta(days=2))


def test_a_declared_crisis_holds_until_its_end_even_if_nobody_notes_it() -> None:
    declared = crisis(CrisisState.DECLARED, ends_at=NOW)
    assert holds(declared, NOW - timedelta(seconds=1))
    assert not holds(declared, NOW)
    assert not holds(crisis(CrisisState.PROPOSED), NOW)
    assert not holds(None, NOW)
