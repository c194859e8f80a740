"""A second look: a while to take a reply back, a second person for a threat, and nothing leaves once the customer writes."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter import hours
from charter.keeping_word import SecondLook
from conversations import events as e
from conversations.acts import Approve, Cancel, Close, Say
from conversations.change import Outgoing
from conversations.crisis import Crisis, CrisisState
from conversations.message import Visibility
from conversations.ports import Refused, Stale
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import Heat, Understanding
from routing.context import Draftsman, Emergency
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

TWO = Draftsman(approvers=frozenset({"u1", "u2"}))
ALONE = Draftsman(approvers=frozenset({"u1"}))
COOLING = timedelta(minutes=2)


def late(heat: Heat = Heat.CALM) -> Understanding:
    return understood(("livraison", 0.9), heat=heat)


def line_with(visibility: Visibility, heat: Heat, draftsman: Draftsman = TWO, **changes: Any) -> VirtualLine:
    """A customer of that heat who waits."""
    line = VirtualLine(visibility, draftsman=draftsman, **changes)
    line.writes(late(heat))
    line.sent.clear()
    return line


def from_staff(line: VirtualLine) -> list[Outgoing]:
    """What has left that a person wrote."""
    return [outgoing for outgoing in line.sent if outgoing.by is AnsweredBy.STAFF]


def held(line: VirtualLine) -> e.Held:
    """The only reply that is held."""
    (event,) = [event for event in line.events if isinstance(event, e.Held)]
    return event


def approve(line: VirtualLine, by: str = "u2") -> None:
    line.acts(Approve("c1", by, "k2", line.conversation.version, line.conversation.held[0].outgoing))


def cancel(line: VirtualLine, by: str = "u1") -> None:
    line.acts(Cancel("c1", by, "k3", line.conversation.version, line.conversation.held[0].outgoing))


def test_a_calm_customer_is_answered_at_once() -> None:
    for visibility in Visibility:
        line = line_with(visibility, Heat.ANNOYED)
        line.says()
        assert len(from_staff(line)) == 1
        assert line.conversation.held == ()


@pytest.mark.parametrize("reply", ["answer", "holding", "question"])
def test_in_public_a_reply_to_somebody_angry_cools_off_first(reply: str) -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.says(reply=reply)
    assert (held(line).why, held(line).until) == ("cooling_off", line.now + COOLING)
    line.waits(COOLING - timedelta(seconds=1))
    assert from_staff(line) == []
    line.waits(timedelta(seconds=1))
    assert [outgoing.reply for outgoing in from_staff(line)] == [Reply(reply)]
    assert line.conversation.held == ()


def test_anger_of_before_still_cools() -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.writes(late(Heat.CALM))
    line.says()
    assert held(line).why == "cooling_off"


def test_in_private_somebody_angry_is_answered_at_once() -> None:
    line = line_with(Visibility.PRIVATE, Heat.ANGRY)
    line.says()
    assert len(from_staff(line)) == 1


def test_what_cools_off_can_be_taken_back_and_the_turn_waits_again() -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.says()
    assert line.conversation.waiting is None
    cancel(line, by="u2")
    assert line.conversation.waiting is not None
    line.waits(timedelta(hours=1))
    assert from_staff(line) == []
    assert [event.why for event in line.events if isinstance(event, e.Cancelled)] == ["taken_back"]


def test_every_reply_can_be_taken_back_where_the_charter_says_so() -> None:
    charter = small_charter(second_look=SecondLook(undo=timedelta(seconds=10)))
    line = line_with(Visibility.PRIVATE, Heat.CALM, charter=charter)
    line.says()
    assert (held(line).why, held(line).until) == ("undo", line.now + timedelta(seconds=10))
    line.waits(timedelta(seconds=10))
    assert len(from_staff(line)) == 1


@pytest.mark.parametrize("visibility", Visibility)
def test_a_threat_wants_a_second_person(visibility: Visibility) -> None:
    line = line_with(visibility, Heat.THREAT)
    line.says()
    assert (held(line).why, held(line).until) == ("approval", None)
    line.waits(timedelta(days=3))
    assert from_staff(line) == []
    approve(line)
    assert len(from_staff(line)) == 1
    assert line.conversation.held == ()
    turn = line.conversation.turns[0]
    assert (turn.answered_by, turn.answered_at) == (AnsweredBy.STAFF, line.now)


def test_a_threat_of_before_still_wants_a_second_person() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.writes(late(Heat.CALM))
    line.says()
    assert held(line).why == "approval"


@pytest.mark.parametrize("heat", [Heat.CALM, Heat.ANGRY])
def test_in_a_declared_crisis_public_replies_want_a_second_person_and_private_ones_go_on(heat: Heat) -> None:
    emergency = Emergency(Crisis("k", CrisisState.DECLARED, MONDAY, MONDAY))
    line = line_with(Visibility.PUBLIC, heat, emergency=emergency)
    line.says()
    assert held(line).why == "approval"
    line = line_with(Visibility.PRIVATE, heat, emergency=emergency)
    line.says()
    assert len(from_staff(line)) == 1


@pytest.mark.parametrize("state", [state for state in CrisisState if state is not CrisisState.DECLARED])
def test_a_crisis_that_is_not_declared_changes_nothing(state: CrisisState) -> None:
    line = line_with(Visibility.PUBLIC, Heat.CALM, emergency=Emergency(Crisis("k", state, MONDAY, MONDAY)))
    line.says()
    assert len(from_staff(line)) == 1


def test_nobody_approves_their_own_reply() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says()
    with pytest.raises(Refused) as refused:
        approve(line, by="u1")
    assert refused.value.code == "own_reply"


def test_nobody_approves_what_they_have_not_read_up_to() -> None:
    """A colleague has answered meanwhile: agreeing by what stood there before would bring two answers."""
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says()
    seen = line.conversation.version
    line.says()
    first, second = line.conversation.held
    with pytest.raises(Stale):
        line.acts(Approve("c1", "u2", "k2", seen, first.outgoing))
    approve(line)
    assert [held.outgoing for held in line.conversation.held] == [second.outgoing]


def test_who_may_not_approve_is_told_so() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says()
    with pytest.raises(Refused) as refused:
        approve(line, by="u9")
    assert refused.value.code == "not_entitled"


@pytest.mark.parametrize("act", [Approve, Cancel])
def test_what_is_not_held_is_told_so(act: type[Approve] | type[Cancel]) -> None:
    line = line_with(Visibility.PRIVATE, Heat.CALM)
    line.says()
    with pytest.raises(Refused) as refused:
        line.acts(act("c1", "u2", "k2", line.conversation.version, "c1-o99"))
    assert refused.value.code == "not_held"


def test_what_leaves_by_itself_needs_no_approval() -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.says()
    with pytest.raises(Refused) as refused:
        approve(line)
    assert refused.value.code == "needs_no_approval"


def test_an_author_without_rights_is_approved_by_the_only_one_who_has_them() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT, draftsman=Draftsman(approvers=frozenset({"u2"})))
    line.says()
    assert held(line).why == "approval"


def test_alone_it_takes_a_written_reason_and_a_while_and_the_manager_learns() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT, draftsman=ALONE)
    with pytest.raises(Refused) as refused:
        line.says()
    assert refused.value.code == "reason_needed"
    line.says(override="Délai légal ce soir, personne d'autre n'est là.")
    assert (held(line).why, held(line).until) == ("cooling_off", line.now + COOLING)
    (overrode,) = [event for event in line.events if isinstance(event, e.Overrode)]
    assert overrode.findings == ("second_person",)
    (notice,) = [outgoing for outgoing in line.sent if outgoing.to is not None]
    assert notice.to == "ana@colibri.example"
    assert "Délai légal ce soir" in notice.text
    assert "/desk/conversations/c1" in notice.text
    line.waits(COOLING)
    assert len(from_staff(line)) == 1


def test_the_manager_learns_of_it_in_their_hours_and_in_the_brands_language() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT, draftsman=ALONE, charter=small_charter(languages=("en", "fr")))
    line.waits(timedelta(hours=12))
    line.says(override="{reason} nobody else is there")
    (notice,) = [outgoing for outgoing in (*line.sent, *line.on_their_way) if "second look" in outgoing.subject]
    assert "The reason given: {reason} nobody else is there" in notice.text
    assert notice.due == hours.next_opening(line.charter.hours, line.now) > line.now


def test_no_reason_replaces_the_second_person_when_there_is_one() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says(override="pressé")
    assert held(line).why == "approval"
    line.waits(timedelta(days=1))
    assert from_staff(line) == []


@pytest.mark.parametrize(("heat", "visibility"), [(Heat.ANGRY, Visibility.PUBLIC), (Heat.THREAT, Visibility.PRIVATE)])
def test_a_customer_who_writes_takes_back_what_is_held(heat: Heat, visibility: Visibility) -> None:
    line = line_with(visibility, heat)
    opened = line.conversation.turns[0].opened_at
    line.says()
    line.writes(late())
    (cancelled,) = [event for event in line.events if isinstance(event, e.Cancelled)]
    assert (cancelled.by, cancelled.why) == ("rule", "customer_wrote")
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.opened_at == opened
    assert line.conversation.opened_turns == 1
    line.waits(timedelta(days=1))
    assert from_staff(line) == []


def test_what_has_left_is_not_taken_back() -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.says()
    line.waits(COOLING)
    line.writes(late())
    assert not [event for event in line.events if isinstance(event, e.Cancelled)]


def test_a_held_reply_mutes_the_bot() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says()
    assert line.conversation.muted


def test_what_waits_for_a_second_person_is_not_closed_away() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says()
    with pytest.raises(Refused) as refused:
        line.acts(Close("c1", "u1", "k4", line.conversation.version))
    assert refused.value.code == "held_reply"
    cancel(line)
    line.closes()
    assert line.conversation.closed


def test_what_cools_off_in_a_closed_conversation_can_still_be_taken_back() -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.says()
    line.closes()
    cancel(line)
    line.waits(timedelta(hours=1))
    assert from_staff(line) == []


def test_findings_of_the_tone_are_listed_and_sent_only_with_a_reason() -> None:
    line = line_with(Visibility.PRIVATE, Heat.ANNOYED)
    with pytest.raises(Refused, match="Vous auriez dû") as refused:
        line.says("Vous auriez dû nous écrire 😊")
    assert refused.value.code == "tone"
    assert "emoji" in str(refused.value)
    line.says("Vous auriez dû nous écrire 😊", override="La cliente plaisante avec nous.")
    (overrode,) = [event for event in line.events if isinstance(event, e.Overrode)]
    assert overrode.findings == ("blame", "emoji")
    assert len(from_staff(line)) == 1


@pytest.mark.parametrize("heat", Heat)
def test_honesty_needs_no_reason(heat: Heat) -> None:
    line = line_with(Visibility.PRIVATE, heat)
    line.says("C'est notre erreur : nous nous sommes trompés d'adresse.")
    assert not [event for event in line.events if isinstance(event, e.Overrode)]


def test_a_holding_reply_brings_its_own_time() -> None:
    line = line_with(Visibility.PRIVATE, Heat.CALM)
    line.says("Nous regardons et revenons vers vous.", reply="holding")
    assert len(from_staff(line)) == 1
    with pytest.raises(Refused):
        line.says("Nous regardons et revenons vers vous.", reply="answer")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("writes"), st.sampled_from(Heat)),
        st.tuples(st.just("says"), st.sampled_from(["u1", "u2", "u3"])),
        st.tuples(st.just("approves"), st.sampled_from(["u1", "u2", "u3"])),
        st.tuples(st.just("cancels"), st.sampled_from(["u1", "u3"])),
        st.tuples(st.just("waits"), st.sampled_from([timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10)])),
    ),
    max_size=14,
)
STAFF = {"approves": Approve, "cancels": Cancel}


@settings(max_examples=120, deadline=None)
@given(STEPS, st.sampled_from(Visibility), st.sampled_from([TWO, ALONE, Draftsman()]), st.sampled_from([0, 20]))
def test_nothing_leaves_before_its_time_or_its_second_person(
    steps: list[tuple[str, Any]], visibility: Visibility, draftsman: Draftsman, undo: int
) -> None:
    """Nor is anybody's reply approved by its author, nor does what was taken back ever leave."""
    charter = small_charter(second_look=SecondLook(undo=timedelta(seconds=undo)))
    line = VirtualLine(visibility, draftsman=draftsman, charter=charter)
    left = _lived(line, steps)
    events: list[Any] = line.events
    holds = {event.outgoing: event for event in events if isinstance(event, e.Held)}
    approved = {event.outgoing: event for event in events if isinstance(event, e.Approved)}
    cancelled = {event.outgoing for event in events if isinstance(event, e.Cancelled)}
    assert not cancelled & left.keys()
    for outgoing, at in left.items():
        hold = holds.get(outgoing)
        if hold is not None and hold.until is None:
            assert outgoing in approved
        elif hold is not None and hold.until is not None:
            assert at >= hold.until
    for outgoing, event in approved.items():
        assert event.by != holds[outgoing].by
        assert event.by in draftsman.approvers


@settings(max_examples=120, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_a_customer_who_writes_leaves_nothing_held(steps: list[tuple[str, Any]], visibility: Visibility) -> None:
    line = VirtualLine(visibility, draftsman=TWO)
    _lived(line, steps)
    line.writes(late())
    assert line.conversation.held == ()
    assert line.on_their_way == []


def _lived(line: VirtualLine, steps: list[tuple[str, Any]]) -> dict[str, datetime]:
    """When each staff reply left; the acts that are refused change nothing."""
    left: dict[str, datetime] = {}
    for name, value in steps:
        with suppress(Refused):
            _step(line, name, value)
        for outgoing in from_staff(line):
            delivered = [event.at for event in line.events if isinstance(event, e.Delivered) and event.outgoing == outgoing.id]
            left[outgoing.id] = delivered[0]
    return left


def _step(line: VirtualLine, name: str, value: Any) -> None:
    version = line.conversation.version
    match name:
        case "writes":
            line.writes(late(value))
        case "waits":
            line.waits(value)
        case "says":
            line.acts(Say("c1", value, "k", version, "Voici ce que nous faisons.", "answer", "Léa", True, "seule ici"))
        case _:
            target = line.conversation.held[-1].outgoing if line.conversation.held else "c1-o0"
            line.acts(STAFF[name]("c1", value, "k", version, target))


def word(line: VirtualLine) -> datetime:
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.word is not None
    return turn.word


def until(line: VirtualLine, moment: datetime) -> list[Outgoing]:
    return line.waits(moment - line.now)


def notices(line: VirtualLine) -> list[datetime]:
    return [event.at for event in line.events if isinstance(event, e.DelayNoticed)]


@pytest.mark.parametrize("taken_back", ["by the customer", "by a person", "not yet"])
def test_a_promise_in_a_reply_that_never_left_is_none(taken_back: str) -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    told = word(line)
    line.waits(timedelta(hours=3))
    line.says(reply="holding")
    assert word(line) == told
    if taken_back == "by the customer":
        line.writes(late())
    elif taken_back == "by a person":
        cancel(line)
    line.waits(timedelta(hours=5))
    assert notices(line)[0] == told


def test_a_promise_that_has_left_late_is_the_one_that_is_watched() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    told = word(line)
    line.waits(timedelta(hours=3))
    line.says(reply="holding")
    approve(line)
    renewed = word(line)
    assert renewed > told
    assert until(line, renewed - timedelta(seconds=1)) == []
    assert any(letter.reply is Reply.STAFF_NOTICE for letter in line.sent)
    assert [notice.reply for notice in until(line, renewed)] == [Reply.DELAY_NOTICE]


def test_the_first_promise_of_a_turn_counts_once_it_is_said() -> None:
    line = line_with(Visibility.PUBLIC, Heat.ANGRY)
    line.acknowledged["livraison"] = line.now
    line.says(reply="answer")
    line.waits(COOLING)
    line.waits(timedelta(hours=1))
    line.writes(late())
    line.says(reply="holding")
    turn = line.conversation.waiting
    assert turn is not None
    assert turn.word is None
    line.waits(COOLING)
    promised = word(line)
    assert until(line, promised - timedelta(seconds=1)) == []
    assert len(until(line, promised)) == 1


def test_nobody_approves_a_promise_whose_time_has_passed() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.says(reply="holding")
    line.waits(timedelta(days=3))
    with pytest.raises(Refused, match="has passed meanwhile"):
        approve(line)


def test_no_notice_goes_out_over_an_answer_that_was_approved_and_is_on_its_way() -> None:
    line = line_with(Visibility.PRIVATE, Heat.THREAT)
    line.deliver = False
    line.says()
    approve(line)
    line.waits(timedelta(days=1))
    assert notices(line) == []
