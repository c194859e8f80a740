"""M5: from a public conversation to a private one, and the one line in public afterwards."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations.acts import SayInPublic
from conversations.change import Outgoing
from conversations.message import Visibility
from conversations.ports import Refused
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import Danger, Heat, Understanding
from tests.fakes.understood import understood
from tests.fakes.virtual_line import WAY, VirtualLine

LOST = understood(("livraison", 0.9))
ANGRY = understood(("livraison", 0.9), heat=Heat.ANGRY)
OPENING = understood(("horaires", 0.9))
WHERE = understood(("ou_en_est", 0.9))
SHOCK = understood(("qualite", 0.9), danger=Danger.PRODUCT)
PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE


@pytest.fixture
def line() -> VirtualLine:
    return VirtualLine(PUBLIC, ways=True)


def said_in_public(line: VirtualLine) -> list[Outgoing]:
    return [one for one in line.sent if one.visibility is PUBLIC and one.to is None]


def public_line(line: VirtualLine) -> list[Outgoing]:
    return line.acts(SayInPublic("c1", "u1", "k", line.conversation.version))


@pytest.mark.parametrize("understanding", [LOST, ANGRY, SHOCK, understood(words=False), understood(("x", 0.9), language="de")])
def test_the_first_public_reply_gives_the_link(line: VirtualLine, understanding: Understanding) -> None:
    (reply,) = line.writes(understanding)
    assert reply.text.count(WAY) == 1
    assert (line.conversation.invited, len(line.links)) == (True, 1)


def test_the_link_is_given_once_in_a_conversation(line: VirtualLine) -> None:
    line.writes(LOST)
    line.waits(timedelta(days=2))
    line.says()
    line.waits(timedelta(days=1))
    line.writes(understood(("qualite", 0.9)))
    line.waits(timedelta(days=1))
    assert sum(WAY in one.text for one in line.sent) == len(line.links) == 1
    assert len([event for event in line.events if isinstance(event, e.Invited)]) == 1


def test_who_asks_in_public_where_things_stand_is_invited(line: VirtualLine) -> None:
    line.ways = False
    line.writes(LOST)
    line.ways = True
    (reply,) = line.writes(WHERE)
    assert (reply.reply, reply.text.count(WAY)) == (Reply.STATE, 1)


def test_without_a_way_nothing_is_promised(line: VirtualLine) -> None:
    line.ways = False
    (reply,) = line.writes(LOST)
    assert "http" not in reply.text
    assert not line.conversation.invited


def test_the_invitation_is_no_answer_and_moves_no_clock(line: VirtualLine) -> None:
    other = VirtualLine(PUBLIC)
    line.writes(LOST)
    other.writes(LOST)
    assert line.conversation.turns == other.conversation.turns


def test_in_private_nobody_is_invited() -> None:
    line = VirtualLine(PRIVATE, ways=True)
    line.writes(LOST)
    assert line.links == []


def test_the_same_turn_goes_on_and_its_real_state_is_told(line: VirtualLine) -> None:
    line.writes(LOST)
    before = line.conversation.turns
    line.waits(timedelta(minutes=10))
    (said,) = line.follows()
    assert (said.visibility, said.reply, said.turn) == (PRIVATE, Reply.STATE, before[0].id)
    assert said.text.startswith("[automatic ")
    assert "[continued" in said.text
    assert "service livraison" in said.text
    assert line.conversation.turns == before
    assert line.decided.verdict == "arrived"
    assert line.conversation.opened_turns == 1


def test_a_promise_that_was_not_made_is_not_told(line: VirtualLine) -> None:
    line.writes(SHOCK)
    (said,) = line.follows()
    assert "[continued" in said.text
    assert "avant" not in said.text


def test_what_is_written_on_arrival_joins_the_turn(line: VirtualLine) -> None:
    line.writes(LOST)
    line.waits(timedelta(minutes=10))
    (said,) = line.follows(LOST, "Mon numéro est 12345")
    assert "[continued" in said.text
    assert line.conversation.opened_turns == 1
    assert line.decided.verdict == "route:livraison"


def test_a_danger_told_on_arrival_gets_the_safety_wording_alone(line: VirtualLine) -> None:
    line.writes(LOST)
    (said,) = line.follows(SHOCK, "Elle a pris feu")
    assert (said.reply, said.visibility) == (Reply.SAFETY, PRIVATE)


def test_a_new_request_on_arrival_is_acknowledged_and_nothing_more(line: VirtualLine) -> None:
    line.writes(LOST)
    line.says()
    line.hands_back()
    line.waits(timedelta(hours=1))
    (said,) = line.follows(understood(("qualite", 0.9)), "Autre chose")
    assert (said.reply, said.visibility) == (Reply.ACKNOWLEDGEMENT, PRIVATE)


def test_an_arrival_when_nothing_waits_opens_nothing(line: VirtualLine) -> None:
    line.writes(LOST)
    line.says()
    (said,) = line.follows()
    assert "[continued" in said.text
    assert line.conversation.waiting is None
    assert line.conversation.opened_turns == 1


def test_an_arrival_changes_neither_mood_nor_language(line: VirtualLine) -> None:
    line.writes(understood(("livraison", 0.9), heat=Heat.ANGRY, language="en"))
    line.follows(understood(("salutation", 0.9), language="fr"))
    assert (line.conversation.heat, line.conversation.language) == ("angry", "en")


def test_a_comment_after_the_move_is_answered_in_private_and_stays_a_public_turn(line: VirtualLine) -> None:
    line.writes(LOST)
    line.follows()
    line.says()
    line.hands_back()
    line.waits(timedelta(hours=2))
    public = len(said_in_public(line))
    (said,) = line.writes(understood(("qualite", 0.9)))
    assert (said.reply, said.visibility) == (Reply.ACKNOWLEDGEMENT, PRIVATE)
    assert "[automatic_mark" not in said.text
    assert line.conversation.turns[-1].visibility is PUBLIC
    assert len(said_in_public(line)) == public


def test_where_a_request_stands_is_told_in_private_after_the_move(line: VirtualLine) -> None:
    line.writes(LOST)
    line.follows()
    (said,) = line.writes(WHERE)
    assert said.visibility is PRIVATE
    assert "[state " in said.text


def test_an_insult_in_public_stays_there_after_the_move(line: VirtualLine) -> None:
    line.writes(LOST)
    line.follows()
    line.says()
    line.hands_back()
    assert line.writes(understood(("insulte", 0.9), heat=Heat.ANGRY)) == []
    assert line.conversation.card == "insult_in_public"


def test_staff_answer_in_private_once_the_customer_has_moved(line: VirtualLine) -> None:
    line.writes(LOST)
    line.follows()
    line.writes(LOST)
    assert line.conversation.visibility is PUBLIC
    assert line.conversation.audience is PRIVATE
    assert all(said.visibility is PRIVATE for said in line.says())


def test_the_team_is_named_in_private_even_for_a_public_comment(line: VirtualLine) -> None:
    line.writes(LOST)
    line.follows()
    line.waits(timedelta(days=2))
    line.says()
    line.writes(LOST)
    (said,) = [one for one in line.waits(timedelta(hours=1)) if one.reply is Reply.ACKNOWLEDGEMENT]
    assert said.visibility is PRIVATE
    assert "[acknowledgement_team" in said.text
    assert "[automatic_mark" not in said.text


def test_after_a_private_answer_one_line_may_be_said_in_public(line: VirtualLine) -> None:
    line.writes(LOST)
    line.follows()
    line.says()
    (said,) = public_line(line)
    assert (said.reply, said.visibility, said.by, said.user) == (Reply.PUBLIC_LINE, PUBLIC, AnsweredBy.BOT, "u1")
    assert "[answered_in_private" in said.text
    assert "[automatic_mark" in said.text
    with pytest.raises(Refused, match="already"):
        public_line(line)


def test_no_public_line_before_the_answer_has_arrived(line: VirtualLine) -> None:
    line.writes(LOST)
    with pytest.raises(Refused, match="has not moved"):
        public_line(line)
    line.says()
    line.follows()
    with pytest.raises(Refused, match="No answer has reached"):
        public_line(line)
    line.deliver = False
    line.says()
    with pytest.raises(Refused, match="No answer has reached"):
        public_line(line)


WRITES = st.tuples(
    st.just("writes"), st.sampled_from([LOST, ANGRY, OPENING, WHERE, SHOCK, understood(("salutation", 0.9))]), st.booleans()
)
FOLLOWS = st.tuples(st.just("follows"), st.sampled_from([None, LOST, SHOCK]))
ACTS = st.sampled_from([("says", "answer"), ("says", "holding"), ("closes",), ("hands_back",), ("line",)])
WAITS = st.tuples(st.just("waits"), st.sampled_from([timedelta(minutes=11), timedelta(hours=5), timedelta(days=2)]))


def lived(steps: list[tuple[object, ...]]) -> VirtualLine:
    """A conversation that began in public and has lived these steps; its link can be followed once, once it is given."""
    line = VirtualLine(PUBLIC, ways=True)
    line.writes(LOST)
    for step in steps:
        match step:
            case ("writes", Understanding() as understanding, bool(private)):
                line.visibility = PRIVATE if private and line.conversation.moved else PUBLIC
                line.writes(understanding)
            case ("follows", understanding):
                if line.conversation.invited and not line.conversation.moved:
                    line.follows(*((understanding, "texte") if isinstance(understanding, Understanding) else ()))
            case ("line",):
                with contextlib.suppress(Refused):
                    public_line(line)
            case (str(name), *arguments):
                getattr(line, name)(*arguments)
    return line


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WRITES, FOLLOWS, ACTS, WAITS), max_size=12))
def test_after_the_move_nothing_is_public_but_one_line(steps: list[tuple[object, ...]]) -> None:
    line = lived(steps)
    assert len(line.links) <= 1
    opened = {event.turn: event for event in line.events if isinstance(event, e.TurnOpened)}
    assert all(
        (turn.opened_at, turn.visibility) == (opened[turn.id].at, opened[turn.id].visibility)
        for turn in line.conversation.turns
    )
    moves = [n for n, event in enumerate(line.events) if isinstance(event, e.MovedToPrivate)]
    replied = {event.outgoing: n for n, event in enumerate(line.events) if isinstance(event, e.Replied)}
    later = [one for one in said_in_public(line) if moves and replied[one.id] > moves[0]]
    assert [one.reply for one in later] in ([], [Reply.PUBLIC_LINE])
    heard_of = [event.turn for event in line.events if isinstance(event, e.Replied) and event.reply is Reply.ACKNOWLEDGEMENT]
    assert len(heard_of) == len(set(heard_of))
