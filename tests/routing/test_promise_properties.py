"""M2 and M3 over random hours, delays and workloads: a promise can be kept, is not early, and is bounded."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from charter import promises
from charter.hours import OpeningHours, closing, is_open, next_opening
from charter.keeping_word import Promising
from conversations import events as e
from conversations.conversation import Conversation
from conversations.message import PlaceKey, Visibility
from conversations.turn import Turn
from conversations.workload import Workload
from routing import acknowledgement
from routing.context import Context
from routing.draft import Draft
from routing.promising import Policy, promise
from tests.fakes.heard_times import heard
from tests.fakes.small_charter import small_charter

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekly(ranges: list[str], days: int, **more: object) -> OpeningHours:
    return OpeningHours.model_validate({"week": dict.fromkeys(DAYS[:days], ranges), **more})


WEEKS = st.sampled_from(
    [
        weekly(["9:00-12:30", "13:30-17:45"], 5),
        weekly(["22:00-2:50"], 7, holidays="none"),
        weekly(["0:00-24:00"], 7, holidays="none"),
        weekly(["9:10-17:20"], 5, timezone="Asia/Kathmandu", holidays="none"),
        weekly(["9:00-9:20"], 1),
    ]
)
MOMENTS = st.integers(0, 2 * 366 * 86400).map(lambda second: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
DELAYS = st.timedeltas(timedelta(seconds=1), timedelta(hours=30))
CAPS = st.floats(1, 5)
P90 = st.none() | st.timedeltas(timedelta(0), timedelta(hours=100))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    return Policy(draw(DELAYS), draw(WEEKS), Promising(cap=draw(CAPS), per_half_hour=draw(st.integers(1, 4))))


@st.composite
def situations(draw: st.DrawFn) -> tuple[datetime, Policy, Workload, datetime | None]:
    """A moment, a policy, a workload whose promises crowd where the next ones would fall, and perhaps a word given before."""
    now, policy = draw(MOMENTS), draw(policies())
    slot, slots = promises.promise(now, policy.delay, policy.hours), []
    for crowd in draw(st.lists(st.integers(0, 6), max_size=8)):
        slots += [slot] * crowd
        slot = promises.later(slot, policy.hours)
    load = Workload(
        p90=draw(P90),
        answers=draw(st.integers(0, 60)),
        per_hour=draw(st.just(0.0) | st.floats(0.01, 20)),
        waiting=draw(st.integers(0, 60)),
        promised=tuple(slots),
    )
    word = draw(st.none() | st.timedeltas(timedelta(hours=-30), timedelta(hours=60)))
    return now, policy, load, None if word is None else now + word


@settings(max_examples=150, deadline=None)
@given(situations())
def test_a_promise_lies_between_the_charters_delay_and_its_cap_in_opening_hours(
    situation: tuple[datetime, Policy, Workload, datetime | None],
) -> None:
    now, policy, load, word = situation
    given_ = promise(now, policy, load, word)
    hours = policy.hours
    assert given_.by > now
    assert is_open(hours, given_.by) or closing(hours, given_.by) == given_.by
    assert given_.by >= promises.promise(now, policy.delay, hours)
    after_word = promises.later(word, hours) if word is not None and word > now else now
    assert given_.by <= max(after_word, promises.promise(now, policy.delay * policy.bounds.cap, hours))
    assert word is None or given_.by > word
    local = given_.by.astimezone(ZoneInfo(hours.timezone))
    assert local.minute % 30 == 0 or closing(hours, given_.by) == given_.by


@settings(max_examples=150, deadline=None)
@given(situations())
def test_no_half_hour_is_promised_beyond_the_usual_output_but_at_the_cap(
    situation: tuple[datetime, Policy, Workload, datetime | None],
) -> None:
    now, policy, load, word = situation
    given_ = promise(now, policy, load, word)
    zone = policy.hours.timezone
    there = Counter(promises.half_hour(by, zone) for by in load.promised)[promises.half_hour(given_.by, zone)]
    output = max(1, int(load.per_hour / 2)) if load.per_hour else policy.bounds.per_half_hour
    assert there < output or given_.capped
    if given_.capped:
        after_word = promises.later(word, policy.hours) if word is not None and word > now else now
        assert given_.by == max(after_word, promises.promise(now, policy.delay * policy.bounds.cap, policy.hours))


@settings(max_examples=150, deadline=None)
@given(situations(), st.integers(0, 40), st.timedeltas(timedelta(0), timedelta(hours=50)))
def test_more_waiting_or_a_slower_team_never_makes_a_promise_earlier(
    situation: tuple[datetime, Policy, Workload, datetime | None], more: int, slower: timedelta
) -> None:
    now, policy, load, word = situation
    busier = Workload(load.p90, load.over, load.answers, load.per_hour, load.waiting + more, load.promised)
    p90 = (load.p90 or timedelta(0)) + slower
    slowed = Workload(p90, load.over, load.answers, load.per_hour, load.waiting, load.promised)
    by = promise(now, policy, load, word).by
    assert promise(now, policy, busier, word).by >= by
    assert promise(now, policy, slowed, word).by >= by


@settings(max_examples=100, deadline=None)
@given(MOMENTS, policies(), st.integers(1, 60))
def test_promises_made_one_after_the_other_fill_each_half_hour_and_no_more(now: datetime, policy: Policy, people: int) -> None:
    made: list[datetime] = []
    for _ in range(people):
        given_ = promise(now, policy, Workload(promised=tuple(made)))
        if given_.capped:
            break
        made.append(given_.by)
    at_once = Counter(promises.half_hour(by, policy.hours.timezone) for by in made)
    assert all(count <= policy.bounds.per_half_hour for count in at_once.values())
    assert made == sorted(made)


@settings(max_examples=100, deadline=None)
@given(situations(), st.sampled_from(["fr", "en"]), st.sampled_from(Visibility))
def test_every_time_that_is_said_is_the_one_that_is_meant(
    situation: tuple[datetime, Policy, Workload, datetime | None], language: str, visibility: Visibility
) -> None:
    """Heard back by somebody who knows only the words and the day, a promise is the promise that is kept count of."""
    now, policy, load, word = situation
    turn = Turn("t1", now, visibility, True, now, promised_by=word)
    conversation = Conversation("c1", PlaceKey("web", "site", "p", "x"), language=language, turns=(turn,))
    charter = small_charter(hours=policy.hours, promising=policy.bounds)
    draft = Draft(conversation, Context(charter, "r1", now, workloads={"livraison": load}))
    words = acknowledgement.promise_words(draft, turn, "livraison")
    promised = next(event for event in draft.change().events if isinstance(event, e.Promised))
    zone = ZoneInfo(policy.hours.timezone)
    assert heard(str(words["promise"]), now, zone, language) == promised.by
    assert words["closed"] is not is_open(policy.hours, now)
    if words["closed"]:
        assert heard(str(words["reopens"]), now, zone, language) == next_opening(policy.hours, now)
