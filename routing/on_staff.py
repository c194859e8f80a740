"""A person of the staff acts: what happens now."""

from charter.wording import Situation
from conversations import events as e
from conversations.acts import LONGEST_REPLY, Close, HandBack, Note, Say, StaffAct, TakeDanger, Transfer
from conversations.change import Change, Outgoing, Timer
from conversations.conversation import Conversation
from conversations.message import Direction, Visibility
from conversations.ports import Refused, Stale
from conversations.turn import AnsweredBy, Reply
from routing import acknowledgement
from routing.context import Context
from routing.draft import Draft


def on_staff(conversation: Conversation, act: StaffAct, context: Context) -> Change:
    """The change that `act` brings. Raises Stale when a reply or closing would miss what was said, Refused with a sentence."""
    draft = Draft(conversation, context)
    match act:
        case Say():
            _say(draft, act)
        case Note():
            _note(draft, act)
        case Transfer():
            _transfer(draft, act)
        case Close():
            _refuse_unread(draft, act)
            draft.add(e.Closed(context.now, act.by))
            draft.timer(Timer.CLARIFY, None)
            draft.timer(Timer.TEAM, None)
        case HandBack():
            draft.add(e.HandedBack(context.now, act.by))
        case TakeDanger():
            draft.add(e.DangerAcknowledged(context.now, act.by))
    return draft.change()


def _refuse_unread(draft: Draft, act: StaffAct) -> None:
    """Nobody answers or closes what they have not read."""
    if act.seen < draft.conversation.said:
        raise Stale(draft.conversation.version)


def _say(draft: Draft, act: Say) -> None:
    _refuse_unread(draft, act)
    text = act.text.strip()
    if not text or len(text) > LONGEST_REPLY:
        what = f"A reply has between 1 and {LONGEST_REPLY} characters; this one has {len(text)}. Shorten or fill it."
        raise Refused(what, "reply_length", longest=LONGEST_REPLY, length=len(text))
    turn = draft.conversation.waiting
    visibility = draft.conversation.audience
    if act.reply == "holding" and turn is not None:
        text = f"{text} {_promise(draft, visibility)}"
    draft.queue(
        Outgoing(
            id=draft.next_id("o"),
            reply=Reply(act.reply),
            by=AnsweredBy.STAFF,
            text=f"{text}\n— {act.signature}" if act.signature else text,
            visibility=visibility,
            due=draft.context.now,
            turn=turn.id if turn else None,
            author=act.signature,
            release=draft.context.release,
        )
    )
    draft.timer(Timer.CLARIFY, None)


def _promise(draft: Draft, visibility: Visibility) -> str:
    turn = draft.conversation.waiting
    assert turn is not None
    department = draft.context.charter.holder(draft.conversation.department)
    if turn.handed_over_at is None:
        acknowledgement.hand_over(draft, turn, department)
    words = acknowledgement.promise_words(draft, turn, department)
    return draft.word(Situation.HOLDING_PROMISE, visibility, words).text


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
