"""A second look before a reply leaves: a while to take it back, or a second person who agrees.

In public to somebody angry it waits for the charter's cooling-off; a threat, and a declared crisis in public, want a second
person. What waits is taken back when the customer writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from charter import hours
from conversations import events as e
from conversations.acts import Approve, Cancel, Say
from conversations.conversation import Conversation, HeldReply
from conversations.crisis import CrisisState
from conversations.message import Visibility
from conversations.ports import Refused
from conversations.understanding import Heat
from routing import telling
from routing.context import Context
from routing.draft import Draft

_ALONE = {
    "fr": (
        "Réponse envoyée sans deuxième regard",
        "Une réponse part sans deuxième regard : personne d'autre ne pouvait l'approuver à ce moment-là.\n\n"
        "Motif donné : {reason}\n\nLa conversation : {link}",
    ),
    "en": (
        "A reply sent without a second look",
        "A reply goes out without a second look: nobody else could approve it at that moment.\n\n"
        "The reason given: {reason}\n\nThe conversation: {link}",
    ),
}
RULE = "rule"
"""Who takes a reply back when no person does."""


@dataclass(frozen=True, slots=True)
class Look:
    """Why a reply does not leave yet, and until when; None: until a second person agrees. `alone`: there is none to ask."""

    why: str
    until: datetime | None = None
    alone: bool = False


def look(conversation: Conversation, context: Context, act: Say, visibility: Visibility) -> Look | None:
    """What this reply waits for; None when it leaves at once."""
    rules = context.charter.second_look
    if _grave(conversation, context, visibility):
        if context.draftsman.approvers - {act.by}:
            return Look("approval")
        return Look("cooling_off", context.now + rules.cooling_off, alone=True)
    heated = visibility is Visibility.PUBLIC and Heat[conversation.hottest.upper()] >= Heat.ANGRY
    waits = max(rules.undo, rules.cooling_off) if heated else rules.undo
    if waits <= timedelta(0):
        return None
    return Look("cooling_off" if heated else "undo", context.now + waits)


def refuse_without_reason(act: Say, held: Look | None) -> None:
    """Who sends alone what two should have seen says why. Raises Refused."""
    if held is not None and held.alone and not act.override.strip():
        what = (
            "This reply needs a second person, and nobody else may approve it now. Write why it must go out without; "
            "the manager is told, and it can be taken back for a while."
        )
        raise Refused(what, "reason_needed")


def tell_manager(draft: Draft, act: Say, held: Look | None) -> None:
    """The person in charge learns in their hours, in the brand's language, what went out without a second look, and why."""
    if held is None or not held.alone:
        return
    charter = draft.context.charter
    subject, text = _ALONE[telling.language(charter)]
    text = text.format(reason=act.override.strip(), link=draft.link_to_desk())
    draft.notify(charter.referent, subject, text, due=hours.next_opening(charter.hours, draft.context.now))


def approve(draft: Draft, act: Approve) -> None:
    """A second person agrees: the reply leaves. Raises Refused."""
    held = _held(draft.conversation, act.outgoing)
    if held.why != "approval":
        what = "This reply waits for nobody: it leaves by itself, unless it is taken back."
        raise Refused(what, "needs_no_approval")
    if held.by == act.by:
        raise Refused("Nobody approves their own reply. Ask a second person who may.", "own_reply")
    if act.by not in draft.context.draftsman.approvers:
        raise Refused("Only a supervisor, a manager or an administrator who is present may approve a reply.", "not_entitled")
    draft.add(e.Approved(draft.context.now, act.outgoing, act.by, _its_turn(draft, act.outgoing)))


def _its_turn(draft: Draft, outgoing: str) -> str | None:
    """The turn that this reply answers or makes a promise in. Raises Refused when the hour that it promises has passed."""
    for turn in draft.conversation.turns:
        if turn.unsaid_in == outgoing and turn.unsaid_by is not None and turn.unsaid_by <= draft.context.now:
            what = "The time that this reply promises has passed meanwhile. Take it back and write it anew."
            raise Refused(what, "promise_passed")
        if outgoing in (turn.unsaid_in, turn.to_approve):
            return turn.id
    return None


def cancel(draft: Draft, act: Cancel) -> None:
    """Take a reply back: anybody who sees a blunder may, its text is kept. Raises Refused."""
    _held(draft.conversation, act.outgoing)
    draft.add(_taken_back(draft.conversation, act.outgoing, act.by, "taken_back", draft.context.now))


def withdrawn(
    conversation: Conversation, now: datetime, here: Mapping[str, bool] = MappingProxyType({})
) -> tuple[e.Cancelled, ...]:
    """The customer writes: what has not left yet is taken back, and its turn waits again.

    A reply whose time has come counts as gone: the outbox may have it in hand. `here` says of some, by id, what is known.
    """
    waits = [held for held in conversation.held if here.get(held.outgoing, held.until is None or held.until > now)]
    return tuple(_taken_back(conversation, held.outgoing, RULE, "customer_wrote", now) for held in waits)


def refuse_closing(conversation: Conversation) -> None:
    """A reply that waits for a second person must not be forgotten in a closed conversation. Raises Refused."""
    if any(held.why == "approval" for held in conversation.held):
        what = "A reply here waits for a second person. Have it approved or take it back, then close."
        raise Refused(what, "held_reply")


def _taken_back(conversation: Conversation, outgoing: str, by: str, why: str, now: datetime) -> e.Cancelled:
    turn = next((turn for turn in conversation.turns if turn.answering == outgoing), None)
    return e.Cancelled(now, outgoing, by, why, turn.id if turn else None)


def _held(conversation: Conversation, outgoing: str) -> HeldReply:
    for held in conversation.held:
        if held.outgoing == outgoing:
            return held
    what = "This reply is not held any more: it has left, or was taken back. Look at the conversation again."
    raise Refused(what, "not_held")


def _grave(conversation: Conversation, context: Context, visibility: Visibility) -> bool:
    if conversation.hottest == Heat.THREAT.word:
        return True
    emergency = context.emergency
    declared = emergency is not None and emergency.crisis.state is CrisisState.DECLARED
    return declared and visibility is Visibility.PUBLIC
