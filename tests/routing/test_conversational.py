"""What makes it a conversation: persons asked for, answers refused, needs asked once, requests taken back."""

from datetime import timedelta
from typing import TypeVar

import pytest

from charter.departments import Department
from conversations import events as e
from conversations.message import Visibility
from conversations.turn import Clock, Reply
from conversations.understanding import Danger, Entity, Heat, Wish
from routing import off_topic_sample
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

T = TypeVar("T")
FAQ = understood(("horaires", 0.9))
OTHER_FAQ = understood(("retour", 0.9))
LATE = understood(("livraison", 0.9))
PERSON = understood(("hors_sujet", 0.9), wish=Wish.PERSON)
SUPERIOR = understood(("hors_sujet", 0.9), wish=Wish.SUPERIOR)
SOLVED = understood(("remerciement", 0.9), wish=Wish.NOTHING_MORE)
DOUBT = understood(("horaires", 0.4), ("retour", 0.38))
OFF_TOPIC = understood(("hors_sujet", 0.9))


def of(line: VirtualLine, kind: type[T]) -> list[T]:
    return [event for event in line.events if isinstance(event, kind)]


@pytest.mark.parametrize("before", [[], [understood(("salutation", 0.9))], [OFF_TOPIC], [DOUBT], [FAQ]])
def test_a_person_is_brought_from_any_state(before: list[object]) -> None:
    line = VirtualLine()
    for understanding in before:
        line.writes(understanding)  # type: ignore[arg-type]
    (reply,) = line.writes(PERSON)
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert line.decided.verdict == "humain"


def test_a_person_after_an_answer_refuses_it_with_the_clock_from_the_start() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    line.waits(timedelta(hours=1))
    line.writes(PERSON)
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.refused
    assert turn.opened_at == line.events[0].at


def test_a_person_for_something_keeps_the_department_of_that() -> None:
    line = VirtualLine()
    line.writes(understood(("livraison", 0.9), wish=Wish.PERSON))
    assert line.decided.verdict == "humain"
    assert of(line, e.HandedOver)[0].department == "livraison"


def test_a_no_counts_although_another_request_waits() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    line.writes(LATE)
    (reply,) = line.writes(understood(), text="non ça ne m'aide pas")
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    first, second = line.conversation.turns
    assert (first.refused, first.department, first.opened_at) == (True, "relation_client", line.events[0].at)
    assert (second.refused, second.department) == (False, "livraison")
    assert line.writes(understood(), text="non") == []


def test_a_complaint_after_an_answer_is_handed_over_and_reopens_it() -> None:
    for complaint in (
        understood(("retour", 0.9), heat=Heat.ANNOYED),
        understood(("insulte", 0.9), heat=Heat.ANGRY),
        understood(("hors_sujet", 0.9), heat=Heat.ANNOYED),
        understood(("relation_client", 0.9)),
    ):
        line = VirtualLine()
        line.writes(FAQ)
        (reply,) = line.writes(complaint)
        assert reply.reply is Reply.ACKNOWLEDGEMENT
        assert [turn.refused for turn in line.conversation.turns] == [True]
        assert of(line, e.Excluded) == []


def test_a_calm_other_question_after_an_answer_still_gets_its_answer() -> None:
    line = VirtualLine()
    line.writes(FAQ)
    (reply,) = line.writes(OTHER_FAQ)
    assert reply.reply is Reply.ANSWER
    assert not any(turn.refused for turn in line.conversation.turns)


def with_needs() -> VirtualLine:
    charter = small_charter()
    asking = [
        Department.model_validate({**d.model_dump(), "needs": {"fr": "le numéro"}, "needs_kind": "order"})
        for d in charter.departments
    ]
    return VirtualLine(charter=small_charter(departments=tuple(asking)))


def test_what_the_team_needs_is_asked_with_the_acknowledgement_and_nothing_after_it() -> None:
    line = with_needs()
    (reply,) = line.writes(LATE)
    assert "[needs" in reply.text
    assert "le numéro" in reply.text
    numbered = understood(("livraison", 0.9), entities=(Entity("order", 0, 6),))
    assert line.writes(numbered, text="123456") == []
    assert line.conversation.opened_turns == 1


def test_it_is_not_asked_when_it_is_there_nor_in_public_nor_in_danger_nor_of_a_dated_act() -> None:
    told = understood(("livraison", 0.9), entities=(Entity("order", 0, 6),))
    dated = understood(("livraison", 0.9), dated_act="withdrawal")
    danger = understood(("livraison", 0.9), danger=Danger.PRODUCT)
    for understanding in (told, dated, danger):
        (reply,) = with_needs().writes(understanding)
        assert "[needs" not in reply.text
    public = with_needs()
    public.visibility = Visibility.PUBLIC
    (reply,) = public.writes(LATE)
    assert "[needs" not in reply.text


def test_it_is_not_asked_of_who_only_says_no_to_an_answer() -> None:
    for refusal, asked in ((understood(("horaires", 0.3)), False), (understood(("relation_client", 0.9)), True)):
        line = with_needs()
        line.writes(FAQ)
        (reply,) = line.writes(refusal, text="non")
        assert ("[needs" in reply.text) is asked


def test_no_choice_that_fits_brings_a_person() -> None:
    line = VirtualLine()
    line.writes(DOUBT)
    (reply,) = line.writes(understood(("remerciement", 0.5)), text="aucune des deux, merci")
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert line.decided.verdict == "humain"


def escalating() -> VirtualLine:
    charter = small_charter()
    chain = [
        Department.model_validate({**d.model_dump(), "escalates_to": "relation_client" if d.id == "livraison" else None})
        for d in charter.departments
    ]
    return VirtualLine(charter=small_charter(departments=tuple(chain)))


def test_the_person_in_charge_after_a_late_answer_is_told_and_the_turn_goes_up() -> None:
    line = escalating()
    line.writes(LATE)
    line.waits(timedelta(hours=7))
    assert line.conversation.waiting is not None
    assert line.conversation.waiting.notices == 1
    before = len(line.sent)
    (state,) = line.writes(SUPERIOR)
    letters = [outgoing for outgoing in line.sent[before:] if outgoing.to == "ana@colibri.example"]
    assert state.reply is Reply.STATE
    assert "Ana" in state.text  # who writes the word that the notice gave reads that it was heard
    assert len(letters) == 1
    assert of(line, e.Transferred)[-1].department == "relation_client"


def test_over_a_persons_head_the_turn_goes_up_in_silence() -> None:
    line = escalating()
    line.writes(LATE)
    line.says(reply="question")
    line.waits(timedelta(hours=7))
    assert line.conversation.waiting is not None
    assert line.conversation.waiting.notices == 1
    assert line.writes(SUPERIOR) == []
    assert of(line, e.Transferred)[-1].department == "relation_client"


def test_the_person_in_charge_without_a_late_answer_is_a_person() -> None:
    line = VirtualLine()
    (reply,) = line.writes(SUPERIOR)
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert of(line, e.Transferred) == []


def test_a_request_taken_back_waits_no_more_and_says_so() -> None:
    line = VirtualLine()
    line.writes(LATE)
    (word,) = line.writes(SOLVED)
    assert "[confirmed" in word.text
    assert line.conversation.waiting is None
    assert line.waits(timedelta(days=3)) == []


def test_taking_back_undoes_no_miss() -> None:
    line = VirtualLine()
    line.writes(LATE)
    line.waits(timedelta(hours=3))
    line.writes(SOLVED)
    (turn,) = line.conversation.turns
    assert (turn.due(Clock.EXPECTED), turn.due(Clock.TARGET)) == (True, False)


@pytest.mark.parametrize(
    "first", [understood(("qualite", 0.9), danger=Danger.PRODUCT), understood(("retour", 0.9), dated_act="withdrawal")]
)
def test_neither_a_danger_nor_a_dated_act_is_taken_back_by_a_word(first: object) -> None:
    line = VirtualLine()
    line.writes(first)  # type: ignore[arg-type]
    line.writes(SOLVED)
    assert line.conversation.waiting is not None


def test_what_is_thrown_away_in_heat_is_not_taken_back() -> None:
    line = VirtualLine()
    line.writes(LATE)
    line.writes(understood(("livraison", 0.9), wish=Wish.NOTHING_MORE, heat=Heat.ANGRY))
    assert line.conversation.waiting is not None


def test_a_share_of_public_chatter_is_drawn_for_review_and_opens_nothing() -> None:
    always = VirtualLine(Visibility.PUBLIC, small_charter(off_topic_sample=1))
    assert always.writes(OFF_TOPIC) == []
    assert [card.rule for card in of(always, e.CardRaised)] == ["off_topic_sample"]
    assert of(always, e.TurnOpened) == []
    never = VirtualLine(Visibility.PUBLIC, small_charter(off_topic_sample=0))
    never.writes(OFF_TOPIC)
    assert of(never, e.CardRaised) == []


def test_the_draw_is_by_the_message_alone_and_even() -> None:
    places = [off_topic_sample.place(f"c{n}-m1") for n in range(2_000)]
    assert places == [off_topic_sample.place(f"c{n}-m1") for n in range(2_000)]
    assert 60 <= sum(place < 0.05 for place in places) <= 140


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("oui", "humain"), ("Oui svp", "humain"), ("yes please", "humain"), ("je veux bien, merci", "humain"), ("👍", "humain")],
)
def test_yes_to_the_offer_of_a_person_brings_one(said: str, verdict: str) -> None:
    line = VirtualLine()
    (offer,) = line.writes(OFF_TOPIC)
    assert offer.reply is Reply.OFFER
    (reply,) = line.writes(OFF_TOPIC, text=said)
    assert (reply.reply, line.decided.verdict) == (Reply.ACKNOWLEDGEMENT, verdict)


def test_who_takes_the_offer_has_waited_since_they_asked() -> None:
    line = VirtualLine()
    asked_at = line.now
    line.writes(OFF_TOPIC)
    line.waits(timedelta(hours=3))
    line.writes(understood(), text="oui")
    turn = line.conversation.waiting
    assert turn is not None
    assert (turn.opened_at, turn.expected_by) == (asked_at, asked_at + line.charter.expected_delay)
    line.writes(understood(), text="oui")
    assert line.conversation.offered_since is None


def test_no_to_the_offer_of_a_person_is_left_at_that() -> None:
    line = VirtualLine()
    line.writes(OFF_TOPIC)
    assert line.writes(understood(("livraison", 0.9)), text="non") == []
    assert line.conversation.waiting is None


def test_the_offer_stands_once_and_comes_after_a_greeting_too() -> None:
    line = VirtualLine()
    line.writes(understood(("salutation", 0.9)))
    assert [reply.reply for reply in line.writes(OFF_TOPIC)] == [Reply.OFFER]
    assert line.writes(OFF_TOPIC) == []
    line.writes(FAQ)
    assert line.writes(understood(), text="oui")[0].reply is Reply.LIGHT  # to the answer, not to the offer


def test_who_waits_and_asks_for_a_person_reads_where_it_stands_but_not_in_public() -> None:
    line = VirtualLine()
    line.writes(LATE)
    (reply,) = line.writes(PERSON)
    assert reply.reply is Reply.STATE
    assert "Ana" not in reply.text
    assert line.writes(understood(("humain", 0.6)), text="voici le numéro : 123456") == []
    assert [again.reply for again in line.writes(understood(("humain", 0.97)))] == [Reply.STATE]
    assert len(of(line, e.Promised)) == 1
    public = VirtualLine(Visibility.PUBLIC)
    public.writes(LATE)
    assert public.writes(PERSON) == []


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("asks", [PERSON, understood(("ou_en_est", 0.9))])
def test_who_asks_while_a_danger_stands_reads_what_helps_and_no_hour(asks: object, visibility: Visibility) -> None:
    line = VirtualLine(visibility)
    line.writes(understood(("livraison", 0.9), danger=Danger.SELF_HARM))
    (reply,) = line.writes(asks)  # type: ignore[arg-type]
    assert reply.reply is Reply.SAFETY
    assert "self_harm" in reply.text
    assert of(line, e.Promised) == []


@pytest.mark.parametrize("visibility", list(Visibility))
def test_an_answer_asks_whether_it_helped_in_public_too(visibility: Visibility) -> None:
    line = VirtualLine(visibility)
    (reply,) = line.writes(FAQ)
    assert "[helped" in reply.text
    (handed,) = line.writes(understood(), text="non")
    assert handed.reply is Reply.ACKNOWLEDGEMENT


def test_a_call_into_the_silence_of_a_danger_is_answered_by_what_helps() -> None:
    """ "Vous êtes là ?" is read as a greeting: nobody in distress is left with silence."""
    line = VirtualLine()
    line.writes(understood(("livraison", 0.9), danger=Danger.SELF_HARM))
    (reply,) = line.writes(understood(("salutation", 0.9)), text="vous êtes là ?")
    assert reply.reply is Reply.SAFETY
    assert line.writes(understood(("eloge", 0.9))) == []


def test_a_question_about_what_waits_is_answered_by_its_state_when_it_may_be_meant() -> None:
    line = VirtualLine()
    doubtful = understood(("retour", 0.6), ("ou_en_est", 0.35))
    line.writes(LATE)
    (reply,) = line.writes(doubtful, text="où en est mon retour ?")
    assert reply.reply is Reply.STATE
    assert line.writes(OTHER_FAQ) == []
    (answer,) = VirtualLine().writes(doubtful)
    assert answer.reply is Reply.ANSWER
