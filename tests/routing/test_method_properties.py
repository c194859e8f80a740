"""Over any sequence of what customers, staff and time do, the method holds."""

from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from conversations.change import Timer
from conversations.conversation import Conversation, after
from conversations.message import Visibility
from conversations.turn import AnsweredBy
from conversations.understanding import Heat
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY
from tests.routing.lives import (
    STEPS,
    UNDISTURBED,
    Step,
    asked_once,
    danger_first,
    heard_once,
    lived,
    nobody_spoken_over,
    promised_truly,
    word_kept,
)

THREAT = understood(("livraison", 0.9), heat=Heat.THREAT)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_the_method_holds(steps: list[Step], visibility: Visibility) -> None:
    """M1 once, M2 in the future, M9 mute, M11 said, nothing undecided, and the state is the fold of the events."""
    line = lived(steps, visibility)
    bot = [outgoing for outgoing in line.sent if outgoing.by is AnsweredBy.BOT and outgoing.to is None]
    heard_once(line.events)
    assert line.conversation.undecided == ()
    assert line.conversation == after(Conversation(line.conversation.id, line.conversation.key), line.events)
    if visibility is Visibility.PRIVATE and bot:
        assert "[automatic " in bot[0].text
    if visibility is Visibility.PUBLIC:
        assert all("[automatic_mark" in outgoing.text for outgoing in bot)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_whoever_waits_is_with_a_department_or_was_asked(steps: list[Step], visibility: Visibility) -> None:
    """No turn is left between chairs: it is handed over, or a question runs out by a timer."""
    line = lived(steps, visibility)
    turn = line.conversation.waiting
    if turn is not None:
        assert turn.handed_over_at is not None or Timer.CLARIFY in line.timers


HELD = [("starts", MONDAY), ("writes", THREAT, "bla"), ("says", "holding"), ("waits", timedelta(hours=3))]
"""The time of a reply that waits for a second person was told to nobody: the notice is about the first one."""


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
@example(HELD, Visibility.PUBLIC)
def test_the_word_is_kept(steps: list[Step], visibility: Visibility) -> None:
    """M8, through outages too."""
    line = lived(steps, visibility)
    word_kept(line.events, line.charter)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_promises_are_true(steps: list[Step], visibility: Visibility) -> None:
    """M2 and M3, whoever promises and how often."""
    line = lived(steps, visibility)
    promised_truly(Conversation(line.conversation.id, line.conversation.key), line.events, line.charter)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_a_person_is_not_spoken_over(steps: list[Step], visibility: Visibility) -> None:
    """M9: while muted nothing canned, and for thirty open minutes nothing at all but safety."""
    line = lived(steps, visibility)
    nobody_spoken_over(Conversation(line.conversation.id, line.conversation.key), line.events, line.charter)


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_nobody_is_surveyed_twice(steps: list[Step], visibility: Visibility) -> None:
    """M10."""
    line = lived(steps, visibility)
    asked_once(Conversation(line.conversation.id, line.conversation.key), line.events)


@settings(max_examples=150, deadline=None)
@given(UNDISTURBED, st.sampled_from(Visibility))
def test_danger_comes_first_and_the_chain_runs(steps: list[Step], visibility: Visibility) -> None:
    """M12, in any state that these lives lead to."""
    line = lived(steps, visibility)
    danger_first(Conversation(line.conversation.id, line.conversation.key), line.events, line.now)


@settings(max_examples=100, deadline=None)
@given(STEPS, st.sampled_from(Visibility))
def test_danger_comes_first_after_an_outage_too(steps: list[Step], visibility: Visibility) -> None:
    """M12: whatever was missed, the next tick tells."""
    line = lived(steps, visibility)
    danger_first(Conversation(line.conversation.id, line.conversation.key), line.events, None)
    line.waits(timedelta(0))
    told = line.conversation.alarmed_at
    if line.conversation.danger_at is not None:
        assert told is not None
        assert line.now - told < timedelta(minutes=10)
