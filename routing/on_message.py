"""A customer has written, and what they wrote is understood: what happens now."""

from collections.abc import Callable
from datetime import datetime

from conversations import events as e
from conversations.change import Change, Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.message import Visibility
from conversations.turn import Turn
from conversations.understanding import Heat, Understanding
from routing import (
    about_what_waits,
    acknowledgement,
    answering,
    clarification,
    danger,
    feedback,
    impostors,
    no_longer_needed,
    off_topic_sample,
    offer,
    person,
    public_to_private,
    satisfaction,
    spills,
    statement,
    take_over,
    triggers,
)
from routing.context import Case, Context, Heard
from routing.decide import decide, ground
from routing.draft import Draft

Rule = Callable[[Draft, Case], None]


def on_message(conversation: Conversation, heard: Heard, understanding: Understanding, context: Context) -> Change:
    """The change that these messages bring. The messages count as decided, whatever comes of them."""
    draft = Draft(conversation, context)
    understanding = triggers.heeded(understanding, heard.text, context.charter)
    if public_to_private.only_arrived(heard):
        public_to_private.arrive(draft, heard, understanding)
    else:
        _answer(draft, heard, understanding)
    if heard.arrived:
        public_to_private.go_on(draft)
    return draft.change()


def _answer(draft: Draft, heard: Heard, understanding: Understanding) -> None:
    """Do what the verdict says; the turn bears the visibility of what was heard, the answer that of where it is given."""
    conversation = draft.conversation
    decision = verdict(conversation, heard, understanding, draft.context)
    if decision.verdict.kind == "hors_sujet" and heard.visibility is Visibility.PUBLIC and conversation.waiting is None:
        draft.add(_decided(draft, decision, heard, understanding, None))
        off_topic_sample.review(draft, heard)
        spills.advise(draft, Case(decision, heard, understanding))
        return
    # An insult in public stays there: a private rebuke would only carry it on.
    answered = heard if decision.verdict.kind == "insulte" else public_to_private.as_answered(conversation, heard)
    case = Case(decision, answered, understanding)
    feedback.refuse(draft, case)
    turn = draft.conversation.waiting or _open(draft, heard, offer.asked_at(conversation, decision) or heard.opened_at)
    draft.add(_decided(draft, decision, heard, understanding, turn))
    with spills.advised(draft, case):
        answering.put_on_record(draft, case, turn)
        _reply(draft, case)


def verdict(conversation: Conversation, heard: Heard, understanding: Understanding, context: Context) -> Decision:
    """What to do with these messages in this conversation: a reply to our own question first, else by what they mean.

    What must not wait goes before what may only look like a reply.
    """
    u = triggers.heeded(understanding, heard.text, context.charter)
    grave = u.danger is not None or u.dated_act is not None or u.heat is Heat.THREAT
    decision = impostors.left_alone(conversation, u, context) or clarification.tapped(conversation, heard, context.charter)
    if decision is None and not grave:
        decision = (
            clarification.chosen(conversation, heard, context.charter)
            or satisfaction.rated(conversation, heard)
            or offer.taken(conversation, heard)
            or feedback.judged(conversation, heard, context)
            or no_longer_needed.withdrawn(conversation, u)
            or _media_alone(heard, context)
        )
    decision = about_what_waits.asked(conversation, decision or decide(u, ground(heard, context)), u, context)
    decision = feedback.not_again(conversation, decision, heard, u, context)
    return statement.instead(decision, context)


def _media_alone(heard: Heard, context: Context) -> Decision | None:
    """A photo or a voice without a word: a person looks or listens."""
    if not heard.media:
        return None
    return Decision(Verdict("route", context.charter.default_department), (Reason("media_alone"),))


def _open(draft: Draft, heard: Heard, at: datetime) -> Turn:
    conversation = draft.conversation
    id = f"{conversation.id}-t{conversation.opened_turns + 1}"
    expected_by = at + draft.context.charter.expected_delay
    draft.add(e.TurnOpened(at, id, heard.visibility, heard.mention, expected_by, conversation.key.channel))
    turn = draft.conversation.turn(id)
    assert turn is not None
    return turn


def _decided(draft: Draft, decision: Decision, heard: Heard, u: Understanding, turn: Turn | None) -> e.Decided:
    return e.Decided(
        at=draft.context.now,
        messages=heard.messages,
        verdict=str(decision.verdict),
        language=u.language if u.words else (draft.conversation.language or draft.context.charter.languages[0]),
        heat=u.heat.word,
        release=draft.context.release,
        engine=u.engine,
        reasons=decision.reasons,
        turn=turn.id if turn else None,
        also=tuple(map(str, decision.also)),
        mention=heard.mention,
    )


def _reply(draft: Draft, case: Case) -> None:
    if case.understanding.danger is not None:
        danger.warn(draft, case)
    elif draft.conversation.card == impostors.CARD:
        impostors.leave(draft)
    elif draft.conversation.muted:
        EVEN_MUTED.get(case.decision.verdict.kind, take_over.stay_quiet)(draft, case)
    elif not statement.hold(draft, case):
        REPLIES[danger.fitting(draft, case.decision.verdict)](draft, case)


REPLIES: dict[str, Rule] = {
    "faq": answering.faq,
    "route": acknowledgement.route,
    "humain": person.bring,
    "withdrawn": no_longer_needed.end,
    "light": answering.light,
    "clarify": clarification.ask,
    "ou_en_est": answering.state,
    "hors_sujet": answering.off_topic,
    "insulte": answering.insult,
    "helped": feedback.thank,
    "rated": satisfaction.thank,
}
"""One rule per verdict."""

EVEN_MUTED: dict[str, Rule] = {"humain": person.bring, "withdrawn": no_longer_needed.end}
"""The rules that see to it themselves that nothing is said over a person's head."""
