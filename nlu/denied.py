"""What a text expressly says is not so: "personne n'est blessé", "je ne compte pas porter plainte", "aucun retard".

What was learned hears the words and overlooks the negation before them. So where words of harm, of recourse, of trouble or of
an act are denied, that opinion needs to be much surer (`joining`); what the rules find by themselves is not touched.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nlu.alarms import literal, undeclared_removed
from nlu.assertion import Phrases
from nlu.normalise import folded

_HARM = Phrases.read("harm", whole_words=True)
_MENACE = Phrases.read("menace", whole_words=True)
_RECOURSE = Phrases.read("recourse", whole_words=True)
_TROUBLE = Phrases.read("trouble", whole_words=True)
_DECLARING = Phrases.read("declaring", whole_words=True)


@dataclass(frozen=True, slots=True)
class Denials:
    """Of what a text names, the share that it names to deny it; 0 where it names nothing. So is harm in figures of speech."""

    harm: float = 0.0
    recourse: float = 0.0
    trouble: float = 0.0
    act: float = 0.0


NOTHING_DENIED = Denials()


def denials(text: str) -> Denials:
    """What the text (its first 2,000 characters) denies."""
    said = folded(text)
    harm, recourse, trouble, act = (words.share_denied_in(said) for words in (_HARM, _RECOURSE, _TROUBLE, _DECLARING))
    if _gone(said, literal, _HARM, _MENACE):
        harm = 1.0  # "la file me tue"
    if _gone(said, undeclared_removed, _RECOURSE):
        recourse = 1.0  # "mon avocat est en vacances"
    if _gone(said, undeclared_removed, _DECLARING):
        act = 1.0  # "sinon j'annule"
    return Denials(harm, recourse, trouble, act)


def _gone(said: str, less: Callable[[str], str], *words: Phrases) -> bool:
    """True when the text names these, and no longer once what is not meant has been taken out."""
    if not any(own.found_in(said) for own in words):
        return False
    left = less(said)
    return left != said and not any(own.found_in(left) for own in words)
