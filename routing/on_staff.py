"""A person of the staff acts: what happens now."""

from collections.abc import Callable, Mapping
from typing import Any

from conversations import events as e
from conversations.acts import (
    Approve,
    Assign,
    Cancel,
    Close,
    HandBack,
    Note,
    Release,
    Say,
    SayInPublic,
    StaffAct,
    TakeDanger,
    Transfer,
)
from conversations.change import Change, Timer
from conversations.conversation import Conversation
from conversations.message import Direction
from conversations.ports import Refused
from routing import (
    acknowledgement,
    assigning,
    delay_notice,
    handing_on,
    public_to_private,
    satisfaction,
    second_look,
    staff_reply,
    take_over,
)
from routing.context import Context
from routing.draft import Draft


def on_staff(conversation: Conversation, act: StaffAct, context: Context) -> Change:
    """The change that `act` brings. Raises Stale when a reply or closing would miss what was said, Refused with a sentence."""
    draft = Draft(conversation, context)
    RULES[type(act)](draft, act)
    handed_on = draft.conversation.opened_turns > conversation.opened_turns
    if isinstance(act, Say) and handed_on:
        assigning.give_back(draft, "rule", handing_on.REASON)
    elif isinstance(act, Say):
        assigning.by_speaking(draft, act)
    if draft.conversation.touched_at != conversation.touched_at:
        take_over.watch_touch(draft)
    return draft.change()


def _approve(draft: Draft, act: Approve) -> None:
    """Nobody agrees to a reply on what has been said since they looked: two answers, say."""
    staff_reply.refuse_unread(draft, act)
    second_look.approve(draft, act)
    handing_on.in_silence(draft)


def _close(draft: Draft, act: Close) -> None:
    staff_reply.refuse_unread(draft, act)
    before = draft.conversation
    second_look.refuse_closing(draft.conversation)
    draft.add(e.Closed(draft.context.now, act.by))
    for timer in (Timer.CLARIFY, Timer.TEAM, Timer.REMIND, Timer.PROMISE, Timer.UNTOUCHED):
        draft.timer(timer, None)
    delay_notice.watch_answers_on_their_way(draft)
    satisfaction.after_closing(draft, act, before)


def _hand_back(draft: Draft, act: HandBack) -> None:
    draft.add(e.HandedBack(draft.context.now, act.by))
    assigning.give_back(draft, act.by, "handed_back")


def _take_danger(draft: Draft, act: TakeDanger) -> None:
    draft.add(e.DangerAcknowledged(draft.context.now, act.by))
    draft.timer(Timer.ON_CALL, None)


def _note(draft: Draft, act: Note) -> None:
    if not act.text.strip():
        raise Refused("The note is empty. Write something, or leave it.", "empty_note")
    message = draft.write(Direction.NOTE, act.text.strip(), act.by)
    draft.add(e.Noted(draft.context.now, act.by, message))


def _transfer(draft: Draft, act: Transfer) -> None:
    charter = draft.context.charter
    if not charter.is_department(act.department):
        known = ", ".join(department.id for department in charter.departments)
        what = f"There is no department « {act.department} » in the charter. Choose one of: {known}."
        raise Refused(what, "unknown_department", department=act.department, known=known)
    turn = draft.conversation.waiting
    if turn is not None and turn.handed_over_at is None:
        acknowledgement.hand_over(draft, turn, act.department)
    draft.add(e.Transferred(draft.context.now, act.by, act.department, turn.id if turn else None))


RULES: Mapping[type[StaffAct], Callable[[Draft, Any], None]] = {
    Say: staff_reply.say,
    Approve: _approve,
    Cancel: second_look.cancel,
    SayInPublic: public_to_private.public_line,
    Note: _note,
    Transfer: _transfer,
    Assign: assigning.assign,
    Release: assigning.release,
    Close: _close,
    HandBack: _hand_back,
    TakeDanger: _take_danger,
}
"""One rule per act."""
