"""What a fact adds to which number, one fact at a time; and that a recount needs nothing but the events."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from conversations import events as e
from conversations.conversation import Conversation
from conversations.message import PlaceKey, Visibility
from conversations.tally import Tally
from conversations.turn import WITHDRAWN_BY_CUSTOMER, Clock, Reply
from metrics import families as f
from metrics.counting import beginning, tallies
from tests.metrics.history import EMPTY, T0, Step, at, facts, histories, results, run

PLACE = {"channel": "web", "mention": "no", "visibility": "private"}
BRIDGED = Conversation("c1", PlaceKey("mastodon", "api", "post-9", "zoe"))


def counted(log: list[e.Event], family: f.Family, before: Conversation = EMPTY) -> Counter[tuple[str, ...]]:
    """How often each label set of the family was counted: its values, in the order of its labels."""
    found = Counter[tuple[str, ...]]()
    for tally in tallies(before, log):
        if tally.family == family.name:
            assert tuple(name for name, _ in tally.labels) == family.labels
            found[tuple(value for _, value in tally.labels)] += tally.n
    return found


def test_a_late_answer_is_counted_on_each_clock_that_it_missed() -> None:
    log = run([at(0, "open"), at(0.1, "hand_over"), at(0.2, "promise"), at(6, "staff_answer")])
    late = {("staff", "web", clock, "sav", "no", "private"): 1 for clock in ("expected", "promised")}
    assert counted(log, f.ANSWERED_LATE) == late
    assert results(log) == {"expected": "missed", "promised": "missed", "target": "met"}
    assert counted(log, f.PROMISES_DUE) == {("web", "sav", "no", "broken", "private"): 1}
    assert counted(run([at(0, "open"), at(2, "staff_answer")]), f.ANSWERED_LATE) == {}


def test_a_bots_late_answer_counts_once_it_can_no_longer_be_refused() -> None:
    steps = [at(0, "open"), at(3, "bot_answer")]
    assert counted(run([*steps, at(26, "tick")], drain=False), f.ANSWERED_LATE) == {}
    assert counted(run([*steps, at(27.1, "tick")], drain=False), f.ANSWERED_LATE) == {
        ("bot", "web", "expected", "none", "no", "private"): 1
    }


def test_a_kept_promise_is_counted_by_the_first_word_alone() -> None:
    log = run([at(0, "open"), at(0.1, "promise"), at(4, "promise"), at(4.5, "staff_answer")])
    assert counted(log, f.PROMISES_DUE) == {("web", "none", "no", "kept", "private"): 1}
    assert not any(clock == "promised" for _, clock, *_ in counted(log, f.TURNS_DUE))


def test_what_a_customer_takes_back_is_counted_apart() -> None:
    opened = run([at(0, "open")], drain=False)
    taken_back = [*opened, e.NoAnswerNeeded(T0, "a", WITHDRAWN_BY_CUSTOMER)]
    assert counted(taken_back, f.TURNS_WITHDRAWN) == {("web", "no", "private"): 1}
    assert counted(taken_back, f.NO_ANSWER_NEEDED) == {}
    assert counted([*opened, e.NoAnswerNeeded(T0, "a", "light:merci")], f.TURNS_WITHDRAWN) == {}


def test_a_yes_is_counted_once_and_only_of_the_bots_answers() -> None:
    said_twice = run([at(0, "open"), at(0.5, "bot_answer"), at(1, "confirm"), at(1.1, "confirm")])
    assert counted(said_twice, f.FAQ_ANSWERS_CONFIRMED) == {("web", "no", "private"): 1}
    assert counted(run([at(0, "open"), at(0.5, "staff_answer"), at(1, "confirm")]), f.FAQ_ANSWERS_CONFIRMED) == {}


def test_the_ingest_lag_has_edges_of_its_own() -> None:
    message = e.MessageReceived(T0, "m1", T0 + timedelta(seconds=40), Visibility.PUBLIC, channel="mastodon")
    assert tallies(BRIDGED, [message]) == (Tally(f.INGEST_LAG.name, (("channel", "bridge"),), "60", 1, 40.0),)
    ahead = e.MessageReceived(T0, "m1", T0 - timedelta(seconds=40), Visibility.PUBLIC)
    assert [(tally.bucket, tally.total) for tally in tallies(EMPTY, [ahead])] == [("1", 0.0)]


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [("faq:horaires", "faq"), ("clarify:a|b", "clarify"), ("humain", "humain"), ("a verdict of tomorrow", "other")],
)
def test_decisions_are_counted_by_kind_and_private_as_soon_as_one_message_was(verdict: str, kind: str) -> None:
    public = e.MessageReceived(T0, "m1", T0, Visibility.PUBLIC)
    private = e.MessageReceived(T0, "m2", T0, Visibility.PRIVATE)
    one, both = (e.Decided(T0, read, verdict, "fr", "calm", "r1", "embedded", ()) for read in (("m1",), ("m1", "m2")))
    assert counted([public, private, one], f.DECISIONS) == {(kind, "public"): 1}
    assert counted([public, private, both], f.DECISIONS) == {(kind, "private"): 1}


@pytest.mark.parametrize(
    ("code", "reply", "channel", "label"),
    [
        ("blocked", Reply.ANSWER, "bridge", "blocked"),
        ("http_410", Reply.ANSWER, "bridge", "http"),
        ("whatever a bridge says", Reply.ANSWER, "bridge", "other"),
        ("recipient_refused", Reply.ON_CALL, "email", "recipient_refused"),
    ],
)
def test_what_can_never_arrive_is_counted_by_where_it_went_and_a_closed_code(
    code: str, reply: Reply, channel: str, label: str
) -> None:
    assert counted([e.Undeliverable(T0, "o1", code, reply)], f.UNDELIVERABLE, BRIDGED) == {(channel, label): 1}


def test_what_is_sent_against_a_check_is_counted_by_the_check() -> None:
    overrode = e.Overrode(T0, "u1", ("only_holds", "personal_phone", "personal_email", "of_tomorrow"), "m1")
    assert counted([overrode], f.CHECKS_OVERRIDDEN) == {("only_holds",): 1, ("personal",): 1, ("other",): 1}


def test_what_may_have_arrived_twice_is_counted_by_where_it_went() -> None:
    told = [e.PerhapsTwice(T0, "o1", Reply.STAFF_NOTICE), e.PerhapsTwice(T0, "o2", Reply.ANSWER), e.PerhapsTwice(T0, "o3")]
    assert counted(told, f.PERHAPS_TWICE, BRIDGED) == {("email",): 1, ("bridge",): 2}


def test_a_bridges_own_name_is_no_label() -> None:
    opened = e.TurnOpened(T0, "a", Visibility.PUBLIC, True, T0 + timedelta(hours=2), "mastodon")
    excluded = e.Excluded(T0, "a", "abuse", "u1")
    late = e.Excluded(T0, "gone", "abuse", "u1")
    log = [opened, excluded, late, e.CardRaised(T0, "impostor")]
    channels = {value for tally in tallies(BRIDGED, log) for name, value in tally.labels if name == "channel"}
    assert channels == {"bridge"}
    ours = (f.channel(name) for name in ("web", "telegram", "email", "api"))
    assert list(ours) == ["web", "telegram", "email", "bridge"]


def test_events_alone_say_where_a_conversation_is() -> None:
    """Also one in which nothing ever waited: a recount counts its messages where the line did."""
    chatter = [e.MessageReceived(T0, "m1", T0, Visibility.PUBLIC, channel="telegram"), e.CardRaised(T0, "impostor")]
    assert beginning("c1", chatter).key.channel == "telegram"
    written_before = [e.MessageReceived(T0, "m1", T0, Visibility.PRIVATE), *run([at(0, "open")])]
    assert beginning("c1", written_before).key.channel == "web"
    assert beginning("c1", ()).key.channel == ""


@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_of_every_history_a_late_answer_is_a_miss_too(steps: list[Step]) -> None:
    log = run(steps)
    missed = Counter(fact.measure for fact in facts(log) if fact.result == "missed")
    late = Counter[str]()
    for (_, _, clock, *_), n in counted(log, f.ANSWERED_LATE).items():
        late[clock] += n
    assert all(late[clock] <= missed[clock] for clock in Clock)
