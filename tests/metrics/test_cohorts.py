"""What became of turns, and the figures of one set of them, on examples that can be counted by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversations.figures import Standing, TurnRow
from conversations.message import Visibility
from conversations.turn import AnsweredBy
from metrics.cohorts import Ratio, State, Within, acknowledged, counts, delays, ever_answered, state, waiting

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = OPENED + 30 * HOUR
STAFF, BOT = AnsweredBy.STAFF, AnsweredBy.BOT
TURN = TurnRow("t", "c", "web", Visibility.PUBLIC, True, OPENED, OPENED + 2 * HOUR)


def at(hours: float) -> datetime:
    """So many hours after the opening."""
    return OPENED + hours * HOUR


def by_staff(hours: float, **more: object) -> TurnRow:
    """Answered by a person after so long."""
    return replace(TURN, answered_at=at(hours), answered_by=STAFF, final=True, handed_over_at=OPENED, **more)  # type: ignore[arg-type]


def by_bot(hours: float, final: bool = True, **more: object) -> TurnRow:
    """Answered by the bot after so long."""
    return replace(TURN, answered_at=at(hours), bot_answered_at=at(hours), answered_by=BOT, final=final, **more)  # type: ignore[arg-type]


HANDED_OVER = replace(TURN, handed_over_at=at(0))
CLOSED = replace(HANDED_OVER, closed_at=at(1))
REFUSED = replace(TURN, bot_answered_at=at(0), refused_at=at(3))


@pytest.mark.parametrize(
    ("row", "became"),
    [
        (TURN, State.WAITING),
        (REFUSED, State.WAITING),
        (CLOSED, State.UNANSWERED),
        (by_staff(1), State.ANSWERED_STAFF),
        (by_bot(1), State.ANSWERED_BOT),
        (by_bot(1, final=False), State.PENDING),
        (replace(TURN, withdrawn_at=at(0), no_answer_needed="light:merci"), State.NO_ANSWER_NEEDED),
        (replace(HANDED_OVER, withdrawn_at=at(1), no_answer_needed="withdrawn_by_customer"), State.WITHDRAWN),
        (replace(TURN, withdrawn_at=at(2), excluded=True), State.EXCLUDED),
        (replace(TURN, withdrawn_at=at(1), excluded=True, no_answer_needed="withdrawn_by_customer"), State.EXCLUDED),
        # What is said once customers could expect an answer takes nothing back.
        (replace(TURN, withdrawn_at=at(2.01), excluded=True), State.UNANSWERED),
        (replace(HANDED_OVER, withdrawn_at=at(3), no_answer_needed="withdrawn_by_customer"), State.UNANSWERED),
        (replace(CLOSED, withdrawn_at=at(3), excluded=True), State.UNANSWERED),
        # Nor does it take back an answer that stood, or make one of what could be refused.
        (by_staff(1, withdrawn_at=at(1.5), excluded=True), State.ANSWERED_STAFF),
        (by_bot(1, withdrawn_at=at(26), excluded=True), State.ANSWERED_BOT),
        (by_bot(1, final=False, withdrawn_at=at(5), excluded=True), State.UNANSWERED),
        (by_bot(1, final=False, withdrawn_at=at(1.5), excluded=True), State.EXCLUDED),
    ],
)
def test_what_became_of_a_turn(row: TurnRow, became: State) -> None:
    assert state(row) is became


LEFT_OUT = replace(TURN, withdrawn_at=at(0), no_answer_needed="light", acknowledged_at=at(0.1))
SOME = [by_staff(2, acknowledged_at=at(0.1)), by_staff(4), by_bot(0), by_bot(0, final=False), TURN, CLOSED, LEFT_OUT]


def test_the_ever_answered_of_all_to_which_an_answer_was_owed() -> None:
    assert ever_answered(SOME) == Ratio(3, 6)
    assert ever_answered(SOME).share == 0.5
    assert ever_answered([LEFT_OUT]).share is None
    assert counts(SOME)[State.ANSWERED_STAFF] == 2
    assert counts([]) == dict.fromkeys(State, 0)
    assert acknowledged(SOME) == Ratio(1, 6)


def test_who_still_waits_and_since_when() -> None:
    later = replace(REFUSED, opened_at=at(1))
    assert waiting([*SOME, later]) == Standing(2, OPENED)
    assert waiting([later]) == Standing(1, at(1))
    assert waiting([CLOSED, by_staff(1)]) is None


def test_the_delays_of_all_and_of_those_who_answer() -> None:
    found = delays([*SOME, HANDED_OVER, replace(REFUSED, handed_over_at=at(3)), by_bot(9, handed_over_at=OPENED)], NOW)
    assert (found.answered, found.waiting) == ([2 * HOUR, 4 * HOUR, 0 * HOUR, 9 * HOUR], [30 * HOUR] * 4)
    assert (found.never, found.n, found.mean()) == ([30 * HOUR], 9, 15 * HOUR / 4)


def test_the_staffs_turns_are_those_they_were_given_or_answered() -> None:
    taken = replace(by_staff(6), handed_over_at=None)
    rows = [by_staff(2), taken, TURN, HANDED_OVER, CLOSED, by_bot(1), by_bot(1, handed_over_at=OPENED)]
    found = delays([*rows, by_bot(1, final=False, handed_over_at=OPENED)], NOW, STAFF)
    assert (len(found.answered), len(found.waiting), len(found.never)) == (2, 2, 2)
    assert found.mean() == 4 * HOUR


def test_the_bots_turns_are_those_it_answered_and_a_refused_one_will_never_have_its_answer() -> None:
    tried = {"bot_answered_at": at(0)}
    refused = [REFUSED, replace(by_staff(5), refused_at=at(1), **tried), replace(CLOSED, refused_at=at(0.5), **tried)]
    found = delays([by_bot(0), by_bot(1, refused_at=at(0.5)), by_bot(0, final=False), *refused, TURN], NOW, BOT)
    assert (found.answered, found.waiting, len(found.never)) == ([0 * HOUR, HOUR], [30 * HOUR], 3)


def test_what_a_person_answered_after_the_bot_had_stays_a_try_of_the_bot() -> None:
    found = delays([by_bot(0), by_staff(5, bot_answered_at=at(0))], NOW, BOT)
    assert (found.answered, len(found.never)) == ([0 * HOUR], 1)


def test_a_share_that_is_not_reached_is_over_all_that_is_known() -> None:
    found = delays([by_staff(1), by_staff(3), by_staff(2), TURN], NOW)
    assert (found.within(0.5), found.within(0.9)) == (Within(2 * HOUR, True), Within(30 * HOUR, False))
    assert delays([CLOSED], NOW).within(0.5) == Within(30 * HOUR, False)
    assert delays([LEFT_OUT], NOW).within(0.5) is None
    assert delays([TURN], NOW).mean() is None
    assert [step.delay for step in found.curve()] == [HOUR, 2 * HOUR, 3 * HOUR]


def test_no_delay_is_negative_when_clocks_differ() -> None:
    assert delays([by_staff(-0.1)], NOW).answered == [timedelta(0)]
    assert delays([TURN], at(-0.1)).waiting == [timedelta(0)]
