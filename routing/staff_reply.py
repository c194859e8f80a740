"""A person of the staff replies to the customer."""

from charter.wording import Situation
from conversations.acts import LONGEST_REPLY, Say, StaffAct
from conversations.change import Outgoing, Timer
from conversations.message import Visibility
from conversations.ports import Refused, Stale
from conversations.turn import AnsweredBy, Reply
from routing import acknowledgement
from routing.draft import Draft


def say(draft: Draft, act: Say) -> None:
    """Queue the reply; a holding reply promises a time. Raises Stale, Refused."""
    refuse_unread(draft, act)
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
            user=act.by,
            release=draft.context.release,
        )
    )
    draft.timer(Timer.CLARIFY, None)


def _promise(draft: Draft, visibility: Visibility) -> str:
    turn = draft.conversation.waiting
    assert turn is not None
    department = draft.context.charter.holder(draft.conversation.department)
    if turn.handed_over_at is None:
        department = acknowledgement.hand_over(draft, turn, department)
    words = acknowledgement.promise_words(draft, turn, department)
    return draft.word(Situation.HOLDING_PROMISE, visibility, words)


def refuse_unread(draft: Draft, act: StaffAct) -> None:
    """Nobody answers or closes what they have not read. Raises Stale."""
    if act.seen < draft.conversation.said:
        raise Stale(draft.conversation.version)
