"""A person is asked for: a department gets the turn; who asks for the person in charge after a late answer gets them."""

from datetime import datetime

from charter import hours, promises
from conversations import events as e
from conversations.message import Visibility
from conversations.turn import Turn
from conversations.understanding import Wish
from routing import acknowledgement, answering, danger, take_over, telling
from routing.context import Case
from routing.draft import Draft

SURE = 0.9
"""From when the classifier alone is believed that somebody who waits asks for a person: a telephone number or an order number
that arrives resembles that."""

_SUBJECTS = {"fr": "Un client demande la personne responsable", "en": "A customer asks for the person in charge"}
_TEXTS = {
    "fr": "Un client attend {department} depuis {since}, a reçu un avis de retard et demande maintenant la personne "
    "responsable. La promesse en cours : {promise}.\n\nLa conversation : {link}",
    "en": "A customer has been waiting for {department} since {since}, was told of a delay, and now asks for the person in "
    "charge. The promise that stands: {promise}.\n\nThe conversation: {link}",
}


def bring(draft: Draft, case: Case) -> None:
    """Hand the waiting turn over, or up when its answer is late and the person in charge is asked for."""
    turn = draft.conversation.waiting
    if turn is not None and turn.notices > 0 and case.understanding.wish is Wish.SUPERIOR:
        _escalate(draft, case, turn)
    elif draft.conversation.muted:
        take_over.stay_quiet(draft, case)
    elif turn is not None and turn.handed_over_at is not None:
        _say_who(draft, case, turn)
    else:
        acknowledgement.route(draft, case)


def _say_who(draft: Draft, case: Case, turn: Turn) -> None:
    """They wait for a person already: in private they read so. In public the acknowledgement said it for everybody."""
    best = case.understanding.best
    if case.understanding.wish is None and (best is None or best.confidence < SURE):
        return
    private = draft.audience(case.heard.visibility) is Visibility.PRIVATE
    if private or danger.stands(draft, turn):
        answering.state(draft, case)


def _escalate(draft: Draft, case: Case, turn: Turn) -> None:
    """Tell the referent in their hours, give the turn to whom its holder escalates to, and say where it stands."""
    charter, now = draft.context.charter, draft.context.now
    due = hours.next_opening(charter.hours, now)
    subject, text = _letter(draft, turn, due)
    draft.notify(charter.referent, subject, text, due=due, turn=turn, once=f"{turn.id}-superior")
    above = charter.department(charter.holder(turn.department)).escalates_to
    if above is not None and charter.is_department(above):
        draft.add(e.Transferred(now, "rule", above, turn.id))
    if not draft.conversation.muted:  # while a person has the word, they say where it stands
        answering.state(draft, case, charter.referent.name)


def _letter(draft: Draft, turn: Turn, read: datetime) -> tuple[str, str]:
    charter = draft.context.charter
    language, zone = telling.language(charter), charter.hours.timezone
    text = _TEXTS[language].format(
        department=telling.label(charter, turn.department),
        since=promises.say_moment(turn.opened_at, read, zone, language),
        promise=promises.say_moment(turn.word or turn.expected_by, read, zone, language),
        link=draft.link_to_desk(),
    )
    return _SUBJECTS[language], text
