"""A promise has passed without an answer: one notice that owns the fault and gives a new time, later a second, never a third.

The team's lead learns of the first, who is in charge of the second; after that only the staff are told, once a day.
"""

from datetime import datetime, timedelta

from charter import hours, promises
from charter.people import Person
from charter.wording import Situation
from conversations import events as e
from conversations.change import Timer
from conversations.crisis import CrisisState
from conversations.message import Visibility
from conversations.turn import Reply, Turn
from routing import acknowledgement, keeping_word, take_over, telling
from routing.draft import Draft

MOST = 2
"""Delay notices in one turn."""

LOOK_AGAIN = timedelta(minutes=30)
"""How soon to look again at what holds a notice back: a danger, a quiet in public, an answer on its way."""

ALERT_EVERY = timedelta(days=1)

_SITUATIONS = {1: Situation.DELAY_NOTICE, 2: Situation.DELAY_NOTICE_AGAIN}
_SUBJECTS = {
    "fr": {1: "Promesse non tenue", 2: "Promesse non tenue pour la deuxième fois", 3: "Un client attend toujours"},
    "en": {1: "A promise was not kept", 2: "A promise was not kept for the second time", 3: "A customer is still waiting"},
}
_TEXTS = {
    "fr": {
        1: "{department} devait une réponse à un client : l'heure promise ({missed}) est passée. Recul s'en est excusé et "
        "annonce une nouvelle heure : {promise}.",
        2: "{department} n'a pas répondu à un client, et la deuxième heure promise ({missed}) est passée aussi. Recul s'en est "
        "excusé et annonce une dernière heure : {promise}. Il ne dira plus rien de lui-même.",
        3: "{department} n'a toujours pas répondu à un client, après deux avis de retard. La dernière heure promise était : "
        "{missed}. Plus rien ne part de soi-même : seule une personne peut répondre.",
    },
    "en": {
        1: "{department} owed a customer an answer: the promised time ({missed}) has passed. Recul has apologised and "
        "announces a new time: {promise}.",
        2: "{department} has not answered a customer, and the second promised time ({missed}) has passed too. Recul has "
        "apologised and announces a last time: {promise}. It will say nothing more by itself.",
        3: "{department} has still not answered a customer, after two delay notices. The last promised time was: {missed}. "
        "Nothing more goes out by itself: only a person can answer.",
    },
}
_WHERE = {"fr": "\n\nLa conversation : {link}", "en": "\n\nThe conversation: {link}"}


def time_is_up(draft: Draft) -> None:
    """Say what the passed promise of the waiting turn asks for, or look again when something holds it back."""
    turn = draft.conversation.waiting
    if turn is None:
        watch_answers_on_their_way(draft)
        return
    if turn.word is None:
        return
    if turn.word > draft.context.now:
        _watch_anew(draft, turn, turn.word)
        return
    later = _held_back_until(draft)
    if later is not None:
        draft.timer(Timer.PROMISE, later)
    elif turn.notices < MOST:
        _tell_customer(draft, turn)
        _alert(draft, turn, turn.word)
    else:
        tomorrow = draft.context.now + ALERT_EVERY
        draft.timer(Timer.PROMISE, hours.next_opening(draft.context.charter.hours, tomorrow))
        _alert(draft, turn, turn.word)


def watch_answers_on_their_way(draft: Draft) -> None:
    """One that is taken back, or never arrives, leaves the customer waiting with a promise that nobody watches.

    Ever more rarely: who never opens our page again would keep us looking for ever.
    """
    now = draft.context.now
    words = [turn.word for turn in draft.conversation.turns if turn.answering is not None and turn.word is not None]
    if words:
        draft.timer(Timer.PROMISE, now + min(max(now - max(words), LOOK_AGAIN), ALERT_EVERY))


def _watch_anew(draft: Draft, turn: Turn, word: datetime) -> None:
    """A promise in a reply that was held has been told meanwhile."""
    for timer, due in keeping_word.timers(word, draft.context.now, turn.department, draft.context.charter).items():
        draft.timer(timer, due)


def _held_back_until(draft: Draft) -> datetime | None:
    """When to look again; None: now is the time."""
    now = draft.context.now
    if draft.conversation.danger_at is not None or _quiet_in_public(draft):
        return now + LOOK_AGAIN
    present = take_over.until(draft.conversation, draft.context)
    return present if present is not None and present > now else None


def _quiet_in_public(draft: Draft) -> bool:
    emergency = draft.context.emergency
    precaution = emergency is not None and emergency.crisis.state is CrisisState.PRECAUTION
    return precaution and draft.conversation.audience is Visibility.PUBLIC


def _tell_customer(draft: Draft, turn: Turn) -> None:
    charter, number = draft.context.charter, turn.notices + 1
    visibility = draft.conversation.audience
    words = acknowledgement.promise_words(draft, turn, charter.holder(turn.department))
    word = draft.word(_SITUATIONS[number], visibility, {**words, "referent": charter.referent.name})
    draft.reply(Reply.DELAY_NOTICE, word, visibility, turn=turn)
    draft.add(e.DelayNoticed(draft.context.now, turn.id, number))


def _alert(draft: Draft, late: Turn, missed: datetime) -> None:
    """Tell who answers for the promise, in their hours. `late` is the turn before anything was said."""
    charter = draft.context.charter
    number = min(late.notices + 1, MOST + 1)
    people = (telling.lead(charter, late.department),) if number == 1 else telling.in_charge(charter)
    opening = charter.hours_of(late.department) if number == 1 else charter.hours
    due = hours.next_opening(opening, draft.context.now)
    subject, text = _letter(draft, late, missed, number, due)
    for person in people:
        draft.notify(person, subject, text, due=due, turn=late, once=_daily(draft, person) if number > MOST else "")


def _letter(draft: Draft, late: Turn, missed: datetime, number: int, read: datetime) -> tuple[str, str]:
    charter = draft.context.charter
    language, zone = telling.language(charter), charter.hours.timezone
    turn = draft.conversation.turn(late.id)
    word = turn.word if turn is not None and turn.word is not None else missed
    words = {
        "department": telling.label(charter, late.department),
        "missed": promises.say_moment(missed, read, zone, language),
        "promise": promises.say(word, read, zone, language),
        "link": draft.link_to_desk(),
    }
    text = _TEXTS[language][number] + _WHERE[language]
    return _SUBJECTS[language][number], _capital(text.format(**words))


def _daily(draft: Draft, person: Person) -> str:
    """One such letter a day and person, however often promises are renewed."""
    place = telling.in_charge(draft.context.charter).index(person)
    return f"{draft.conversation.id}-late-{draft.context.now:%Y-%m-%d}-{place}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
