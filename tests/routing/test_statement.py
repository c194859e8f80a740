"""In a crisis canned answers stop and one statement stands in each public thread; under precaution the bot is quiet there."""

from datetime import timedelta

import pytest

from charter.charter import Charter
from charter.crisis import CrisisRules
from conversations import events as e
from conversations.crisis import Crisis, CrisisState
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Heat, Understanding
from routing.context import Emergency
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

FAQ = understood(("horaires", 0.9))
LATE = understood(("livraison", 0.9))
PERSON = understood(("humain", 0.9))
HELLO = understood(("salutation", 0.9))
THANKS = understood(("remerciement", 0.9))
INSULT = understood(("insulte", 0.9), heat=Heat.ANGRY)
OFF_TOPIC = understood(("hors_sujet", 0.9))
STATE = understood(("ou_en_est", 0.9))
DANGER = understood(("qualite", 0.9), danger=Danger.PRODUCT)
STATEMENT = {"fr": "Nous examinons ce sujet.", "en": "We are looking into it."}


def charter() -> Charter:
    return small_charter(crisis=CrisisRules(statement=STATEMENT))


def emergency(state: CrisisState = CrisisState.DECLARED, *subjects: str, stated: bool = False) -> Emergency:
    return Emergency(Crisis("k", state, MONDAY, MONDAY, "Claude", subjects, MONDAY + timedelta(hours=24)), stated)


def public(at: Emergency | None = None) -> VirtualLine:
    return VirtualLine(Visibility.PUBLIC, charter(), emergency=at or emergency())


def test_in_public_the_statement_stands_in_place_of_the_answer_and_promises_nothing() -> None:
    line = public()
    (said,) = line.writes(FAQ)
    assert said.reply is Reply.STATEMENT
    assert said.text.startswith("Nous examinons ce sujet. [automatic_mark")
    turn = line.conversation.waiting
    assert turn is not None
    assert (turn.department, turn.promised_by) == ("relation_client", None)
    assert turn.target_by is not None
    (decided,) = [event for event in line.events if isinstance(event, e.Decided)]
    assert decided.verdict == "route:relation_client"
    assert decided.reasons[0] == e.Reason("crisis", {"faq": "horaires"})


def test_the_statement_appears_once_in_a_thread_and_what_follows_is_handed_over_silently() -> None:
    line = public(emergency(stated=True))
    for understanding in (LATE, FAQ, PERSON, STATE, understood(words=False)):
        assert line.writes(understanding) == []
    assert line.conversation.waiting is not None
    assert line.conversation.waiting.department == "livraison"
    assert line.waits(timedelta(hours=1)) == []


def test_two_at_the_same_moment_make_the_same_statement_of_a_thread() -> None:
    one, other = public(), public()
    (first,), (second,) = one.writes(LATE), other.writes(PERSON)
    assert first.once
    assert second.once
    assert first.id == second.id


def test_the_statement_is_in_the_customers_language() -> None:
    (said,) = public().writes(understood(("livraison", 0.9), language="en"))
    assert said.text.startswith("We are looking into it.")


def test_without_a_statement_in_the_charter_nothing_is_said() -> None:
    line = VirtualLine(Visibility.PUBLIC, emergency=emergency())
    assert line.writes(LATE) == []
    assert line.conversation.waiting is not None


@pytest.mark.parametrize(
    ("subject", "understanding", "on_subject"),
    [
        ("horaires", FAQ, True),
        ("relation_client", FAQ, True),
        ("retour", FAQ, False),
        ("livraison", FAQ, False),
        ("livraison", LATE, True),
        ("livraison", understood(("retour", 0.9)), True),
        ("qualite", LATE, False),
        ("livraison", PERSON, False),
    ],
)
def test_only_its_subject_is_concerned(subject: str, understanding: Understanding, on_subject: bool) -> None:
    (said,) = public(emergency(CrisisState.DECLARED, subject)).writes(understanding)
    assert (said.reply is Reply.STATEMENT) is on_subject


def test_in_private_no_canned_answer_on_the_subject_but_service_goes_on() -> None:
    line = VirtualLine(charter=charter(), emergency=emergency(CrisisState.DECLARED, "horaires"))
    (acknowledgement,) = line.writes(FAQ)
    assert acknowledgement.reply is Reply.ACKNOWLEDGEMENT
    line.says()
    line.hands_back()
    (answer,) = line.writes(understood(("retour", 0.9)))
    assert answer.reply is Reply.ANSWER


def test_a_greeting_in_public_is_about_no_crisis_and_an_insult_gets_no_word() -> None:
    line = public()
    assert [said.reply for said in line.writes(HELLO)] == [Reply.LIGHT]
    assert line.writes(INSULT) == []
    assert line.writes(OFF_TOPIC) == []


@pytest.mark.parametrize("understanding", [FAQ, LATE, PERSON, STATE, HELLO, THANKS, INSULT, OFF_TOPIC, understood(words=False)])
def test_under_precaution_the_bot_says_nothing_in_public(understanding: Understanding) -> None:
    line = public(emergency(CrisisState.PRECAUTION))
    assert line.writes(understanding) == []
    assert line.waits(timedelta(hours=1)) == []
    turn = line.conversation.waiting
    assert turn is None or turn.handed_over_at is not None


def test_under_precaution_only_real_requests_wait() -> None:
    for understanding, waits in ((LATE, True), (FAQ, True), (HELLO, False), (INSULT, False), (OFF_TOPIC, False)):
        line = public(emergency(CrisisState.PRECAUTION))
        line.writes(understanding)
        assert (line.conversation.waiting is not None) is waits


def test_under_precaution_danger_is_answered_and_private_goes_on() -> None:
    (safety,) = public(emergency(CrisisState.PRECAUTION)).writes(DANGER)
    assert safety.reply is Reply.SAFETY
    (answer,) = VirtualLine(charter=charter(), emergency=emergency(CrisisState.PRECAUTION)).writes(FAQ)
    assert answer.reply is Reply.ANSWER


def test_a_yes_to_an_answer_is_noted_in_silence() -> None:
    line = VirtualLine(Visibility.PUBLIC, charter())
    line.writes(FAQ)
    line.emergency = emergency(CrisisState.PRECAUTION)
    assert line.writes(THANKS, text="oui") == []
    assert line.conversation.turns[0].confirmed_at is not None
    assert line.conversation.waiting is None


@pytest.mark.parametrize("state", [CrisisState.PRECAUTION, CrisisState.DECLARED])
def test_when_a_person_was_about_the_team_is_not_named_in_public_either(state: CrisisState) -> None:
    line = VirtualLine(Visibility.PUBLIC, charter())
    line.writes(LATE)
    line.says()
    line.writes(LATE)
    line.emergency = emergency(state)
    assert [said for said in line.waits(timedelta(hours=2)) if said.reply is Reply.ACKNOWLEDGEMENT] == []


def test_what_waited_in_silence_gets_nothing_replayed_when_it_ends_and_who_writes_again_is_heard_once() -> None:
    line = public(emergency(CrisisState.PRECAUTION))
    line.writes(LATE)
    line.emergency = None
    assert line.waits(timedelta(hours=1)) == []
    assert [said.reply for said in line.writes(LATE)] == [Reply.ACKNOWLEDGEMENT]
    assert line.writes(LATE) == []
    assert line.conversation.waiting is not None
