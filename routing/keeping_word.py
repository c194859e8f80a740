"""A promise was made: when the team is reminded of it, and when we look whether it was kept."""

from datetime import datetime

from charter import hours
from charter.charter import Charter
from conversations import events as e
from conversations.change import Timer
from conversations.conversation import Conversation


def watch(promised: e.Promised, conversation: Conversation, charter: Charter) -> dict[Timer, datetime | None]:
    """The timers that a promise sets; none for a promise that the conversation does not count as one."""
    turn = conversation.turn(promised.turn)
    if turn is None or turn.word != promised.by:
        return {}
    return {Timer.REMIND: _reminder(promised, turn.department, charter), Timer.PROMISE: promised.by}


def _reminder(promised: e.Promised, department: str | None, charter: Charter) -> datetime | None:
    """`remind_before` the promise, in open time; halfway to a promise that is nearer. None when no open moment lies before."""
    opening = charter.hours_of(department)
    left = hours.open_time_between(opening, promised.at, promised.by)
    wait = max(left - charter.promising.remind_before, left / 2)
    moment = hours.next_opening(opening, hours.add_open_time(opening, promised.at, wait))
    return moment if moment < promised.by else None
