"""M12: who is on call is told at once, and up the chain every ten minutes until a person takes care of it."""

from datetime import UTC, datetime, timedelta

import pytest

from charter.people import Person
from conversations.change import Outgoing, Timer
from conversations.crisis import Crisis, CrisisState
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger
from routing.context import Emergency
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

DANGER = understood(("qualite", 0.9), danger=Danger.PRODUCT)
LATE = understood(("livraison", 0.9))
DOUBT = understood(("horaires", 0.4), ("retour", 0.38))
BO, CY = Person(name="Bo", email="bo@colibri.example"), Person(name="Cy", email="cy@colibri.example")
CHAIN = small_charter(on_call=(BO, CY))
SUNDAY_NIGHT = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)


def alarms(line: VirtualLine) -> list[Outgoing]:
    return [outgoing for outgoing in line.sent if outgoing.reply is Reply.ON_CALL]


def test_the_next_of_the_chain_is_told_every_ten_minutes_and_then_from_the_beginning() -> None:
    line = VirtualLine(charter=CHAIN, now=SUNDAY_NIGHT)
    line.writes(DANGER)
    line.waits(timedelta(minutes=35))
    assert [alarm.to for alarm in alarms(line)] == [BO.email, CY.email, BO.email, CY.email]
    assert [alarm.due - SUNDAY_NIGHT for alarm in alarms(line)] == [timedelta(minutes=m) for m in (0, 10, 20, 30)]
    assert line.conversation.alarms == 4


def test_a_letter_says_how_long_it_waits_and_who_was_told() -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    line.waits(timedelta(minutes=25))
    first, second, third = alarms(line)
    assert "sans suite" not in first.text
    assert "10 min" in second.text
    assert "sans suite : Bo." in second.text
    assert "20 min" in third.text
    assert "sans suite : Bo, Cy." in third.text
    assert all("/desk/conversations/c1" in letter.text and "texte" not in letter.text for letter in alarms(line))


def test_it_stops_when_a_person_takes_it_and_nothing_else_stops_it() -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    line.says()
    line.notes()
    line.closes()
    line.hands_back()
    line.waits(timedelta(minutes=25))
    assert len(alarms(line)) == 3
    line.takes_danger()
    line.waits(timedelta(days=1))
    assert len(alarms(line)) == 3
    assert Timer.ON_CALL not in line.timers


def test_more_words_about_the_same_danger_do_not_ring_every_minute() -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    for _ in range(9):
        line.waits(timedelta(minutes=1))
        line.writes(DANGER)
    assert len(alarms(line)) == 1
    line.waits(timedelta(minutes=1))
    assert len(alarms(line)) == 2


def test_a_message_after_an_outage_tells_at_once() -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    line.is_down(timedelta(hours=2))
    line.writes(DANGER)
    assert len(alarms(line)) == 2


def test_a_new_danger_after_the_first_was_taken_begins_the_chain_anew() -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    line.waits(timedelta(minutes=11))
    line.takes_danger()
    line.waits(timedelta(minutes=1))
    assert [outgoing.reply for outgoing in line.writes(DANGER)] == [Reply.SAFETY]
    assert [alarm.to for alarm in alarms(line)] == [BO.email, CY.email, BO.email]


def test_where_nobody_is_on_call_whoever_is_in_charge_is_told() -> None:
    deputy = Person(name="Didier", email="didier@colibri.example")
    line = VirtualLine(charter=small_charter(on_call=(), deputy=deputy))
    line.writes(DANGER)
    line.waits(timedelta(minutes=10))
    assert [alarm.to for alarm in alarms(line)] == ["ana@colibri.example", deputy.email]


def muted() -> VirtualLine:
    line = VirtualLine(charter=CHAIN)
    line.writes(LATE)
    line.says()
    return line


def asked() -> VirtualLine:
    line = VirtualLine(charter=CHAIN)
    line.writes(DOUBT)
    return line


def closed() -> VirtualLine:
    line = muted()
    line.closes()
    return line


def in_emergency(state: CrisisState) -> VirtualLine:
    line = VirtualLine(Visibility.PUBLIC, charter=CHAIN, now=SUNDAY_NIGHT)
    line.emergency = Emergency(Crisis("k1", state, MONDAY, MONDAY), stated=True)
    return line


def not_caught_up() -> VirtualLine:
    line = VirtualLine(charter=CHAIN)
    line.caught_up = False
    return line


STATES = {
    "at night": lambda: VirtualLine(charter=CHAIN, now=SUNDAY_NIGHT),
    "in public": lambda: VirtualLine(Visibility.PUBLIC, charter=CHAIN),
    "muted": muted,
    "in the middle of a question": asked,
    "closed": closed,
    "crisis": lambda: in_emergency(CrisisState.DECLARED),
    "precaution": lambda: in_emergency(CrisisState.PRECAUTION),
    "not caught up": not_caught_up,
}


@pytest.mark.parametrize("state", STATES)
def test_in_any_state_safety_at_once_and_the_chain_runs(state: str) -> None:
    line = STATES[state]()
    (safety,) = line.writes(DANGER)
    assert (safety.reply, safety.due) == (Reply.SAFETY, line.now)
    assert "[safety" in safety.text
    line.waits(timedelta(minutes=10))
    assert [alarm.to for alarm in alarms(line)] == [BO.email, CY.email]


@pytest.mark.parametrize("verdict", ["horaires", "salutation", "eloge", "hors_sujet", "insulte", "livraison"])
def test_while_a_danger_stands_nothing_light_is_said(verdict: str) -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    said = [reply.reply for reply in line.writes(understood((verdict, 0.9)))]
    assert said == ([Reply.SAFETY] if verdict == "salutation" else [])  # who calls out reads again what helps


@pytest.mark.parametrize("verdict", ["horaires", "salutation", "eloge", "hors_sujet", "insulte", "livraison"])
def test_even_when_the_turn_was_closed_meanwhile(verdict: str) -> None:
    line = VirtualLine(charter=CHAIN)
    line.writes(DANGER)
    line.closes()
    assert {reply.reply for reply in line.writes(understood((verdict, 0.9)))} == {Reply.ACKNOWLEDGEMENT}


def test_another_danger_that_joins_the_first_gets_its_own_safety_wording_once() -> None:
    line = VirtualLine(charter=CHAIN, now=SUNDAY_NIGHT)
    line.writes(DANGER)
    self_harm = understood(("qualite", 0.5), danger=Danger.SELF_HARM)
    line.waits(timedelta(minutes=2))
    assert [outgoing.reply for outgoing in line.writes(self_harm)] == [Reply.SAFETY]
    assert line.writes(self_harm) == []
    assert line.writes(DANGER) == []
    assert line.writes(understood(("qualite", 0.5), danger=Danger.OTHER)) == []
    assert line.conversation.danger_at == SUNDAY_NIGHT
    assert len(alarms(line)) == 1
