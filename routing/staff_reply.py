"""A person of the staff replies to the customer."""

from charter import tone_check
from charter.tone_check import Finding
from charter.wording import Situation
from conversations import events as e
from conversations.acts import LONGEST_REPLY, Say, StaffAct
from conversations.change import Outgoing, Timer
from conversations.message import Direction, Visibility
from conversations.ports import Refused, Stale
from conversations.turn import AnsweredBy, Reply
from routing import acknowledgement, handing_on, publishing, second_look
from routing.draft import Draft

SECOND_PERSON = "second_person"
"""What is overridden when a reply goes out without the second person that it needs."""


def say(draft: Draft, act: Say) -> None:
    """Queue the reply, once the checks have nothing to say or were overridden; a holding reply promises a time.

    Raises Stale, Refused.
    """
    refuse_unread(draft, act)
    text, visibility = _fit(act.text), draft.conversation.audience
    publishing.refuse_unconfirmed(draft, act, visibility)
    found = _checked(draft, act, text, visibility)
    held = second_look.look(draft.conversation, draft.context, act, visibility)
    second_look.refuse_without_reason(act, held)
    alone = (SECOND_PERSON,) if held is not None and held.alone else ()
    _keep_reason(draft, act, (*(finding.rule for finding in found), *alone))
    _queue(draft, act, text, visibility, held)
    second_look.tell_manager(draft, act, held)
    draft.timer(Timer.CLARIFY, None)


def _queue(draft: Draft, act: Say, text: str, visibility: Visibility, held: second_look.Look | None) -> None:
    turn, now = draft.conversation.waiting, draft.context.now
    if act.reply == "answer" and turn is not None and turn.also and held is None:
        text = f"{text}\n\n{handing_on.with_promise(draft, turn, visibility)}"
    if act.reply == "holding" and turn is not None:
        text = f"{text} {_promise(draft, visibility, held is not None)}"
    outgoing = Outgoing(
        id=draft.next_id("o"),
        reply=Reply(act.reply),
        by=AnsweredBy.STAFF,
        text=f"{text}\n— {act.signature}" if act.signature else text,
        visibility=visibility,
        due=(held.until if held else None) or now,
        turn=turn.id if turn else None,
        author=act.signature,
        user=act.by,
        release=draft.context.release,
        held=held is not None and held.until is None,
    )
    draft.queue(outgoing)
    if held is not None:
        draft.add(e.Held(now, outgoing.id, act.by, held.why, held.until, outgoing.turn))
        handing_on.when_it_has_left(draft)


def _fit(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_REPLY:
        what = f"A reply has between 1 and {LONGEST_REPLY} characters; this one has {len(text)}. Shorten or fill it."
        raise Refused(what, "reply_length", longest=LONGEST_REPLY, length=len(text))
    return text


def _checked(draft: Draft, act: Say, text: str, visibility: Visibility) -> tuple[Finding, ...]:
    """What the checks have found and the person has overridden. Raises Refused, with all of it, when they have not."""
    private = publishing.findings(draft, visibility)
    promises = act.reply == "holding" and draft.conversation.waiting is not None
    tone = tone_check.findings(
        text,
        draft.context.charter,
        draft.language,
        draft.conversation.hottest,
        public=visibility is Visibility.PUBLIC,
        timed=promises,
        answers=act.reply == "answer" and draft.conversation.waiting is not None,
    )
    found = (*private, *tone)
    if found and not act.override.strip():
        listed = tone_check.listed(found, draft.context.charter, draft.language)
        what = f"Nothing was sent. Change the text, or send it with a reason, which is kept:\n{listed}"
        raise Refused(what, "public_text" if private else "tone", findings=listed)
    return found


def _keep_reason(draft: Draft, act: Say, overridden: tuple[str, ...]) -> None:
    if overridden:
        note = draft.write(Direction.NOTE, _fit(act.override), act.by)
        draft.add(e.Overrode(draft.context.now, act.by, tuple(dict.fromkeys(overridden)), note))


def _promise(draft: Draft, visibility: Visibility, held: bool) -> str:
    turn = draft.conversation.waiting
    assert turn is not None
    department = draft.context.charter.holder(draft.conversation.department)
    if turn.handed_over_at is None:
        department = acknowledgement.hand_over(draft, turn, department)
    words = acknowledgement.promise_words(draft, turn, department, held)
    return draft.word(Situation.HOLDING_PROMISE, visibility, words)


def refuse_unread(draft: Draft, act: StaffAct) -> None:
    """Nobody answers or closes what they have not read. Raises Stale."""
    if act.seen < draft.conversation.said:
        raise Stale(draft.conversation.version)
