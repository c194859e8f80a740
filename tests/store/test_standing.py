"""Who waits for a person, and who comes first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversations.conversation import Conversation, HeldReply
from conversations.message import PlaceKey, Visibility
from conversations.turn import Turn
from store.standing import needs_person, rank, standing

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUIET = Conversation("c1", PlaceKey("web", "colibri", "shop", "ada"), last_at=NOW)
TURN = Turn("t1", NOW, Visibility.PRIVATE, True, NOW)
WAITING = replace(QUIET, turns=(TURN,))


@pytest.mark.parametrize(
    ("conversation", "needs"),
    [
        (QUIET, False),
        (WAITING, True),
        (replace(WAITING, choices=("a", "b")), False),
        (replace(WAITING, choices=("a", "b"), human_at=NOW), True),
        (replace(WAITING, choices=("a", "b"), turns=(replace(TURN, handed_over_at=NOW),)), True),
        (replace(QUIET, turns=(replace(TURN, answering="o1"),)), False),
        (replace(QUIET, danger_at=NOW), True),
        (replace(QUIET, card="fake_account"), True),
        (replace(QUIET, held=(HeldReply("o1", "u1", "approval"),)), True),
        (replace(QUIET, held=(HeldReply("o1", "u1", "undo", NOW),)), False),
    ],
    ids=[
        "nothing",
        "a turn",
        "the customer's choice",
        "muted",
        "handed over",
        "answer queued",
        "danger",
        "card",
        "to approve",
        "to take back",
    ],
)
def test_who_waits_for_a_person(conversation: Conversation, needs: bool) -> None:
    assert needs_person(conversation) is needs


def test_the_three_standings() -> None:
    assert [standing(c) for c in (WAITING, QUIET, replace(QUIET, closed=True))] == ["waiting", "quiet", "closed"]


def promised(minutes: int, id: str = "c1") -> Conversation:
    """A conversation with a promise."""
    return replace(WAITING, id=id, turns=(replace(TURN, promised_by=NOW + timedelta(minutes=minutes)),))


def test_danger_then_promise_or_what_stands_for_it_then_opening_then_the_rest() -> None:
    early = replace(WAITING, turns=(replace(TURN, opened_at=NOW - timedelta(days=20_000)),))
    ordered = [replace(promised(90), danger_at=NOW), promised(-60), early, WAITING, promised(10), QUIET]
    assert sorted(ordered, key=rank) == ordered


def test_a_reply_that_wants_a_second_person_keeps_the_place_of_its_promise() -> None:
    turn = replace(promised(5).turns[0], answering="o1")
    held = replace(QUIET, turns=(turn,), held=(HeldReply("o1", "u1", "approval"),))
    assert rank(promised(1)) < rank(held) < rank(promised(10))


def test_those_who_wait_for_nobody_follow_the_most_recent_first() -> None:
    recent = replace(QUIET, last_at=NOW + timedelta(minutes=1))
    assert rank(recent) < rank(QUIET) < rank(replace(QUIET, last_at=None))


def test_two_conversations_never_share_a_rank() -> None:
    assert rank(promised(10, "c1")) != rank(promised(10, "c2"))
