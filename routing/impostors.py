"""Fakes in our public threads: a name that passes for ours, or an offer of "customer service" with a way to reach it.

A person looks at once; the bot neither acknowledges nor answers, whatever a fake says, unless it speaks of danger.
"""

import hashlib
from zoneinfo import ZoneInfo

from charter import hours
from charter.people import Person
from conversations import events as e
from conversations.change import Decision, Verdict
from conversations.conversation import Conversation
from conversations.events import Reason
from conversations.message import Incoming, PlaceKey, Visibility
from conversations.understanding import Understanding
from routing.answering import has_a_request
from routing.context import Context
from routing.draft import Draft
from routing.impostor_names import resembles
from routing.impostor_offers import offers
from routing.ours import Ours

CARD = "impostor"
"""The rule of the card, and the reason for which the turn of a fake is excluded."""

_SUBJECT = {"fr": "Une fausse identité dans un fil public", "en": "A fake identity in a public thread"}
_TEXT = {
    "fr": (
        "Quelqu'un semble se faire passer pour la marque ou pour son service client dans un fil public. Le robot ne lui répond "
        "pas. À faire : vérifier, signaler le compte à la plateforme, retirer le message, prévenir les clients du fil.\n\n"
    ),
    "en": (
        "Somebody seems to pass for the brand or for its customer service in a public thread. The bot does not answer them. "
        "To do: check, report the account to the platform, remove the message, warn the customers of the thread.\n\n"
    ),
}


def suspected(incoming: Incoming, ours: Ours) -> str | None:
    """Why a public message looks like a fake's (`brand`, `account`, `staff`, `service`, `offer`), or None."""
    if incoming.visibility is not Visibility.PUBLIC or _is_official(incoming, ours):
        return None
    return resembles(incoming.sender.name, ours) or ("offer" if offers(incoming.text, ours) else None)


def raise_card(draft: Draft) -> None:
    """Put the conversation before a person, and tell who answers for it, once a day for the thread."""
    draft.add(e.CardRaised(draft.context.now, CARD))
    context, key = draft.context, draft.conversation.key
    opening = context.charter.hours
    language = context.charter.languages[0]
    draft.notify(
        _in_charge(context),
        _SUBJECT.get(language, _SUBJECT["en"]),
        _TEXT.get(language, _TEXT["en"]) + draft.link_to_desk(),
        # Who is on call hears of it at any hour; nobody else is written to outside theirs.
        due=context.now if context.charter.on_call else hours.next_opening(opening, context.now),
        once=f"impostor-{_thread(key)}-{context.now.astimezone(ZoneInfo(opening.timezone)).date()}",
    )


def left_alone(conversation: Conversation, understanding: Understanding, context: Context) -> Decision | None:
    """The verdict on what a fake says: a person looks, and nobody owes an answer."""
    if conversation.card != CARD or understanding.danger is not None:
        return None
    return Decision(Verdict("route", context.charter.default_department), (Reason(CARD),))


def leave(draft: Draft) -> None:
    """Say nothing. A fake is no customer: its turn is excluded, which is counted; a request of before is left as it was."""
    turn = draft.conversation.waiting
    if turn is not None and not has_a_request(turn):
        draft.add(e.Excluded(draft.context.now, turn.id, CARD, "rule"))


def _is_official(incoming: Incoming, ours: Ours) -> bool:
    """By the platform's own id; by the name only when it is written exactly so."""
    handles = {account.lstrip("@").casefold() for account in ours.official}
    return incoming.sender.id.lstrip("@").casefold() in handles or incoming.sender.name.strip() in ours.official


def _in_charge(context: Context) -> Person:
    charter = context.charter
    lead = charter.department(charter.default_department).lead
    return charter.on_call[0] if charter.on_call else lead or charter.referent


def _thread(key: PlaceKey) -> str:
    return hashlib.sha256(f"{key.channel} {key.account} {key.place}".encode()).hexdigest()[:16]
