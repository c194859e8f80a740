"""Over any sequence of what customers, staff and time do, the method holds."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import events as e
from conversations.change import Timer
from conversations.conversation import Conversation, after
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Reply
from conversations.understanding import Danger, Heat
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine

UNDERSTANDINGS = [
    understood(("horaires", 0.9)),
    understood(("retour", 0.9)),
    understood(("livraison", 0.9), heat=Heat.ANGRY),
    understood(("horaires", 0.4), ("retour", 0.38)),
    understood(("humain", 0.9)),
    understood(("ou_en_est", 0.9)),
    understood(("salutation", 0.9)),
    understood(("hors_sujet", 0.9)),
    understood(("insulte", 0.9), heat=Heat.ANGRY),
    understood(("qualite", 0.9), danger=Danger.PRODUCT),
    understood(words=False),
    understood(("horaires", 0.9), language="de"),
]
TEXTS = ["bla", "non", "oui", "1", "Question retour"]
WRITES = st.tuples(st.just("writes"), st.sampled_from(UNDERSTANDINGS), st.sampled_from(TEXTS))
STAFF = st.sampled_from(
    [("says", "answer"), ("says", "holding"), ("closes",), ("hands_back",), ("notes",), ("transfers", "qualite")]
)
WAITS = st.tuples(
    st.just("waits"), st.sampled_from([timedelta(seconds=30), timedelta(minutes=11), timedelta(hours=3), timedelta(days=2)])
)
STEPS = st.lists(st.one_of(WRITES, STAFF, WAITS), max_size=14)


def lived(steps: list[tuple[object, ...]], visibility: Visibility) -> VirtualLine:
    """A conversation that has lived these steps."""
    line = VirtualLine(visibility)
    for step in steps:
        match step:
            case ("writes", understanding, text):
                line.writes(understanding, text=str(text))  # type: ignore[arg-type]
            case ("says", reply):
                line.says(reply=str(reply))
            case ("waits", time):
                line.waits(time)  # type: ignore[arg-type]
            case (name, *arguments):
                getattr(line, str(name))(*arguments)
    return line


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_the_method_holds(steps: list[tuple[object, ...]], visibility: Visibility) -> None:
    """M1 once, M2 in the future, M9 mute, M11 said, nothing undecided, and the state is the fold of the events."""
    line = lived(steps, visibility)
    bot = [outgoing for outgoing in line.sent if outgoing.by is AnsweredBy.BOT and outgoing.to is None]
    acknowledged = Counter(outgoing.turn for outgoing in bot if outgoing.reply is Reply.ACKNOWLEDGEMENT)
    assert all(count == 1 for count in acknowledged.values())
    questions = Counter(outgoing.turn for outgoing in bot if outgoing.reply is Reply.QUESTION)
    assert all(count == 1 for count in questions.values())
    assert all(event.by > event.at for event in line.events if isinstance(event, e.Promised))
    assert line.conversation.undecided == ()
    assert line.conversation == after(Conversation(line.conversation.id, line.conversation.key), line.events)
    if visibility is Visibility.PRIVATE and bot:
        assert "[automatic " in bot[0].text
    if visibility is Visibility.PUBLIC:
        assert all("[automatic_mark" in outgoing.text for outgoing in bot)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_whoever_waits_is_with_a_department_or_was_asked(steps: list[tuple[object, ...]], visibility: Visibility) -> None:
    """No turn is left between chairs: it is handed over, or a question runs out by a timer."""
    line = lived(steps, visibility)
    turn = line.conversation.waiting
    if turn is not None:
        assert turn.handed_over_at is not None or Timer.CLARIFY in line.timers


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_mute_bot_gives_no_canned_answer(steps: list[tuple[object, ...]]) -> None:
    """From a person's reply to hand-back or closing, the bot says nothing but safety and one line naming the team."""
    line = lived(steps, Visibility.PRIVATE)
    muted = False
    for event in line.events:
        match event:
            case e.Replied(by=AnsweredBy.STAFF):
                muted = True
            case e.HandedBack() | e.Closed():
                muted = False
            case e.Replied(by=AnsweredBy.BOT) if muted:
                assert event.reply in (Reply.SAFETY, Reply.ON_CALL) or event.wording == "acknowledgement_team"
