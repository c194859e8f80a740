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
    if turn is None:
        return {}
    if promised.held:
        # Until its reply leaves, what the customer was told before is watched, if they were told anything.
        return {Timer.PROMISE: promised.by} if turn.word is None and turn.unsaid_by == promised.by else {}
    return timers(promised.by, promised.at, turn.department, charter) if turn.word == promised.by else {}


def timers(by: datetime, now: datetime, department: str | None, charter: Charter) -> dict[Timer, datetime | None]:
    """The timers of a promise for `by` that `department` has to keep."""
    return {Timer.REMIND: _reminder(by, now, department, charter), Timer.PROMISE: by}


def _reminder(by: datetime, now: datetime, department: str | None, charter: Charter) -> datetime | None:
    """`remind_before` the promise, in open time; halfway to a promise that is nearer. None when no open moment lies before."""
    opening = charter.hours_of(department)
    left = hours.open_time_between(opening, now, by)
    wait = max(left - charter.promising.remind_before, left / 2)
    moment = hours.next_opening(opening, hours.add_open_time(opening, now, wait))
    return moment if moment < by else None
