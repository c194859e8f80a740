"""M9: who has a conversation, and what nobody touches for three open days stands in the queue again."""

from datetime import timedelta

from conversations import events as e
from conversations.acts import Assign, Release
from conversations.change import Timer
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

LATE = understood(("livraison", 0.9))
FAQ = understood(("horaires", 0.9))


def waiting_line() -> VirtualLine:
    line = VirtualLine()
    line.writes(LATE)
    return line


def assigns(line: VirtualLine, to: str) -> None:
    line.acts(Assign("c1", "u1", "k", line.conversation.version, to))


def gives_back(line: VirtualLine) -> None:
    line.acts(Release("c1", "u1", "k", line.conversation.version))


def of(line: VirtualLine, kind: type[e.Event]) -> list[e.Event]:
    return [event for event in line.events if isinstance(event, kind)]


def test_a_conversation_is_given_and_given_back() -> None:
    line = waiting_line()
    assigns(line, "u2")
    assigns(line, "u2")
    assert of(line, e.Assigned) == [e.Assigned(line.now, "u1", "u2")]
    assert line.conversation.assigned == "u2"
    gives_back(line)
    gives_back(line)
    assert of(line, e.Released) == [e.Released(line.now, "u1", "handed_on")]
    assert line.conversation.assigned is None


def test_who_replies_first_has_it() -> None:
    line = waiting_line()
    line.says(reply="holding")
    assert line.conversation.assigned == "u1"


def test_a_reply_takes_it_from_nobody() -> None:
    line = waiting_line()
    assigns(line, "u2")
    line.says()
    assert line.conversation.assigned == "u2"


def test_notes_and_assigning_do_not_mute() -> None:
    line = waiting_line()
    assigns(line, "u2")
    line.notes()
    assert not line.conversation.muted


def test_closing_and_hand_back_start_fresh() -> None:
    for end in ("closes", "hands_back"):
        line = waiting_line()
        line.says()
        getattr(line, end)()
        assert line.conversation.assigned is None
        assert not line.conversation.muted
        line.waits(timedelta(days=30))
        assert line.conversation.card is None
        (answer,) = line.writes(FAQ)
        assert "Réponse horaires" in answer.text


def test_what_nobody_touches_for_three_open_days_stands_in_the_queue_again() -> None:
    line = waiting_line()
    line.says()  # Monday, 10 h
    line.waits(timedelta(days=3, seconds=-1))
    assert line.conversation.card is None
    line.waits(timedelta(seconds=1))
    assert line.conversation.card == "untouched"
    assert line.conversation.assigned is None
    assert of(line, e.Released) == [e.Released(line.now, "rule", "untouched")]
    line.waits(timedelta(days=30))
    assert len(of(line, e.CardRaised)) == 1


def test_a_weekend_is_no_open_day() -> None:
    line = waiting_line()
    line.waits(timedelta(days=3))  # Thursday
    line.says()
    line.waits(timedelta(days=4))
    assert line.conversation.card is None
    line.waits(timedelta(days=1))
    assert line.conversation.card == "untouched"


def test_touching_it_again_moves_the_moment() -> None:
    line = waiting_line()
    line.says()
    line.waits(timedelta(days=2))
    line.notes()
    line.waits(timedelta(days=2))
    assert line.conversation.card is None
    assert Timer.UNTOUCHED in line.timers
    line.waits(timedelta(days=5))
    assert line.conversation.card == "untouched"


def test_what_is_nobodys_and_waits_for_nobody_is_left_alone() -> None:
    line = waiting_line()
    line.says()
    gives_back(line)
    line.waits(timedelta(days=30))
    assert line.conversation.card is None


def test_a_conversation_that_was_given_to_somebody_who_does_nothing_comes_back() -> None:
    line = waiting_line()
    assigns(line, "u2")
    line.waits(timedelta(days=4))
    assert line.conversation.assigned is None
    assert line.conversation.card == "untouched"
