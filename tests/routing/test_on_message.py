"""The table of verdicts, as a customer lives it."""

from datetime import timedelta
from itertools import pairwise

import pytest

from charter.charter import Charter
from conversations.change import Timer
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Heat, Understanding
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

FAQ = understood(("horaires", 0.9))
LATE = understood(("livraison", 0.9))
PERSON = understood(("humain", 0.9))
HELLO = understood(("salutation", 0.9))
DOUBT = understood(("horaires", 0.4), ("retour", 0.38))
OFF_TOPIC = understood(("hors_sujet", 0.9))
INSULT = understood(("insulte", 0.9), heat=Heat.ANGRY)
STATE = understood(("ou_en_est", 0.9))
DANGER = understood(("qualite", 0.9), danger=Danger.PRODUCT, urgent=True)


def test_a_frequent_question_is_answered_and_may_be_refused() -> None:
    line = VirtualLine()
    (answer,) = line.writes(FAQ)
    assert answer.reply is Reply.ANSWER
    assert answer.text.startswith("[automatic")
    assert "Réponse horaires" in answer.text
    assert [button.value for button in answer.buttons] == ["oui", "non"]
    assert line.conversation.waiting is None
    (acknowledgement,) = line.writes(understood(("hors_sujet", 0.6)), text="non")
    assert acknowledgement.reply is Reply.ACKNOWLEDGEMENT
    turn = line.conversation.waiting
    assert turn is not None
    assert (turn.refused, turn.department, turn.opened_at) == (True, "relation_client", line.events[0].at)


def test_a_yes_confirms_the_answer_and_opens_nothing() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    (thanks,) = line.writes(understood(("remerciement", 0.6)), text="Oui !")
    assert "[confirmed" in thanks.text
    assert line.conversation.waiting is None
    assert line.conversation.turns[0].confirmed_at == line.now


def test_a_yes_to_an_answer_takes_nothing_away_from_a_request() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    line.writes(LATE)
    assert line.writes(understood(), text="oui") == []
    waiting = line.conversation.waiting
    assert waiting is not None
    assert (waiting.id, waiting.department) == ("c1-t2", "livraison")
    assert line.conversation.turns[0].confirmed_at == line.now


def test_a_thank_you_to_a_person_takes_nothing_away_from_what_the_bot_asked_about() -> None:
    line = VirtualLine()
    line.writes(DOUBT)
    line.says(reply="question")
    line.writes(understood(("remerciement", 0.9)))
    assert line.conversation.waiting is not None


def test_the_same_question_again_goes_to_a_person() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    (reply,) = line.writes(FAQ)
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert line.conversation.opened_turns == 1
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.refused


def test_a_late_parcel_is_acknowledged_once_with_a_promise() -> None:
    line = VirtualLine()
    (first,) = line.writes(LATE)
    assert first.reply is Reply.ACKNOWLEDGEMENT
    assert "service livraison" in first.text
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.promised_by is not None
    assert turn.promised_by > line.now
    assert line.writes(LATE) == []
    assert [again.reply for again in line.writes(PERSON)] == [Reply.STATE]  # who waits for a person already reads so
    assert line.conversation.opened_turns == 1


def test_a_greeting_gets_one_light_reply_an_hour_and_nobody_waits() -> None:
    line = VirtualLine()
    (hello,) = line.writes(HELLO)
    assert hello.reply is Reply.LIGHT
    assert line.writes(HELLO) == []
    line.waits(timedelta(hours=1))
    assert len(line.writes(HELLO)) == 1
    assert line.conversation.turns == ()


def test_a_doubt_is_asked_about_once_and_then_a_person_takes_over() -> None:
    line = VirtualLine()
    (question,) = line.writes(DOUBT)
    assert question.reply is Reply.QUESTION
    assert len(question.buttons) == 2
    (acknowledgement,) = line.waits(timedelta(minutes=10))
    assert acknowledgement.reply is Reply.ACKNOWLEDGEMENT
    assert line.timers.keys() == {Timer.REMIND, Timer.PROMISE}


def test_a_choice_is_understood_typed_tapped_or_by_its_number() -> None:
    for text in ("Question horaires", "question HORAIRES !", "1", "horaires"):
        line = VirtualLine()
        line.writes(DOUBT)
        (answer,) = line.writes(understood(("hors_sujet", 0.5)), text=text)
        assert "Réponse horaires" in answer.text
        assert Timer.CLARIFY not in line.timers or line.waits(timedelta(hours=1)) == []


def test_a_second_doubt_is_not_a_second_question() -> None:
    line = VirtualLine()
    line.writes(DOUBT)
    (reply,) = line.writes(DOUBT)
    assert reply.reply is Reply.ACKNOWLEDGEMENT


def test_news_of_a_request_tells_its_state_in_private_and_invites_in_public() -> None:
    line = VirtualLine()
    line.writes(LATE)
    (state,) = line.writes(STATE)
    assert state.reply is Reply.STATE
    assert "service livraison" in state.text
    public = VirtualLine(Visibility.PUBLIC)
    public.writes(LATE)
    (invitation,) = public.writes(STATE)
    assert "[state_public" in invitation.text
    assert "livraison" not in invitation.text


def test_news_without_an_open_request_is_a_request() -> None:
    line = VirtualLine()
    (reply,) = line.writes(STATE)
    assert reply.reply is Reply.ACKNOWLEDGEMENT


def test_off_topic_gets_one_civil_sentence_in_private_and_silence_in_public() -> None:
    line = VirtualLine()
    (offer,) = line.writes(OFF_TOPIC)
    assert offer.reply is Reply.OFFER
    public = VirtualLine(Visibility.PUBLIC)
    assert public.writes(OFF_TOPIC) == []
    assert public.conversation.opened_turns == 0
    assert public.conversation.undecided == ()


def test_an_insult_gets_one_boundary_in_private_and_a_card_in_public() -> None:
    line = VirtualLine()
    (boundary,) = line.writes(INSULT)
    assert boundary.reply is Reply.BOUNDARY
    assert line.writes(INSULT) == []
    public = VirtualLine(Visibility.PUBLIC)
    assert public.writes(INSULT) == []
    assert public.conversation.card == "insult_in_public"
    assert public.conversation.waiting is None


def test_an_insult_takes_nothing_away_from_a_request() -> None:
    line = VirtualLine()
    line.writes(LATE)
    assert line.writes(INSULT) == []
    assert line.conversation.waiting is not None


def test_in_public_a_contact_is_acknowledged_once_a_day_for_a_department() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    (acknowledgement,) = line.writes(LATE)
    assert "[automatic_mark" in acknowledgement.text
    line.says()
    line.hands_back()
    assert line.writes(LATE) == []
    assert line.conversation.waiting is not None
    line.says()
    line.hands_back()
    line.waits(timedelta(hours=25))
    assert len(line.writes(LATE)) == 1


def test_danger_is_answered_at_once_even_where_a_person_speaks_and_on_call_is_told() -> None:
    line = VirtualLine()
    line.writes(LATE)
    line.says()
    (safety,) = line.writes(DANGER)
    assert safety.reply is Reply.SAFETY
    assert [o.to for o in line.sent if o.reply is Reply.ON_CALL] == ["bo@colibri.example"]
    assert line.writes(DANGER) == []
    assert line.conversation.danger_at is not None
    line.takes_danger()
    assert line.conversation.danger_at is None


def test_while_a_person_speaks_the_bot_is_mute_then_names_the_team_once() -> None:
    line = VirtualLine()
    line.writes(LATE)
    line.says()
    assert line.writes(FAQ) == []
    assert line.waits(timedelta(minutes=29)) == []
    (team,) = line.waits(timedelta(minutes=2))
    assert "[acknowledgement_team" in team.text
    assert {outgoing.reply for outgoing in line.waits(timedelta(days=3))} == {Reply.DELAY_NOTICE}
    assert line.writes(FAQ) == []


def test_a_turn_that_waited_for_a_person_is_acknowledged_after_hand_back_too() -> None:
    line = VirtualLine()
    line.writes(LATE)
    line.says()
    line.writes(LATE)
    line.hands_back()
    (team,) = line.waits(timedelta(minutes=31))
    assert "[acknowledgement_team" in team.text


def test_after_hand_back_the_bot_answers_again() -> None:
    line = VirtualLine()
    line.writes(LATE)
    line.says()
    line.hands_back()
    (answer,) = line.writes(FAQ)
    assert answer.reply is Reply.ANSWER


def test_the_bot_says_that_it_is_automatic_once_in_private_and_each_time_in_public() -> None:
    private = VirtualLine()
    first, second = private.writes(FAQ)[0], private.writes(understood(("retour", 0.9)))[0]
    assert "[automatic " in first.text
    assert "[automatic " not in second.text
    public = VirtualLine(Visibility.PUBLIC)
    for understanding in (FAQ, understood(("retour", 0.9))):
        assert "[automatic_mark" in public.writes(understanding)[0].text


def test_the_same_wording_never_comes_twice_running() -> None:
    line = VirtualLine()
    texts = []
    for _ in range(12):
        texts += [outgoing.text for outgoing in line.writes(HELLO)]
        line.waits(timedelta(hours=2))
    assert all(one != two for one, two in pairwise(texts))


def test_an_answer_that_did_not_help_is_refused_in_many_words() -> None:
    for text in ("ça ne m'aide pas", "cela ne répond pas à ma question", "that doesn't help", "Non.", "c'est pas ma question"):
        line = VirtualLine()
        line.writes(FAQ)
        (reply,) = line.writes(understood(("hors_sujet", 0.6)), text=text)
        assert reply.reply is Reply.ACKNOWLEDGEMENT, text
        assert line.conversation.opened_turns == 1


def test_a_calm_request_about_something_else_refuses_nothing() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    (reply,) = line.writes(LATE, text="mon colis n'arrive pas")
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert not line.conversation.turns[0].refused
    assert line.conversation.opened_turns == 2


def test_a_photo_alone_is_looked_at_by_a_person() -> None:
    line = VirtualLine()
    (reply,) = line.writes(OFF_TOPIC, text="[photo]", media=True)
    assert "[acknowledgement_media" in reply.text


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize(
    "found",
    [
        understood(words=False, language="ar"),
        understood(words=False, language="ru", suspected=Danger.PRODUCT),
        understood(("hors_sujet", 0.9), language="und", scope=0.01),
        understood(("horaires", 0.9), language="it"),
    ],
)
def test_another_language_is_told_which_ones_we_read_and_a_person_reads_it(
    found: Understanding, visibility: Visibility
) -> None:
    line = VirtualLine(visibility)
    (reply,) = line.writes(found)
    assert "[acknowledgement_language" in reply.text
    assert line.conversation.waiting is not None
    assert line.conversation.waiting.department == "relation_client"


def test_safety_comes_first_and_promises_no_hour() -> None:
    line = VirtualLine()
    (safety,) = line.writes(DANGER)
    assert safety.text.startswith("[safety")
    assert "[automatic " in safety.text
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.promised_by is None
    assert turn.department == "qualite"


def without_livraison() -> Charter:
    whole = small_charter()
    departments = tuple(d for d in whole.departments if d.id != "livraison")
    return small_charter(departments=departments, faq=tuple(entry for entry in whole.faq if entry.id == "horaires"))


def test_what_a_department_held_that_is_no_more_falls_to_the_default_one() -> None:
    for muted in (False, True):
        line = VirtualLine()
        line.writes(LATE)
        if muted:
            line.says()
            line.writes(LATE)
        line.charter = without_livraison()
        line.writes(STATE)
        line.writes(PERSON)
        line.waits(timedelta(hours=1))
        line.says(reply="holding")
        line.says()
        line.hands_back()
        (acknowledgement,) = line.writes(PERSON)
        assert "service relation_client" in acknowledgement.text


def test_a_choice_that_is_no_more_is_no_choice() -> None:
    line = VirtualLine()
    line.writes(DOUBT)
    line.charter = without_livraison()
    (reply,) = line.writes(PERSON, text="2")
    assert reply.reply is Reply.ACKNOWLEDGEMENT


def test_a_second_danger_is_answered_again_once_the_first_was_taken_care_of() -> None:
    line = VirtualLine()
    line.writes(DANGER)
    assert line.writes(DANGER) == []
    line.takes_danger()
    (safety,) = line.writes(DANGER)
    assert safety.reply is Reply.SAFETY
    assert len([o for o in line.sent if o.reply is Reply.ON_CALL]) == 2


def test_a_thank_you_in_between_takes_no_question_back() -> None:
    line = VirtualLine()
    line.writes(understood(("retour", 0.4), ("horaires", 0.38)))
    line.writes(understood(("remerciement", 0.9)), text="merci")
    line.waits(timedelta(minutes=10))
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.department == "livraison"


def test_what_is_continued_in_private_is_answered_in_private() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    line.writes(LATE)
    line.visibility = Visibility.PRIVATE
    line.writes(LATE)
    assert line.conversation.audience is Visibility.PRIVATE
    (reply,) = line.says()
    assert reply.visibility is Visibility.PRIVATE


def test_in_public_who_was_met_with_silence_and_writes_again_a_day_later_is_acknowledged_once() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    line.writes(understood(("livraison", 0.9)))
    line.says()
    line.closes()
    line.waits(timedelta(hours=1))
    assert line.writes(understood(("livraison", 0.9))) == []
    line.waits(timedelta(hours=20))
    assert line.writes(understood(("livraison", 0.9))) == []
    line.waits(timedelta(hours=5))
    assert [said.reply for said in line.writes(understood(("livraison", 0.9)))] == [Reply.ACKNOWLEDGEMENT]
    assert line.writes(understood(("livraison", 0.9))) == []
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.word is not None


def test_a_person_who_asks_gets_the_reply_and_disappears_is_followed_by_the_team() -> None:
    line = VirtualLine()
    line.writes(understood(("livraison", 0.9)))
    line.says()
    line.waits(timedelta(minutes=10))
    line.writes(understood(("livraison", 0.9)))
    line.says(reply="question")
    assert line.waits(timedelta(minutes=40)) == []
    assert line.writes(understood(("remerciement", 0.9))) == []
    assert line.waits(timedelta(minutes=40)) == []
    line.says(reply="question")
    line.waits(timedelta(minutes=5))
    assert line.writes(understood(("livraison", 0.9))) == []
    assert line.waits(timedelta(minutes=24)) == []
    (said,) = line.waits(timedelta(minutes=2))
    assert (said.reply, "[acknowledgement_team" in said.text) == (Reply.ACKNOWLEDGEMENT, True)
    assert line.writes(understood(("livraison", 0.9))) == []
    assert line.waits(timedelta(days=1))[0].reply is Reply.DELAY_NOTICE
