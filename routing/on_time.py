"""Time has passed: what the due timers of a conversation bring."""

from collections.abc import Callable, Mapping, Set

from conversations.change import Change, Timer
from conversations.conversation import Conversation
from routing import clarification, take_over
from routing.context import Context
from routing.draft import Draft

Rule = Callable[[Draft], None]


def on_time(conversation: Conversation, due: Set[Timer], context: Context) -> Change:
    """The change that these due timers bring; each is cleared, whatever comes of it, unless its rule sets it anew."""
    draft = Draft(conversation, context)
    for timer, rule in RULES.items():
        if timer in due:
            draft.timer(timer, None)
            rule(draft)
    return draft.change()


RULES: Mapping[Timer, Rule] = {
    Timer.CLARIFY: clarification.time_is_up,
    Timer.TEAM: take_over.time_is_up,
}
"""One rule per timer, in the order in which they speak. `DECIDE` and `MEASURE` are the line's own."""
