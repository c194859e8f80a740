"""A declared act is on record with its time, a reference and its deadline, whoever has the word; it is acknowledged once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from charter.legal import LEGAL_TERMS, ActRule
from conversations import events as e
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Heat
from routing.dated_act import conversation_of, reference
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

CHARTER = small_charter(dated_acts={"withdrawal": {"department": "livraison", "days": 14}})
WITHDRAWS = understood(("retour", 0.99), dated_act="withdrawal")
LAWYER = understood(("livraison", 0.9), dated_act="lawyer", heat=Heat.THREAT)
STATE = understood(("ou_en_est", 0.9))


def declared(line: VirtualLine) -> list[e.DatedActDeclared]:
    return [event for event in line.events if isinstance(event, e.DatedActDeclared)]


@pytest.mark.parametrize(
    ("rule", "received", "day"),
    [
        (ActRule(days=14), datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-16"),
        (ActRule(days=14), datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "2026-03-16"),
        (ActRule(days=14), datetime(2026, 3, 20, 9, tzinfo=UTC), "2026-04-03"),
        (ActRule(months=1), datetime(2026, 1, 31, 9, tzinfo=UTC), "2026-02-28"),
        (ActRule(months=1), datetime(2028, 1, 31, 9, tzinfo=UTC), "2028-02-29"),
        (ActRule(months=1), datetime(2026, 12, 15, 9, tzinfo=UTC), "2027-01-15"),
        (ActRule(months=14, days=3), datetime(2026, 12, 31, 9, tzinfo=UTC), "2028-03-03"),
    ],
)
def test_the_term_ends_with_the_last_second_of_its_last_day(rule: ActRule, received: datetime, day: str) -> None:
    """Across a clock change, a short month, and midnight in Paris, which is not that of UTC."""
    deadline = rule.deadline(received, "Europe/Paris")
    assert deadline is not None
    local = deadline.astimezone(ZoneInfo("Europe/Paris"))
    assert local.isoformat().startswith(f"{day}T23:59:59")


def test_without_a_term_there_is_no_deadline_and_the_law_has_two() -> None:
    assert ActRule().deadline(datetime(2026, 3, 2, tzinfo=UTC), "Europe/Paris") is None
    assert (LEGAL_TERMS["withdrawal"].days, LEGAL_TERMS["data_right"].months) == (14, 1)


def test_a_declared_act_is_acknowledged_with_time_reference_and_promise() -> None:
    line = VirtualLine(charter=CHARTER)
    (reply,) = line.writes(WITHDRAWS)
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert line.decided.verdict == "route:livraison"
    (act,) = declared(line)
    assert (act.act, act.at, act.turn) == ("withdrawal", line.now, "c1-t1")
    assert act.legal_by == datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)
    assert "[acknowledgement_dated" in reply.text
    assert act.reference in reply.text
    assert "lundi 2 mars 2026 à 10 h" in reply.text
    assert "service livraison" in reply.text
    turn = line.conversation.waiting
    assert turn is not None
    assert (turn.reference, turn.legal_by) == (act.reference, act.legal_by)


def test_a_heated_act_still_gets_the_dated_acknowledgement() -> None:
    line = VirtualLine(charter=CHARTER)
    (reply,) = line.writes(LAWYER)
    assert "[acknowledgement_dated" in reply.text
    assert declared(line)[0].legal_by is None


def test_a_second_act_in_the_turn_is_noted_and_not_acknowledged_again() -> None:
    line = VirtualLine(charter=CHARTER)
    line.writes(WITHDRAWS)
    assert line.writes(LAWYER) == []
    assert line.writes(LAWYER) == []
    assert [act.act for act in declared(line)] == ["withdrawal", "lawyer"]
    assert len({act.reference for act in declared(line)}) == 1
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.legal_by == declared(line)[0].legal_by


def test_an_act_in_a_turn_that_a_team_has_gets_its_date_and_reference_but_no_second_acknowledgement() -> None:
    line = VirtualLine(charter=CHARTER)
    line.writes(understood(("livraison", 0.9)))
    (reply,) = line.writes(WITHDRAWS)
    assert reply.reply is Reply.STATE
    assert declared(line)[0].reference in reply.text
    assert line.writes(WITHDRAWS) == []


def test_while_a_person_is_about_the_act_is_on_record_and_nothing_is_said() -> None:
    line = VirtualLine(charter=CHARTER)
    line.writes(understood(("livraison", 0.9)))
    line.says()
    assert line.writes(WITHDRAWS) == []
    assert len(declared(line)) == 1


def test_asking_where_it_stands_says_the_same_state() -> None:
    line = VirtualLine(charter=CHARTER)
    line.writes(WITHDRAWS)
    line.waits(timedelta(minutes=5))
    (state,) = line.writes(STATE)
    assert state.reply is Reply.STATE
    assert declared(line)[0].reference in state.text
    assert "lundi 2 mars 2026 à 10 h" in state.text


def test_a_danger_comes_first_and_the_act_is_on_record_all_the_same() -> None:
    line = VirtualLine(charter=CHARTER)
    (reply,) = line.writes(understood(("retour", 0.9), dated_act="withdrawal", danger=Danger.PRODUCT))
    assert reply.reply is Reply.SAFETY
    assert len(declared(line)) == 1


def test_in_public_the_act_is_acknowledged_by_its_own_words() -> None:
    line = VirtualLine(Visibility.PUBLIC, CHARTER)
    (reply,) = line.writes(WITHDRAWS)
    assert "[acknowledgement_dated" in reply.text


def test_a_calm_act_after_an_answer_is_a_request_of_its_own() -> None:
    line = VirtualLine(charter=CHARTER)
    line.writes(understood(("retour", 0.9)))
    line.writes(WITHDRAWS)
    assert not line.conversation.turns[0].refused
    assert line.conversation.opened_turns == 2


def test_a_reference_is_short_and_leads_back_however_it_is_written() -> None:
    said = reference("3f09a11c7e55aa01-t12")
    assert said == "R-3F09A-11C7E-12"
    for written in (said, said.lower(), "r 3f09a 11c7e 12", "R3F09A11C7E12"):
        assert conversation_of(written) == "3f09a11c7e"
    assert conversation_of("3f09a") == ""
    assert reference("3f09a11c7e55aa01-t12") != reference("3f09a11c7e55aa01-t13")
