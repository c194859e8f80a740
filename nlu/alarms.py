"""What must not wait: danger, a same-day deadline, and acts that start a legal clock. By rules, cheap enough for receipt."""

import re
from collections.abc import Iterator
from functools import lru_cache

from conversations.understanding import Danger, Wish
from nlu.assertion import Phrases
from nlu.heat import threatens
from nlu.normalise import REMEMBERED, folded
from nlu.wishes import wish

_SELF_HARM = Phrases.read("self_harm", denied_inside=True)
_VIOLENCE = Phrases.read("violence", denied_inside=True)
_ACCIDENT = Phrases.read("accident", denied_inside=True)
_HAZARD = Phrases.read("hazard", denied_inside=True)
_RISK = Phrases.read("risk")
_EXPOSED = Phrases.read("exposed")
_FIGURATIVE = Phrases.read("figurative")
_HEARSAY = Phrases.read("hearsay", whole_words=True)
_URGENT = Phrases.read("urgent")
_HURRY = Phrases.read("hurry", whole_words=True)
_NO_HURRY = Phrases.read("no_hurry", whole_words=True)
_NEED = Phrases.read("need", whole_words=True)
_OCCASION = Phrases.read("occasion", whole_words=True)
_ASKED = Phrases.read("asked", whole_words=True)
_TOMORROW = Phrases.read("tomorrow", whole_words=True)
_TODAY = Phrases.read("today", whole_words=True)
_NO_DEADLINE = Phrases.read("no_deadline", whole_words=True)
_QUESTION = Phrases.read("question", whole_words=True)
_ACTS = tuple(
    (act, Phrases.read(act, denied_inside=True))
    for act in ("formal_notice", "withdrawal", "cancellation", "data_right", "chargeback", "mediator", "regulator", "lawyer")
)
_UNDECLARED = Phrases.any_of([Phrases.read("conditional"), Phrases.read("acquaintance")])
_ANY_ACT = Phrases.any_of(phrases for _, phrases in _ACTS)
_BY_PEOPLE = ((Danger.SELF_HARM, _SELF_HARM), (Danger.VIOLENCE, _VIOLENCE), (Danger.OTHER, _ACCIDENT))
_ANY_DANGER = Phrases.any_of([_SELF_HARM, _VIOLENCE, _ACCIDENT, _HAZARD, _RISK])
READ = 100_000
"""Characters that are searched for danger and for acts: what matters most may stand at the end of a long letter."""

STRETCH = 20_000
"""Characters that are searched at a time: what is remembered of a text stays small."""

_OVERLAP = 200
"""Where no sentence ends, stretches share so many characters: nothing is cut in two."""

_CLAUSE = ",;:"
_CLAUSE_LENGTH = 300
_ENDS = ".!?;\n"
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def danger(text: str) -> Danger | None:
    """Where a danger comes from that the text reports, if it reports one."""
    return next((source for stretch in _stretches(text) if (source := _danger_in(stretch)) is not None), None)


@lru_cache(maxsize=REMEMBERED)
def literal(folded: str) -> str:
    """The folded text without its figures of speech: nobody dies of waiting, and a good pan is no bomb."""
    return _FIGURATIVE.removed_from(folded)


def _danger_in(text: str) -> Danger | None:
    said = literal(folded(text, STRETCH))
    if not _ANY_DANGER.found_in(said):
        return None
    for source, phrases in _BY_PEOPLE:
        if phrases.said_in(said):
            return source
    return Danger.PRODUCT if any(_hazardous(sentence) for sentence in _SENTENCE.split(said)) else None


def same_day(text: str) -> bool:
    """True when something must happen today for this customer. Opening hours tonight, or a past promise, are not that."""
    said = literal(folded(text))
    if _NO_HURRY.said_in(said):
        return False
    asked = _ASKED.found_in(said)
    hurried = (s for s in _SENTENCE.split(said) if _HURRY.share_denied_in(s) < 1)
    return any(_URGENT.said_in(s) or _deadline_in(s, asked) for s in hurried)


def dated_act(text: str) -> str | None:
    """The legal act that the text declares, if it declares one; asking how to do it is not doing it."""
    sentences = (sentence for stretch in _stretches(text) for sentence in _SENTENCE.split(folded(stretch, STRETCH)))
    said = [undeclared_removed(sentence) for sentence in sentences if _ANY_ACT.found_in(sentence)]
    return next((name for name, phrases in _ACTS if any(_declared(phrases, sentence) for sentence in said)), None)


def undeclared_removed(folded: str) -> str:
    """The folded text without what names an act and declares none: "sinon j'annule", a lawyer who is on holiday."""
    return _UNDECLARED.removed_from(folded)


def alarm(text: str) -> bool:
    """True when the text must be decided on at once: danger, a same-day deadline, a threat, or a wish for a person."""
    return danger(text) is not None or same_day(text) or threatens(text) or wish(text) in (Wish.PERSON, Wish.SUPERIOR)


def _stretches(text: str) -> Iterator[str]:
    """The text in pieces of which each is searched by itself, cut after a sentence where one ends."""
    start, text = 0, text[:READ]
    while len(text) - start > STRETCH:
        end = start + STRETCH
        ended = 1 + max(text.rfind(sign, start + STRETCH // 2, end) for sign in _ENDS)
        yield text[start : ended or end]
        start = ended or end - _OVERLAP
    yield text[start:]


def _hazardous(sentence: str) -> bool:
    told = _HAZARD.said_in(sentence) and not _HEARSAY.found_in(sentence)
    return told or (_RISK.said_in(sentence) and _EXPOSED.said_in(sentence))


def _declared(phrases: Phrases, sentence: str) -> bool:
    """The clause that names the act asks nothing; a question beside it does not undo it."""
    return any(not _asks(sentence, found.start(), found.end()) for found in phrases.said(sentence))


def _asks(sentence: str, start: int, end: int) -> bool:
    earliest, latest = max(0, start - _CLAUSE_LENGTH), end + _CLAUSE_LENGTH
    first = max(earliest, *(sentence.rfind(sign, earliest, start) + 1 for sign in _CLAUSE))
    last = min((place for sign in _CLAUSE if (place := sentence.find(sign, end, latest)) >= 0), default=latest)
    return _QUESTION.said_in(sentence[first:last])


def _deadline_in(sentence: str, asked: bool) -> bool:
    """A journey or a feast presses us only where something is asked of us (`asked`, anywhere in the text)."""
    if asked and _TOMORROW.said_in(sentence):
        return True
    if not _TODAY.said_in(sentence) or _NO_DEADLINE.said_in(sentence):
        return False
    return _NEED.said_in(sentence) or (asked and _OCCASION.said_in(sentence))
