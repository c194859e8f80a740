"""The first-level reply: you have been heard, this department has it, and you hear from us by then.

One per turn; in public one per contact and department in `PUBLIC_ONCE`.
"""

from datetime import timedelta

from charter import hours, promises
from charter.wording import Situation
from conversations import events as e
from conversations.change import Timer
from conversations.message import Visibility
from conversations.turn import Reply, Turn
from conversations.understanding import UNKNOWN_LANGUAGE, Heat
from routing.context import Case
from routing.draft import Draft

PUBLIC_ONCE = timedelta(hours=24)
"""In public one acknowledgement per contact and department in that time."""


def route(draft: Draft, case: Case) -> None:
    """Hand the waiting turn over to the verdict's department and acknowledge it, unless that is done already."""
    turn = draft.conversation.waiting
    if turn is None or turn.handed_over_at is not None:
        return
    department = draft.context.charter.holder(case.target or draft.conversation.department)
    acknowledge(draft, turn, department, situation(draft, case), case.heard.visibility)


def acknowledge(draft: Draft, turn: Turn, department: str, said: Situation, visibility: Visibility) -> None:
    """Hand `turn` over to `department` and tell the customer so, with a promise."""
    hand_over(draft, turn, department)
    if said_in_public(draft, visibility, department):
        return
    word = draft.word(said, visibility, promise_words(draft, turn, department))
    draft.reply(Reply.ACKNOWLEDGEMENT, word, visibility, turn=turn)


def said_in_public(draft: Draft, visibility: Visibility, department: str) -> bool:
    """True when this contact has had the public acknowledgement of that department lately."""
    return visibility is Visibility.PUBLIC and department in draft.context.acknowledged_in_public


def hand_over(draft: Draft, turn: Turn, department: str) -> None:
    """Give `turn` to `department`, silently. The target runs from the customer's first message."""
    charter, now = draft.context.charter, draft.context.now
    delays = charter.department(department).delays
    delay = delays.public if turn.visibility is Visibility.PUBLIC else delays.private
    target = hours.add_open_time(charter.hours_of(department), turn.opened_at, delay)
    draft.add(e.HandedOver(now, turn.id, department, target))
    draft.timer(Timer.CLARIFY, None)


def promise_words(draft: Draft, turn: Turn, department: str) -> dict[str, object]:
    """Promise a time for `turn`, and give the words for it: department, promise, closed, reopens."""
    charter, now = draft.context.charter, draft.context.now
    opening = charter.hours_of(department)
    delays = charter.department(department).delays
    delay = delays.public if turn.visibility is Visibility.PUBLIC else delays.private
    promised = promises.promise(now, delay, opening)
    draft.add(e.Promised(now, turn.id, promised))
    closed = not hours.is_open(opening, now)
    back = hours.next_opening(opening, now)
    label = charter.department(department).label
    return {
        "department": label.get(draft.language) or next(iter(label.values())),
        "promise": promises.say(promised, now, opening.timezone, draft.language),
        "closed": closed,
        "reopens": promises.say_opening(back, now, opening.timezone, draft.language) if closed else "",
    }


def situation(draft: Draft, case: Case) -> Situation:
    """Which acknowledgement fits what was heard."""
    u = case.understanding
    if case.heard.media:
        return Situation.ACKNOWLEDGEMENT_MEDIA
    if u.language not in (*draft.context.charter.languages, UNKNOWN_LANGUAGE):
        return Situation.ACKNOWLEDGEMENT_LANGUAGE
    if u.heat >= Heat.ANNOYED:
        return Situation.ACKNOWLEDGEMENT_HEATED
    return Situation.ACKNOWLEDGEMENT
