"""Where a conversation stands in the queue: who waits for a person, and who comes first."""

from datetime import UTC, datetime, timedelta

from conversations.conversation import Conversation
from conversations.turn import Turn

WAITING, CLOSED, QUIET = "waiting", "closed", "quiet"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = slice(20, 39)
_END = 10**18
"""Microseconds, later than any date: also what sorts after every date."""


def standing(conversation: Conversation) -> str:
    """`waiting` for a person, `closed`, or `quiet`: nobody owes anything."""
    if needs_person(conversation):
        return WAITING
    return CLOSED if conversation.closed else QUIET


def needs_person(conversation: Conversation) -> bool:
    """True when a person has to look: danger, a card, a reply that wants a second person, or a turn that waits and is not
    waiting for the customer's own choice."""
    if conversation.danger_at is not None or conversation.card is not None:
        return True
    if _waits_for_approval(conversation):
        return True
    turn = conversation.waiting
    if turn is None:
        return False
    return turn.handed_over_at is not None or conversation.muted or not conversation.choices


def rank(conversation: Conversation) -> str:
    """The key that orders conversations: danger, then the oldest promise, then the oldest opening.

    Whoever was promised nothing (one acknowledgement a day in public, a person is about) takes their place by the charter's
    target, else by what customers expect: without one they would stand behind everybody for ever.
    Those who wait for nobody follow the same letters but the most recent first. The id makes it unique: a page follows it.
    """
    turn = conversation.waiting or _to_approve(conversation)
    danger = "0" if conversation.danger_at is not None else "1"
    if not needs_person(conversation):
        last = _END - _micros(conversation.last_at) if conversation.last_at else _END
        return f"{danger}{_END}{last:019d}{conversation.id}"
    promised = _micros(turn.promised_by or turn.target_by or turn.expected_by if turn else None)
    opened = _micros(turn.opened_at if turn else conversation.last_at)
    return f"{danger}{promised:019d}{opened:019d}{conversation.id}"


def moved(rank: str, standing: str, by: timedelta) -> str:
    """The rank of a conversation in which no turn waits, were it so much later."""
    last = int(rank[_LAST])
    later = last if last == _END else last + _micros_of(by) * (1 if standing == WAITING else -1)
    return f"{rank[: _LAST.start]}{later:019d}{rank[_LAST.stop :]}"


def _waits_for_approval(conversation: Conversation) -> frozenset[str]:
    return frozenset(held.outgoing for held in conversation.held if held.until is None)


def _to_approve(conversation: Conversation) -> Turn | None:
    """The turn whose answer waits for a second person: its promise runs on."""
    waits = _waits_for_approval(conversation)
    return next((turn for turn in conversation.turns if turn.answering in waits), None)


def _micros(moment: datetime | None) -> int:
    if moment is None:
        return _END
    return _micros_of(moment - _EPOCH)


def _micros_of(since: timedelta) -> int:
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
