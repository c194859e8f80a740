"""Whether a due timer may speak now: not on half of what customers said, not when people rest, not all at the same second."""

from datetime import datetime, timedelta
from zlib import crc32

from charter import courtesy
from conversations.change import Timer
from conversations.conversation import Conversation
from routing.context import Context

SILENCE_DECIDES = frozenset({Timer.CLARIFY, Timer.TEAM, Timer.PROMISE, Timer.SURVEY})
"""What a message that has not reached us yet could change."""

BEGUN_BY_US = frozenset({Timer.PROMISE, Timer.SURVEY})
"""What makes the bot write first."""

LOOK_AGAIN = timedelta(seconds=30)
SUSPENDED = timedelta(minutes=10)
"""How soon to look again while nothing leaves: what would be begun now might be said after an answer, or at night."""
LATE = timedelta(minutes=5)
"""A timer that fires so late was held up with many others, by an outage or by the night."""
SPREAD = timedelta(minutes=10)
"""Over how long those are spread."""


def postponed(conversation: Conversation, timer: Timer, planned: datetime, context: Context) -> datetime | None:
    """Until when a timer that was planned for `planned` is put off, to be decided anew then; None: it speaks now."""
    now = context.now
    if timer in SILENCE_DECIDES and conversation.undecided:
        return now + LOOK_AGAIN
    if timer in SILENCE_DECIDES and not context.caught_up:
        return now + LOOK_AGAIN + (_spread(conversation) if timer in BEGUN_BY_US else timedelta(0))
    if timer not in BEGUN_BY_US:
        return _by_day(conversation, timer, planned, context)
    if context.suspended:
        return now + SUSPENDED + _spread(conversation)
    moment = courtesy.next_moment(now, context.charter)
    return None if moment == now and now - planned <= LATE else moment + _spread(conversation)


def _by_day(conversation: Conversation, timer: Timer, planned: datetime, context: Context) -> datetime | None:
    """What an outage has held up is no reply to a message just received: nobody is woken by it."""
    if timer not in SILENCE_DECIDES or context.now - planned <= LATE or courtesy.may_begin(context.now, context.charter):
        return None
    return courtesy.next_moment(context.now, context.charter) + _spread(conversation)


def _spread(conversation: Conversation) -> timedelta:
    """The conversation's own share of `SPREAD`, whoever asks."""
    return timedelta(seconds=crc32(conversation.id.encode()) % int(SPREAD.total_seconds()))
