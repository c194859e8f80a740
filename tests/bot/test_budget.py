"""How fast an account may send: limits hold in every stretch of time, and nobody waits for nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budget import PER_ACCOUNT, PER_CHAT, PER_GROUP, Budget, Limit
from conversations.sending import Account

START = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
US = Account("telegram", "colibri_bot")
PLACES = st.tuples(st.sampled_from(["1", "2", "-5:0", "-5:7", "-6:0"]), st.integers(0, 3_000))


def _is_group(place: str) -> bool:
    return place.startswith("-")


def _most_in(stamps: list[datetime], limit: Limit) -> int:
    return max((sum(at <= one < at + limit.period for one in stamps) for at in stamps), default=0)


@given(st.lists(PLACES, max_size=120))
@settings(deadline=None)
def test_whoever_waits_as_told_never_exceeds_a_limit_in_any_stretch(sendings: list[tuple[str, int]]) -> None:
    budget, now = Budget(), START
    by_chat: dict[str, list[datetime]] = defaultdict(list)
    for place, pause in sendings:
        now += timedelta(milliseconds=pause)
        wait = budget.take(now, US, place, _is_group(place))
        if wait:
            now += timedelta(seconds=wait)
            assert budget.take(now, US, place, _is_group(place)) == 0.0
        by_chat[place.partition(":")[0]].append(now)
    assert _most_in([at for stamps in by_chat.values() for at in stamps], PER_ACCOUNT) <= PER_ACCOUNT.count
    assert all(_most_in(stamps, PER_CHAT) <= PER_CHAT.count for stamps in by_chat.values())
    assert all(_most_in(stamps, PER_GROUP) <= PER_GROUP.count for chat, stamps in by_chat.items() if _is_group(chat))


@given(st.integers(1, 200))
@settings(deadline=None, max_examples=20)
def test_different_chats_share_only_the_limit_of_the_account(n: int) -> None:
    budget = Budget()
    went = sum(budget.take(START, US, str(chat), False) == 0.0 for chat in range(n))
    assert went == min(n, PER_ACCOUNT.count)
    assert budget.take(START, Account("telegram", "another_bot"), "1", False) == 0.0


def test_a_chat_gets_one_a_second_and_waiting_is_not_counted() -> None:
    budget = Budget()
    assert budget.take(START, US, "1", False) == 0.0
    half = START + timedelta(seconds=0.5)
    assert [budget.take(half, US, "1", False) for _ in range(3)] == [0.5, 0.5, 0.5]
    assert budget.take(START + timedelta(seconds=1), US, "1", False) == 0.0


def test_a_group_gets_twenty_a_minute_whatever_the_threads() -> None:
    budget = Budget()
    waits = [budget.take(START + timedelta(seconds=at), US, f"-5:{at}", True) for at in range(21)]
    assert waits == [0.0] * 20 + [40.0]
    assert budget.take(START + timedelta(seconds=20), US, "-6:0", True) == 0.0


def test_a_held_chat_waits_and_the_others_go_on() -> None:
    budget = Budget()
    budget.hold(START, US, "-5:1", 17)
    assert budget.take(START, US, "-5:2", True) == 17.0
    assert budget.take(START, US, "1", False) == 0.0
    assert budget.take(START + timedelta(seconds=17), US, "-5:1", True) == 0.0


@given(st.floats(0, 86_400))
def test_a_clock_set_back_never_stops_us_for_long(back: float) -> None:
    budget = Budget()
    for second in range(20):
        budget.take(START + timedelta(seconds=second), US, "-5:0", True)
    assert budget.take(START - timedelta(seconds=back), US, "-5:0", True) <= PER_GROUP.period.total_seconds()


def test_what_no_longer_matters_is_forgotten() -> None:
    budget = Budget()
    for chat in range(1_000):
        budget.take(START + timedelta(seconds=chat), US, str(chat), False)
    assert len(budget._sent) < 100
