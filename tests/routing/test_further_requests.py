"""Several requests in one message: nothing is dropped, and each delay counts from the message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from charter.charter import Charter
from conversations import events as e
from conversations import turn_fold
from conversations.acts import Approve, Cancel
from conversations.change import Timer
from conversations.crisis import Crisis, CrisisState
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Clock, Reply, Turn
from conversations.understanding import Danger, Heat, Score, Understanding
from routing.context import Emergency
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine


def both(first: str, *others: str, **changes: object) -> Understanding:
    return understood((first, 0.9), also=tuple(Score(one, 0.9) for one in others), **changes)


TWO_QUESTIONS = both("horaires", "retour")
TWO_CASES = both("livraison", "qualite")


def waiting(line: VirtualLine) -> Turn:
    turn = line.conversation.waiting
    assert turn is not None
    return turn


@pytest.mark.parametrize(
    ("understanding", "verdict", "also"),
    [
        (TWO_QUESTIONS, "faq:horaires", ("faq:retour",)),
        (both("horaires", "livraison"), "route:livraison", ("faq:horaires",)),
        (both("livraison", "horaires"), "route:livraison", ("faq:horaires",)),
        (TWO_CASES, "route:livraison", ("route:qualite",)),
        (both("horaires", "retour", "qualite"), "route:qualite", ("faq:horaires", "faq:retour")),
        (both("livraison", "livraison"), "route:livraison", ()),
        (both("livraison", "horaires", heat=Heat.ANGRY), "route:livraison", ("route:relation_client",)),
        (both("livraison", "retour", heat=Heat.ANNOYED), "route:livraison", ()),
        (both("qualite", "livraison", danger=Danger.PRODUCT), "route:qualite", ("route:livraison",)),
        (both("retour", "livraison", dated_act="withdrawal"), "route:relation_client", ("route:livraison",)),
        (both("livraison", "qualite", heat=Heat.THREAT), "route:relation_client", ("route:qualite",)),
        (both("humain", "livraison"), "humain", ("route:livraison",)),
        (both("salutation", "livraison"), "light:salutation", ()),
        (understood(("livraison", 0.9), also=(Score("horaires", 0.3), Score("qualite", 0.1))), "route:livraison", ()),
        (
            understood(("horaires", 0.4), ("retour", 0.38), also=(Score("qualite", 0.9),)),
            "route:relation_client",
            ("route:qualite",),
        ),
    ],
)
def test_each_request_gets_what_it_would_get_alone(understanding: Understanding, verdict: str, also: tuple[str, ...]) -> None:
    line = VirtualLine()
    line.writes(understanding)
    assert (line.decided.verdict, line.decided.also) == (verdict, also)


PERHAPS = (Score("horaires", 0.9), Score("livraison", 0.4))


@pytest.mark.parametrize(
    ("understanding", "verdict", "also"),
    [
        (understood(("horaires", 0.9), perhaps=PERHAPS), "route:livraison", ("faq:horaires",)),
        (understood(("retour", 0.9), perhaps=PERHAPS), "route:relation_client", ("faq:retour",)),
        (understood(("horaires", 0.9), perhaps=(Score("retour", 0.4), PERHAPS[0])), "route:livraison", ("faq:horaires",)),
        (understood(("livraison", 0.9), perhaps=(PERHAPS[1], Score("retour", 0.9))), "route:livraison", ()),
        (understood(("qualite", 0.9), perhaps=PERHAPS), "route:qualite", ()),
        (understood(("salutation", 0.9), perhaps=PERHAPS), "route:relation_client", ()),
        (understood(("horaires", 0.9), perhaps=PERHAPS, heat=Heat.ANNOYED), "route:relation_client", ()),
    ],
)
def test_no_canned_answer_stands_alone_where_more_may_be_asked(
    understanding: Understanding, verdict: str, also: tuple[str, ...]
) -> None:
    line = VirtualLine()
    line.writes(understanding)
    assert (line.decided.verdict, line.decided.also) == (verdict, also)


def test_what_may_be_asked_beside_is_read_by_a_person_and_the_answer_given() -> None:
    line = VirtualLine()
    (reply,) = line.writes(understood(("horaires", 0.9), perhaps=PERHAPS))
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert reply.text.index("Réponse horaires") < reply.text.index("[acknowledgement ")
    assert line.decided.reasons[0].rule == "perhaps_more"
    assert waiting(line).department == "livraison"


def test_two_questions_are_answered_in_one_reply_in_the_order_of_the_message() -> None:
    line = VirtualLine()
    (answer,) = line.writes(TWO_QUESTIONS)
    assert answer.reply is Reply.ANSWER
    assert 0 < answer.text.index("Réponse horaires") < answer.text.index("Réponse retour") < answer.text.index("[helped")
    assert line.conversation.waiting is None


def test_a_no_refuses_both_answers_and_neither_team_is_forgotten() -> None:
    line = VirtualLine()
    line.writes(TWO_QUESTIONS)
    line.writes(understood(("hors_sujet", 0.6)), text="non")
    turn = waiting(line)
    assert (turn.refused, turn.department, turn.also) == (True, "relation_client", ("livraison",))


@pytest.mark.parametrize("again", ["horaires", "retour"])
def test_either_of_two_questions_asked_again_goes_to_a_person(again: str) -> None:
    line = VirtualLine()
    line.writes(TWO_QUESTIONS)
    (reply,) = line.writes(understood((again, 0.9)))
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert waiting(line).refused


def test_what_can_be_answered_is_said_before_the_acknowledgement_and_counts_for_no_answer() -> None:
    line = VirtualLine()
    (reply,) = line.writes(both("horaires", "livraison"))
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert reply.text.index("Réponse horaires") < reply.text.index("[acknowledgement ")
    assert "[helped" not in reply.text
    assert reply.buttons == ()
    turn = waiting(line)
    assert (turn.department, turn.also, turn.answered_at, turn.faq) == ("livraison", (), None, None)
    assert turn.promised_by is not None


def test_nothing_canned_is_said_to_somebody_who_is_angry() -> None:
    line = VirtualLine()
    (reply,) = line.writes(both("livraison", "horaires", heat=Heat.ANGRY))
    assert "Réponse" not in reply.text
    assert waiting(line).also == ("relation_client",)


def test_in_danger_safety_words_alone_and_the_rest_is_kept() -> None:
    line = VirtualLine()
    (reply,) = line.writes(both("qualite", "horaires", "livraison", danger=Danger.PRODUCT))
    assert reply.reply is Reply.SAFETY
    assert "Réponse" not in reply.text
    assert (waiting(line).department, waiting(line).also) == ("qualite", ("relation_client", "livraison"))


def test_the_acknowledgement_says_that_both_were_heard() -> None:
    line = VirtualLine()
    (reply,) = line.writes(TWO_CASES)
    assert "service livraison" in reply.text
    assert reply.text.endswith("service qualite")
    assert "[further" in reply.text
    assert waiting(line).also == ("qualite",)


def answered(line: VirtualLine, after: timedelta = timedelta(hours=2)) -> str:
    line.waits(after)
    (reply,) = line.says()
    return reply.text


def test_once_answered_the_rest_is_the_other_teams_from_the_original_time() -> None:
    line = VirtualLine()
    line.writes(TWO_CASES)
    text = answered(line)
    turn = waiting(line)
    assert (turn.id, turn.department, turn.opened_at, turn.also) == ("c1-t2", "qualite", MONDAY, ())
    assert turn.expected_by == MONDAY + timedelta(hours=2)
    assert turn.promised_by is not None
    assert turn.promised_by > line.now
    assert line.conversation.department == "qualite"
    assert line.conversation.assigned is None
    first = line.conversation.turn("c1-t1")
    assert first is None or first.also == ()
    assert "Bonjour, voici." in text
    assert text.index("[further") < text.index("— Léa")
    delivered = next(event for event in line.events if isinstance(event, e.Delivered) and event.by is AnsweredBy.STAFF)
    assert delivered.turn == "c1-t1"


def test_a_second_answer_opens_nothing_more() -> None:
    line = VirtualLine()
    line.writes(TWO_CASES)
    answered(line)
    answered(line)
    answered(line)
    assert line.conversation.opened_turns == 2
    assert line.conversation.waiting is None


def test_three_requests_are_seen_to_one_after_the_other() -> None:
    line = VirtualLine()
    line.writes(both("livraison", "qualite", "relation_client"))
    answered(line)
    assert (waiting(line).department, waiting(line).also) == ("qualite", ("relation_client",))
    answered(line)
    assert (waiting(line).department, waiting(line).also) == ("relation_client", ())
    assert waiting(line).opened_at == MONDAY


@pytest.mark.parametrize("reply", ["question", "holding"])
def test_what_is_no_answer_hands_nothing_on(reply: str) -> None:
    line = VirtualLine()
    line.writes(TWO_CASES)
    line.says(reply=reply)
    assert (waiting(line).department, waiting(line).also) == ("livraison", ("qualite",))


def test_a_transfer_by_hand_to_the_other_team_settles_it() -> None:
    line = VirtualLine()
    line.writes(TWO_CASES)
    line.transfers("qualite")
    assert waiting(line).also == ()
    answered(line)
    assert line.conversation.opened_turns == 1


def test_closing_ends_it() -> None:
    line = VirtualLine()
    line.writes(TWO_CASES)
    line.closes()
    assert all(turn.also == () for turn in line.conversation.turns)
    assert line.conversation.waiting is None


def test_what_the_customer_takes_back_is_taken_back_whole() -> None:
    line = VirtualLine()
    line.writes(TWO_CASES)
    line._fold((e.NoAnswerNeeded(line.now, "c1-t1", "withdrawn_by_customer"),))
    assert all(turn.also == () for turn in line.conversation.turns)


def test_while_an_answer_waits_for_a_second_person_the_rest_stays() -> None:
    line = VirtualLine()
    line.writes(both("livraison", "qualite", heat=Heat.THREAT))
    (reply,) = line.says()
    assert reply.held
    assert line.conversation.opened_turns == 1
    line.acts(Approve("c1", "u2", "k2", line.conversation.version, reply.id))
    assert (waiting(line).id, waiting(line).department) == ("c1-t2", "qualite")
    told = line.waits(timedelta(hours=1))
    assert [out.reply for out in told if out.turn == "c1-t2"] == [Reply.ACKNOWLEDGEMENT]


def cooling_off() -> VirtualLine:
    line = VirtualLine(Visibility.PUBLIC)
    line.writes(both("livraison", "qualite", heat=Heat.ANGRY))
    line.says()
    assert line.on_their_way
    return line


def test_a_reply_that_cools_off_hands_on_when_it_has_left() -> None:
    line = cooling_off()
    assert line.conversation.opened_turns == 1
    line.waits(timedelta(minutes=3))
    assert (line.conversation.opened_turns, waiting(line).department) == (2, "qualite")
    assert Timer.FURTHER not in line.timers


def test_a_turn_whose_measures_are_counted_is_kept_while_its_rest_waits() -> None:
    line = cooling_off()
    turn = waiting(line) if line.conversation.waiting else line.conversation.turns[0]
    counted = replace(turn, answered_at=line.now, settled=frozenset({"answered", *(clock.value for clock in Clock)}))
    assert not turn_fold.finished(counted)
    assert turn_fold.finished(replace(counted, also=()))


def test_a_reply_that_was_taken_back_hands_nothing_on() -> None:
    line = cooling_off()
    line.acts(Cancel("c1", "u1", "k3", line.conversation.version, line.on_their_way[0].id))
    line.waits(timedelta(minutes=3))
    assert (line.conversation.opened_turns, waiting(line).also) == (1, ("qualite",))


def with_long_answers(length: int) -> Charter:
    charter = small_charter()
    long = charter.faq[0].model_copy(update={"public_answer": {"fr": "x" * length}})
    return charter.model_copy(update={"faq": (long, charter.faq[1])})


def test_in_public_the_short_answer_is_given_where_it_fits() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    (reply,) = line.writes(both("horaires", "livraison"))
    assert reply.text.startswith("Réponse publique horaires")
    assert len(reply.text) <= 280


def test_in_public_an_answer_without_room_is_left_to_its_team() -> None:
    line = VirtualLine(Visibility.PUBLIC, charter=with_long_answers(230))
    (reply,) = line.writes(both("horaires", "livraison"))
    assert "xxx" not in reply.text
    assert len(reply.text) <= 280
    assert waiting(line).also == ("relation_client",)


def test_in_public_two_answers_without_room_are_two_replies() -> None:
    line = VirtualLine(Visibility.PUBLIC, charter=with_long_answers(225))
    replies = line.writes(TWO_QUESTIONS)
    assert [reply.reply for reply in replies] == [Reply.ANSWER, Reply.ANSWER]
    assert "[helped" in replies[1].text
    assert all(len(reply.text) <= 280 for reply in replies)
    assert line.conversation.waiting is None


def test_in_a_crisis_only_the_answer_on_its_subject_stops() -> None:
    crisis = Crisis("k", CrisisState.DECLARED, MONDAY, MONDAY, subjects=("retour",))
    line = VirtualLine(emergency=Emergency(crisis))
    line.writes(TWO_QUESTIONS)
    assert (line.decided.verdict, line.decided.also) == ("route:livraison", ("faq:horaires",))


def test_where_nobody_is_present_the_stand_in_is_no_second_department() -> None:
    charter = small_charter()
    changed = tuple(d.model_copy(update={"escalates_to": "qualite"}) if d.id == "livraison" else d for d in charter.departments)
    line = VirtualLine(charter=charter.model_copy(update={"departments": changed}), away=frozenset({"livraison"}))
    line.writes(TWO_CASES)
    assert (waiting(line).department, waiting(line).also) == ("qualite", ())
