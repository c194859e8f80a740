"""What a text expressly says is not so: "personne n'est blessé", "je ne compte pas porter plainte", "aucun retard".

What was learned hears the words and overlooks the negation before them. So where words of harm, of recourse, of trouble or of
an act are denied, that opinion needs to be much surer (`joining`); what the rules find by themselves is not touched.
"""

from dataclasses import dataclass

from nlu.alarms import literal
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
    harm, *others = (words.share_denied_in(said) for words in (_HARM, _RECOURSE, _TROUBLE, _DECLARING))
    return Denials(1.0 if _harm_in_figures_alone(said) else harm, *others)


def _harm_in_figures_alone(said: str) -> bool:
    """ "La file me tue": nothing is left of the harm without the figure of speech."""
    left = literal(said)
    return left != said and not (_HARM.found_in(left) or _MENACE.found_in(left))
