"""M10: after a person's answer one question whether it suited, in private, once; the reply to it is understood."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations import events as e
from conversations.acts import Approve, Close
from conversations.change import Outgoing, Timer
from conversations.crisis import Crisis, CrisisState
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Danger, Heat
from routing.context import Emergency
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY, VirtualLine

LATE = understood(("livraison", 0.9))
ANGRY = understood(("livraison", 0.9), heat=Heat.ANGRY)
THREAT = understood(("livraison", 0.9), heat=Heat.THREAT)
DANGER = understood(("qualite", 0.9), danger=Danger.PRODUCT)
FIGURE = understood(words=False)
THANKS = understood(("remerciement", 0.9))


def answered_line(visibility: Visibility = Visibility.PRIVATE, understanding: object = LATE) -> VirtualLine:
    line = VirtualLine(visibility)
    line.writes(understanding)  # type: ignore[arg-type]
    line.says()
    return line


def asked_line() -> VirtualLine:
    line = answered_line()
    line.closes()
    line.waits(timedelta(minutes=10))
    assert line.conversation.surveyed
    return line


def surveys(line: VirtualLine) -> list[Outgoing]:
    return [outgoing for outgoing in line.sent if outgoing.reply is Reply.SATISFACTION]


def test_ten_minutes_after_closing_one_question_with_five_buttons() -> None:
    line = answered_line()
    line.closes()
    assert line.waits(timedelta(minutes=9)) == []
    (question,) = line.waits(timedelta(minutes=1))
    assert "[satisfaction" in question.text
    assert [button.value for button in question.buttons] == ["1", "2", "3", "4", "5"]
    assert (question.visibility, question.turn) == (Visibility.PRIVATE, None)


def test_it_is_asked_when_people_are_up() -> None:
    line = answered_line()
    line.waits(timedelta(hours=9, minutes=55))  # 19 h 55 in Paris
    line.closes()
    line.waits(timedelta(days=1))
    (said,) = [event.at for event in line.events if isinstance(event, e.Replied) and event.reply is Reply.SATISFACTION]
    eight = datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert eight <= said <= eight + timedelta(minutes=10)


def test_never_twice_in_a_conversation() -> None:
    line = asked_line()
    for _ in range(3):
        line.writes(LATE)
        line.says()
        line.closes()
        line.waits(timedelta(days=2))
    assert len(surveys(line)) == 1


@pytest.mark.parametrize("understanding", [ANGRY, THREAT, DANGER])
def test_never_after_anger_threat_or_danger(understanding: object) -> None:
    line = answered_line(understanding=understanding)
    line.writes(LATE)
    line.says()
    line.takes_danger()
    for held in line.conversation.held:
        line.acts(Approve("c1", "u2", "k", line.conversation.version, held.outgoing))
    line.closes()
    line.waits(timedelta(days=3))
    assert surveys(line) == []


def test_a_later_calm_conversation_is_one_to_ask_about() -> None:
    line = answered_line(understanding=ANGRY)
    line.closes()
    line.writes(LATE)
    line.says()
    line.closes()
    line.waits(timedelta(hours=1))
    assert len(surveys(line)) == 1


def test_never_in_public() -> None:
    line = answered_line(Visibility.PUBLIC)
    line.closes()
    line.waits(timedelta(days=3))
    assert surveys(line) == []


@pytest.mark.parametrize("state", [CrisisState.PRECAUTION, CrisisState.DECLARED])
@pytest.mark.parametrize("begins", ["before", "after"])
def test_never_in_crisis(state: CrisisState, begins: str) -> None:
    line = answered_line()
    crisis = Emergency(Crisis("k1", state, MONDAY, MONDAY))
    line.emergency = crisis if begins == "before" else None
    line.closes()
    line.emergency = crisis
    line.waits(timedelta(days=3))
    assert surveys(line) == []


def test_never_when_no_person_has_answered_or_somebody_still_waits() -> None:
    unanswered = VirtualLine()
    unanswered.writes(LATE)
    unanswered.says(reply="holding")
    unanswered.closes()
    again = answered_line()
    again.writes(LATE)
    again.closes()
    by_the_bot = VirtualLine()
    by_the_bot.writes(understood(("horaires", 0.9)))
    by_the_bot.closes()
    for line in (unanswered, again, by_the_bot):
        line.waits(timedelta(days=3))
        assert surveys(line) == []


def test_never_when_whoever_closes_does_not_want_it() -> None:
    line = answered_line()
    line.acts(Close("c1", "u1", "k", line.conversation.version, survey=False))
    assert Timer.SURVEY not in line.timers


@pytest.mark.parametrize("what", ["customer", "staff"])
def test_never_when_something_was_said_since(what: str) -> None:
    line = answered_line()
    line.closes()
    line.waits(timedelta(minutes=5))
    if what == "customer":
        line.writes(THANKS)
    else:
        line.says("J'oubliais.")
    line.waits(timedelta(days=3))
    assert surveys(line) == []


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("4", 4), ("4/5", 4), ("4 / 5 !", 4), ("quatre", 4), ("Quatre sur cinq", 4), ("5 étoiles", 5), ("note : 3", 3),
        ("Je mets 2.", 2), ("four", 4), ("five out of five", 5), ("1", 1), ("un", 1), ("3, merci", 3), ("4\ufe0f\u20e3", 4),
    ],
)  # fmt: skip
def test_the_reply_is_understood_and_thanked(text: str, score: int) -> None:
    line = asked_line()
    (thanks,) = line.writes(FIGURE, text=text)
    assert "[rated" in thanks.text
    assert [event.score for event in line.events if isinstance(event, e.Rated)] == [score]
    assert line.conversation.waiting is None
    assert line.conversation.rated


@pytest.mark.parametrize("text", ["6", "0", "45", "10/5", "4 colis ne sont pas arrivés", "deux semaines", "-3", "4/10"])
def test_other_words_are_an_ordinary_message(text: str) -> None:
    line = asked_line()
    (reply,) = line.writes(LATE, text=text)
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert not line.conversation.rated


def test_a_figure_is_a_score_once_and_only_where_it_was_asked_for() -> None:
    never_asked = VirtualLine()
    (reply,) = never_asked.writes(LATE, text="4")
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    line = asked_line()
    line.writes(FIGURE, text="4")
    (reply,) = line.writes(LATE, text="5")
    assert reply.reply is Reply.ACKNOWLEDGEMENT
    assert len([event for event in line.events if isinstance(event, e.Rated)]) == 1


def test_a_figure_said_to_a_person_is_for_that_person() -> None:
    line = asked_line()
    line.writes(LATE)
    line.says("Combien de colis ?", reply="question")
    line.writes(FIGURE, text="4")
    assert not line.conversation.rated


def test_who_has_never_written_is_asked_nothing() -> None:
    line = VirtualLine(Visibility.PUBLIC)
    line.says()
    line.closes()
    assert line.waits(timedelta(days=2)) == []
