"""When a measure of a turn becomes a fact, one situation at a time."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from conversations import events as e
from conversations.conversation import after
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Reply
from metrics import families as f
from metrics.counting import tallies
from metrics.turns import LOOK_AGAIN, LOOK_AT_LEAST, next_settlement, settlements
from tests.metrics.history import EMPTY, T0, answer, at, facts, hours, results, run


def counted(log: list[e.Event]) -> Counter[str]:
    counts = Counter[str]()
    for tally in tallies(EMPTY, log):
        counts[tally.family] += tally.n
    return counts


def test_a_staff_answer_settles_at_delivery_with_all_its_delays() -> None:
    log = run([at(0, "open"), at(1, "hand_over"), at(24, "staff_answer")], drain=False)
    found = answer(log)
    assert found is not None
    assert (found.seconds, found.staff_seconds, found.open_seconds) == (24 * 3600, 23 * 3600, 9 * 3600)
    assert (found.answered_by, found.department, found.at) == (AnsweredBy.STAFF, "sav", T0 + timedelta(hours=24))


def test_a_bot_answer_settles_when_its_window_is_over_and_not_before() -> None:
    steps = [at(0, "open"), at(0.01, "bot_answer")]
    assert answer(run([*steps, at(24, "tick")], drain=False)) is None
    assert answer(run([*steps, at(24.05, "tick", caught_up=False)], drain=False)) is None
    found = answer(run([*steps, at(24.05, "tick")], drain=False))
    assert found is not None
    assert (found.answered_by, found.seconds, found.staff_seconds) == (AnsweredBy.BOT, 36, None)
    assert found.department == f.NOBODY


def test_a_window_does_not_end_over_a_message_that_nobody_has_read_yet() -> None:
    conversation = after(EMPTY, run([at(0, "open"), at(0.5, "bot_answer")], drain=False))
    now, inside = T0 + timedelta(hours=25), T0 + timedelta(hours=24)
    unread = after(conversation, [e.MessageReceived(inside, "m2", inside, Visibility.PRIVATE)])
    assert settlements(unread, now, now, hours) == ()
    read = after(unread, [e.Decided(now, ("m2",), "light:merci", "fr", "calm", "r1", "embedded", ())])
    assert [fact.measure for fact in settlements(read, now, now, hours)] == ["answered", "expected"]


def test_a_yes_settles_the_bots_answer_at_once() -> None:
    log = run([at(0, "open"), at(0.5, "bot_answer"), at(1, "confirm")], drain=False)
    assert [fact.measure for fact in facts(log)] == ["acknowledged", "answered"]
    assert results(run([at(0, "open"), at(0.5, "bot_answer"), at(1, "confirm"), at(2.1, "tick")], drain=False)) == {
        "expected": "met"
    }


def test_a_refused_answer_leaves_the_clock_running_from_the_opening() -> None:
    steps = [at(0, "open"), at(0.5, "bot_answer"), at(1, "refuse"), at(1.1, "hand_over"), at(5, "staff_answer")]
    log = run(steps)
    found = answer(log)
    assert found is not None
    assert found.seconds == 5 * 3600
    assert results(log) == {"expected": "missed", "target": "met"}
    assert counted(log)[f.FAQ_ANSWERS_REFUSED.name] == 1


def test_a_refusal_after_the_window_is_late_and_changes_nothing() -> None:
    steps = [at(0, "open"), at(0.5, "bot_answer"), at(30, "tick")]
    log, late = run(steps), run([*steps, at(31, "refuse")])
    assert facts(log) == facts(late)
    assert (counted(late)[f.LATE_FACTS.name], counted(late)[f.FAQ_ANSWERS_REFUSED.name]) == (1, 0)


def test_nothing_that_silence_decides_settles_before_the_channel_has_caught_up() -> None:
    assert facts(run([at(0, "open"), at(3, "tick", caught_up=False)], drain=False)) == []
    assert results(run([at(0, "open"), at(3, "tick")], drain=False)) == {"expected": "missed"}


def test_the_deadline_itself_is_in_time() -> None:
    assert results(run([at(0, "open"), at(2, "staff_answer")])) == {"expected": "met"}
    assert results(run([at(0, "open"), at(2, "tick"), at(2, "staff_answer")])) == {"expected": "met"}
    assert results(run([at(0, "open"), at(2.001, "staff_answer")])) == {"expected": "missed"}


def test_closing_without_an_answer_is_a_miss_and_a_later_answer_is_late() -> None:
    log = run([at(0, "open"), at(1, "close"), at(1.5, "staff_answer")])
    assert answer(log) is None
    assert results(log) == {"expected": "missed"}
    assert counted(log)[f.LATE_FACTS.name] == 1


def test_an_exclusion_before_the_deadline_counts_apart_and_after_it_forgives_nothing() -> None:
    early, late = run([at(0, "open"), at(1, "exclude")]), run([at(0, "open"), at(3, "exclude")])
    assert results(early) == {}
    assert results(late) == {"expected": "missed"}
    assert counted(early)[f.EXCLUDED.name] == counted(late)[f.EXCLUDED.name] == 1


def test_a_rule_that_nobody_owes_an_answer_is_counted_and_not_due() -> None:
    log = run([at(0, "open"), at(0, "no_answer_needed")])
    assert facts(log) == []
    assert next(t for t in tallies(EMPTY, log) if t.family == f.NO_ANSWER_NEEDED.name).labels == (
        ("channel", "web"),
        ("mention", "no"),
        ("rule", "light"),
        ("visibility", "private"),
    )


def test_a_rule_cannot_forgive_those_who_had_been_given_the_turn() -> None:
    assert results(run([at(0, "open"), at(0.1, "hand_over"), at(3, "no_answer_needed")])) == {"expected": "missed"}


def test_nor_those_who_were_asked_a_question_and_read_late() -> None:
    asked = [at(0, "open"), at(0, "ask"), at(2.5, "tick", caught_up=False), at(2.6, "no_answer_needed")]
    assert results(run(asked)) == {"expected": "missed"}
    assert results(run([*asked[:2], at(1, "no_answer_needed")])) == {}


def test_an_answer_on_its_way_is_waited_for_but_not_for_ever() -> None:
    queued = [at(0, "open"), at(1.9, "queue")]
    arrived = e.Delivered(T0 + timedelta(hours=1.95), "o2", Reply.ANSWER, AnsweredBy.STAFF, "a")
    now = T0 + timedelta(hours=2.5)
    waiting = after(EMPTY, run([*queued, at(2.5, "tick")], drain=False))
    assert [(s.measure, s.result) for s in settlements(after(waiting, [arrived]), now, now, hours) if s.result] == [
        ("expected", "met")
    ]
    assert results(run([*queued, at(3.01, "tick")], drain=False)) == {"expected": "missed"}


def test_an_answer_reported_after_its_miss_was_counted_is_a_late_fact() -> None:
    log = run([at(0, "open"), at(1.9, "queue"), at(3.01, "tick")], drain=False)
    arrived = e.Delivered(T0 + timedelta(hours=1.95), "o2", Reply.ANSWER, AnsweredBy.STAFF, "a")
    assert [t.labels for t in tallies(after(EMPTY, log), [arrived])] == [(("channel", "web"), ("fact", "answer"))]


def test_a_transfer_moves_the_label_and_no_clock() -> None:
    log = run([at(0, "open"), at(0.1, "hand_over"), at(1, "transfer"), at(9, "tick")], drain=False)
    assert {fact.measure: fact.department for fact in facts(log)} == {"expected": "livraison", "target": "livraison"}


def test_a_transfer_shortens_no_delay_in_opening_hours() -> None:
    log = run([at(0, "open"), at(0, "hand_over"), at(1, "transfer"), at(9, "staff_answer")])
    found = answer(log)
    assert found is not None
    assert results(log)["target"] == "missed"
    assert (found.department, found.open_seconds) == ("livraison", 8 * 3600)


def test_off_topic_chatter_in_public_counts_without_a_turn() -> None:
    message = e.MessageReceived(T0, "m1", T0, Visibility.PUBLIC, mention=True)
    decided = e.Decided(T0, ("m1",), "hors_sujet", "fr", "calm", "r1", "embedded", ())
    assert [t.labels for t in tallies(EMPTY, [message, decided]) if t.family == f.OFF_TOPIC.name] == [(("mention", "yes"),)]
    private = replace(message, visibility=Visibility.PRIVATE)
    assert f.OFF_TOPIC.name not in counted([private, decided])


def test_a_delay_falls_into_the_bucket_whose_edge_it_reaches() -> None:
    log = run([at(0, "open"), at(2, "staff_answer")], drain=False)
    found = next(t for t in tallies(EMPTY, log) if t.family == f.ANSWER_DELAY.name)
    assert (found.bucket, found.total, found.n) == ("7200", 7200, 1)
    assert [f.ANSWER_DELAY.bucket(seconds) for seconds in (7200.5, 0, 1e9)] == ["14400", "60", "+Inf"]


def test_the_next_look_is_at_the_first_deadline_and_soon_when_one_is_held_back() -> None:
    conversation = after(EMPTY, run([at(0, "open"), at(0.1, "hand_over")], drain=False))
    due = next_settlement(conversation, T0, T0)
    assert due is not None
    assert timedelta(0) < due - (T0 + timedelta(hours=2)) < timedelta(seconds=1)
    now = T0 + timedelta(hours=3)
    assert next_settlement(conversation, now, now) == now + LOOK_AGAIN
    assert next_settlement(conversation, now, T0) == now + LOOK_AT_LEAST
    assert next_settlement(EMPTY, now, now) is None


def test_the_next_look_waits_for_what_is_in_transit() -> None:
    conversation = after(EMPTY, run([at(0, "open"), at(0.5, "bot_answer")], drain=False))
    window, lag = T0 + timedelta(hours=24.5), timedelta(minutes=2)
    due = next_settlement(conversation, T0, T0 - lag)
    assert due is not None
    assert timedelta(0) < due - (window + lag) < timedelta(seconds=1)
    assert [fact.measure for fact in settlements(conversation, due, due - lag, hours)] == ["answered", "expected"]
