"""Who is on call is told of a danger at once, and up the chain every ten minutes until a person takes care of it.

At any hour and in any state: nothing puts these letters off.
"""

from datetime import timedelta

from charter import promises
from charter.charter import Charter
from charter.people import Person
from conversations.change import Outgoing, Timer
from conversations.conversation import Conversation
from conversations.message import Visibility
from conversations.turn import AnsweredBy, Reply
from routing import telling
from routing.draft import Draft

EVERY = timedelta(minutes=10)
"""How long one person has to take care of it before the next is told."""

_SUBJECT = {
    "fr": "Danger signalé : à prendre en charge maintenant",
    "en": "Danger reported: to be taken care of now",
}
_FIRST = {
    "fr": "Un message parle d'un danger. La conversation et ce que la personne a reçu : {link}",
    "en": "A message speaks of a danger. The conversation and what the person has received: {link}",
}
_AGAIN = {
    "fr": "Un message parle d'un danger, et personne ne l'a encore pris en charge. Cela dure depuis {minutes} min ({since}).\n"
    "Déjà prévenus, sans suite : {told}.\n\nLa conversation et ce que la personne a reçu : {link}",
    "en": "A message speaks of a danger, and nobody has taken care of it yet. It has waited for {minutes} min ({since}).\n"
    "Told before, without effect: {told}.\n\nThe conversation and what the person has received: {link}",
}
_TAKE = {
    "fr": "\n\nPour que l'alerte cesse, prenez le danger en charge dans cette conversation.",
    "en": "\n\nTo stop the alert, take care of the danger in that conversation.",
}


def tell(draft: Draft) -> None:
    """A message speaks of danger: tell the next of the chain, unless somebody was told less than ten minutes ago."""
    last, now = draft.conversation.alarmed_at, draft.context.now
    if last is not None and now - last < EVERY:
        draft.timer(Timer.ON_CALL, last + EVERY)
    else:
        _tell_the_next(draft)


def time_is_up(draft: Draft) -> None:
    """Nobody has taken care of the danger: tell the next."""
    if draft.conversation.danger_at is not None:
        tell(draft)


def chain(charter: Charter) -> tuple[Person, ...]:
    """Who is told, in that order and then from the beginning; who is in charge of everything when nobody is on call."""
    return charter.on_call or telling.in_charge(charter)


def told(conversation: Conversation, charter: Charter) -> tuple[Person, ...]:
    """Who was told of the danger that stands, each once, in order."""
    people = chain(charter)
    return people[: conversation.alarms]


def _tell_the_next(draft: Draft) -> None:
    charter, conversation = draft.context.charter, draft.conversation
    people = chain(charter)
    turn = next((turn for turn in reversed(conversation.turns) if turn.danger), None)
    draft.queue(
        Outgoing(
            id=draft.next_id("o"),
            reply=Reply.ON_CALL,
            by=AnsweredBy.BOT,
            text=_letter(draft),
            visibility=Visibility.PRIVATE,
            due=draft.context.now,
            turn=turn.id if turn else None,
            to=people[conversation.alarms % len(people)].email,
            subject=f"[{charter.brand.name}] {_SUBJECT[telling.language(charter)]}",
        )
    )
    draft.timer(Timer.ON_CALL, draft.context.now + EVERY)


def _letter(draft: Draft) -> str:
    charter, now = draft.context.charter, draft.context.now
    language, zone = telling.language(charter), charter.hours.timezone
    since = draft.conversation.danger_at or now
    words = {
        "link": draft.link_to_desk(),
        "minutes": int((now - since).total_seconds() // 60),
        "since": promises.say_moment(since, now, zone, language),
        "told": ", ".join(person.name for person in told(draft.conversation, charter)),
    }
    text = _AGAIN[language] if words["told"] else _FIRST[language]
    return (text + _TAKE[language]).format(**words)
