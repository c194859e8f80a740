"""After a person's answer, once it is closed: at most one question whether it suited, in private, and the reply to it."""

import re
from datetime import timedelta

from charter import courtesy
from charter.wording import Situation
from conversations import events as e
from conversations.acts import Close
from conversations.change import Button, Decision, Timer, Verdict
from conversations.conversation import Conversation
from conversations.crisis import CrisisState
from conversations.events import Reason
from conversations.message import Visibility
from conversations.turn import Reply
from conversations.understanding import Heat
from routing.context import Case, Heard
from routing.draft import Draft

AFTER = timedelta(minutes=10)
"""Never sooner than that after closing: a person may have closed too early."""

SCORES = ("1", "2", "3", "4", "5")
RATED = "rated"

_WORDS = {
    **{word: number for number, word in enumerate(("un", "deux", "trois", "quatre", "cinq"), 1)},
    **{word: number for number, word in enumerate(("one", "two", "three", "four", "five"), 1)},
    "une": 1,
}
_RATING = re.compile(
    rf"(?:(?:note|ma note|je mets|je donne|je dirais|plutôt|i'd say|i would say|my rating)\s*:?\s*)?"
    rf"(?:un |a )?(?P<score>[1-5]|{'|'.join(_WORDS)})\ufe0f?\u20e3?"
    r"(?:\s*(?:/|sur|out of)\s*(?:5|cinq|five))?(?:\s*(?:étoiles?|stars?|points?))?"
    r"[\s,.!]*(?:merci|thanks|thank you)?[\s.!]*",
    re.IGNORECASE,
)
_CRISIS = (CrisisState.PRECAUTION, CrisisState.DECLARED)


def after_closing(draft: Draft, act: Close, before: Conversation) -> None:
    """Plan the question when the conversation, as it was before it was closed, is one to be asked about."""
    ask = act.survey and before.person_answered and before.waiting is None and _calm(before) and _may_ask(draft)
    due = courtesy.next_moment(draft.context.now + AFTER, draft.context.charter) if ask else None
    draft.timer(Timer.SURVEY, due)


def time_is_up(draft: Draft) -> None:
    """Ask, unless something was said since it was closed, or its answer was taken back or has never arrived."""
    conversation = draft.conversation
    if not conversation.closed or conversation.muted or conversation.waiting is not None or not _may_ask(draft):
        return
    word = draft.word(Situation.SATISFACTION, Visibility.PRIVATE)
    buttons = tuple(Button(score, score) for score in SCORES)
    draft.reply(Reply.SATISFACTION, word, Visibility.PRIVATE, turn=None, buttons=buttons)


def rated(conversation: Conversation, heard: Heard) -> Decision | None:
    """The verdict of a reply to the question: a figure from 1 to 5, typed in figures or words, or tapped."""
    asked = conversation.surveyed and not conversation.rated
    if not asked or conversation.waiting is not None or conversation.muted or heard.visibility is Visibility.PUBLIC:
        return None
    found = _RATING.fullmatch(heard.text.strip())
    if found is None:
        return None
    said = found["score"].casefold()
    score = _WORDS.get(said) or int(said)
    return Decision(Verdict(RATED, str(score)), (Reason(RATED, {"score": str(score)}),))


def thank(draft: Draft, case: Case) -> None:
    """Keep the score, thank for it; nobody owes an answer to it."""
    turn, now = draft.conversation.waiting, draft.context.now
    if turn is None or case.target is None:
        return
    draft.add(e.Rated(now, int(case.target)), e.NoAnswerNeeded(now, turn.id, RATED))
    draft.reply(Reply.LIGHT, draft.word(Situation.RATED, case.heard.visibility), case.heard.visibility, turn=turn)


def _calm(before: Conversation) -> bool:
    """False when closing would be forgetting an anger, a threat or a danger."""
    return Heat[before.hottest.upper()] < Heat.ANGRY and not before.endangered


def _may_ask(draft: Draft) -> bool:
    """In private, once ever, of somebody who has written, with no danger that stands and in no crisis."""
    conversation, emergency = draft.conversation, draft.context.emergency
    private = conversation.audience is Visibility.PRIVATE and conversation.last_at is not None
    crisis = emergency is not None and emergency.crisis.state in _CRISIS
    return private and not conversation.surveyed and conversation.danger_at is None and not crisis
