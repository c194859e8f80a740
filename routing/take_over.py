"""A person speaks: the bot is mute there. Later, a turn that nobody answers gets one acknowledgement naming the team."""

from datetime import datetime, timedelta

from charter import hours
from charter.wording import Situation
from conversations import events as e
from conversations.change import Timer
from conversations.conversation import Conversation
from conversations.turn import Reply, Turn
from routing import acknowledgement
from routing.context import Case, Context
from routing.draft import Draft

PERSON_PRESENT = timedelta(minutes=30)
"""Open time after a person's reply in which new turns get nothing automatic."""

UNTOUCHED_DAYS = 3
"""Days of opening after which what nobody touches stands in the queue again."""


def stay_quiet(draft: Draft, case: Case) -> None:
    """Keep the turn for the team that has the conversation, and say nothing while a person is about."""
    turn, kind = draft.conversation.waiting, case.decision.verdict.kind
    if turn is None:
        return
    if kind in ("light", "helped") and not turn.asked:
        if turn.handed_over_at is None:
            draft.add(e.NoAnswerNeeded(draft.context.now, turn.id, str(case.decision.verdict)))
        return
    if turn.handed_over_at is None:
        charter = draft.context.charter
        department = charter.holder(draft.conversation.department or (case.target if kind == "route" else None))
        acknowledgement.hand_over(draft, turn, department, acknowledgement.left_for_people(draft, case, turn))
    time_is_up(draft)


def time_is_up(draft: Draft) -> None:
    """Handed over in silence because a person was about: even after a hand-back somebody tells the customer so."""
    turn = draft.conversation.waiting
    if turn is None or turn.handed_over_at is None or not _owed_a_word(draft.conversation, turn):
        return
    present_until = until(draft.conversation, draft.context)
    if present_until is not None and draft.context.now < present_until:
        draft.timer(Timer.TEAM, present_until)
    else:
        name_the_team(draft, turn)


def _owed_a_word(conversation: Conversation, turn: Turn) -> bool:
    """True while the customer was told no time, and has said more than a person has replied to. In danger no time is told."""
    if turn.word is not None or turn.danger:
        return False
    heard = conversation.human_at or turn.acknowledged_at
    return turn.acknowledged_at is None or heard is None or conversation.last_at is None or conversation.last_at > heard


def name_the_team(draft: Draft, turn: Turn) -> None:
    """The one acknowledgement of a turn that a person has left unanswered."""
    turn = draft.conversation.turn(turn.id) or turn  # it may have been handed over just now
    department = draft.context.charter.holder(turn.department)
    if acknowledgement.said_in_public(draft, turn.visibility, department):
        return
    words = acknowledgement.promise_words(draft, turn, department)
    word = draft.word(Situation.ACKNOWLEDGEMENT_TEAM, turn.visibility, words)
    draft.reply(Reply.ACKNOWLEDGEMENT, word, turn.visibility, turn=turn)


def until(conversation: Conversation, context: Context) -> datetime | None:
    """Until when the person who spoke last counts as present; None when no person has spoken."""
    if conversation.human_at is None:
        return None
    department = conversation.department or context.charter.default_department
    return hours.add_open_time(context.charter.hours_of(department), conversation.human_at, PERSON_PRESENT)


def watch_touch(draft: Draft) -> None:
    """A person has acted: look in three open days whether anybody has since."""
    draft.timer(Timer.UNTOUCHED, _untouched_from(draft))


def untouched(draft: Draft) -> None:
    """Nobody has acted here for three open days although it is somebody's, or a customer waits: back in the queue."""
    conversation, now = draft.conversation, draft.context.now
    from_ = _untouched_from(draft)
    if conversation.closed or from_ is None or (conversation.assigned is None and conversation.waiting is None):
        return
    if now < from_:
        draft.timer(Timer.UNTOUCHED, from_)
        return
    if conversation.assigned is not None:
        draft.add(e.Released(now, "rule", "untouched"))
    draft.add(e.CardRaised(now, "untouched"))


def _untouched_from(draft: Draft) -> datetime | None:
    touched = draft.conversation.touched_at
    if touched is None:
        return None
    opening = draft.context.charter.hours_of(draft.conversation.department)
    return hours.add_open_days(opening, touched, UNTOUCHED_DAYS)
