"""Before a promise comes due, the team that owes the answer is reminded, once for each promise."""

from charter import hours, promises
from charter.people import Person
from conversations import events as e
from conversations.change import Timer
from routing import telling
from routing.draft import Draft

_SUBJECT = {"fr": "Réponse promise {promise}", "en": "Answer promised {promise}"}
_TEXT = {
    "fr": "Un client attend une réponse de {department}. Elle lui a été promise {promise}.\n\nLa conversation : {link}",
    "en": "A customer is waiting for an answer from {department}. It was promised {promise}.\n\nThe conversation: {link}",
}


def time_is_up(draft: Draft) -> None:
    """Remind the team of the promise that stands, at its address, else its lead's, in its hours."""
    turn, now = draft.conversation.waiting, draft.context.now
    if turn is None or turn.word is None or turn.word <= now or turn.reminded_at is not None:
        return
    charter = draft.context.charter
    opening = charter.hours_of(turn.department)
    there, language = hours.next_opening(opening, now), telling.language(charter)
    if there > now:
        # It was given to a team that is not there. A reminder that is read after the promise reminds of nothing.
        draft.timer(Timer.REMIND, there if there < turn.word else None)
        return
    words = {
        "department": telling.label(charter, turn.department),
        "promise": promises.say(turn.word, now, opening.timezone, language),
        "link": draft.link_to_desk(),
    }
    draft.add(e.Reminded(now, turn.id))
    to = _team(draft, turn.department)
    draft.notify(to, _SUBJECT[language].format(**words), _TEXT[language].format(**words), due=now, turn=turn)


def _team(draft: Draft, department: str | None) -> Person:
    charter = draft.context.charter
    holder = charter.department(charter.holder(department))
    if holder.email:
        return Person(name=telling.label(charter, department), email=holder.email)
    return telling.lead(charter, department)
