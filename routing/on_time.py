"""Time has passed: what the due timers of a conversation bring."""

from collections.abc import Callable, Mapping
from datetime import datetime

from conversations.change import Change, Timer
from conversations.conversation import Conversation
from routing import clarification, delay_notice, handing_on, on_call, reminder, right_moment, satisfaction, take_over
from routing.context import Context
from routing.draft import Draft

Rule = Callable[[Draft], None]


def on_time(conversation: Conversation, due: Mapping[Timer, datetime], context: Context) -> Change:
    """The change that these due timers bring; `due` says for when each was planned.

    Each is cleared, whatever comes of it, unless this is not its moment or its rule sets it anew.
    """
    draft = Draft(conversation, context)
    for timer, rule in RULES.items():
        if timer in due:
            later = right_moment.postponed(draft.conversation, timer, due[timer], context)
            draft.timer(timer, later)
            if later is None:
                rule(draft)
    return draft.change()


RULES: Mapping[Timer, Rule] = {
    Timer.ON_CALL: on_call.time_is_up,
    Timer.CLARIFY: clarification.time_is_up,
    Timer.TEAM: take_over.time_is_up,
    Timer.REMIND: reminder.time_is_up,
    Timer.PROMISE: delay_notice.time_is_up,
    Timer.UNTOUCHED: take_over.untouched,
    Timer.SURVEY: satisfaction.time_is_up,
    Timer.FURTHER: handing_on.in_silence,
}
"""One rule per timer, in the order in which they speak. `DECIDE` and `MEASURE` are the line's own."""
