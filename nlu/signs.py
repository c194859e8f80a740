"""Signs of tone that a sentence encoder does not see: capitals, marks, emoji, what the rules found. A few numbers a text.

They are read off the raw text, and stand beside its meaning when a facet is learned (`facets`). Whether the rules found an act
is not among them: they know nearly all sentences that teach it, and what leans on them would miss what they miss (`joining`).
"""

import re
from dataclasses import dataclass

import numpy as np

from conversations.understanding import Danger, Heat
from nlu.alarms import danger, dated_act, same_day
from nlu.calibration import Floats
from nlu.heat import Tone, tone
from nlu.irony import IRONY_SIGNS, irony_signs
from nlu.normalise import folded, readable
from nlu.peril import PERIL_SIGNS, peril_signs

_ANGRY = re.compile("[🤬😡🖕💢😠😤👿]")
_MOCKING = re.compile("[👏🙄🤡🏆👌😒😂🤣🥳🎉💀]|\\b(?:mdr|lol|ptdr|ahah\\w*|haha\\w*)\\b", re.IGNORECASE)
_SAD = re.compile("[😢😭😞😔😩😫🥺😕🙁]")
_GLAD = re.compile("[😊😍🥰❤😀😁🙂😘👍🙏💕✨]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHOUTED = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{2,}\b")
_WAITED = re.compile(
    r"\b(?:\d+|un|une|deux|trois|quatre|cinq|six|huit|dix|quinze|plusieurs|two|three|four|five|six|ten|several)\s?"
    r"(?:j|jours?|semaines?|mois|ans?|heures?|h|days?|weeks?|months?|hours?)\b"
)
_TRIED = re.compile(
    r"\b(?:\d+|deux|trois|quatre|cinq|six|dix|plusieurs|enieme|x)\s?(?:e|eme|ieme|x)?\s?"
    r"(?:mails?|messages?|appels?|relances?|fois|emails?|calls?|times|demandes?|commandes?)\b"
)
_STILL = re.compile(r"\b(?:toujours|tjrs?|tjs|tj|encore|still|again|depuis|since|jamais|never)\b")
_GREETED = re.compile(
    r"^\W*(?:bonjour|bonsoir|bjr|bsr|salut|slt|coucou|cc|hello|hi|hey|dear|madame|monsieur|chere?s?|good \w+)\b"
)
_THANKED = re.compile(r"\b(?:merci|mrc|thanks?|thank you|cordialement|svp|stp|s'il vous plait|please|bonne journee|pourriez)\b")
_MINE = re.compile(r"\b(?:je|j'\w+|j|mon|ma|mes|moi|me|m'\w+|i|my|me|i'm|i've)\b")
_YOURS = re.compile(r"\b(?:vous|vs|vos|votre|you|your|tu|ta|tes)\b")
_ASKING = re.compile(
    r"\?|^\W*(?:\w+\W+){0,3}?(?:comment|combien|quand|quel\w*|qui|ou|est-ce|pourquoi|peut-on|puis-je|avez-vous|"
    r"how|what|when|where|who|which|can|could|do|does|is|are)\b"
)

NAMES = (
    *(f"rules say {heat.word}" for heat in Heat),
    *(f"danger {source}" for source in Danger),
    "same day", "complaint", "complaints", "outrage", "insult", "irony", "praise", "threat", "exposure",
    "rules' points", "exclamation", "exclamations", "loud", "question", "asking", "three dots", "capitals", "shouted",
    "angry sign", "mocking sign", "sad sign", "glad sign", "waited", "tried", "still", "greeted",
    "thanked", "mine", "yours", "short", "long",
    *IRONY_SIGNS,
    *PERIL_SIGNS,
)  # fmt: skip
"""What each number says, in order; each lies in 0..1."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the rules say of a text by themselves."""

    tone: Tone
    danger: Danger | None
    dated_act: str | None
    same_day: bool


def opinion(text: str) -> Opinion:
    """The rules' opinion of a text of any length."""
    return Opinion(tone(text), danger(text), dated_act(text), same_day(text))


NO_OPINION = opinion("")
"""What the rules say of nothing."""


def signs(text: str, rules: Opinion) -> Floats:
    """The signs of a text, as many as `NAMES`; `rules` is the rules' opinion of it."""
    told, shown, said = rules.tone, readable(text), folded(text)
    of_tone = [*_of_rules(told, rules), *_of_marks(shown, told)]
    return np.array([*of_tone, *_of_words(said), *irony_signs(shown, said), *peril_signs(said)], dtype=np.float32)


def shouted(text: str) -> bool:
    """True when most of a text of three words or more is in capitals."""
    return _most_in_capitals(*_counted(readable(text)))


def _counted(shown: str) -> tuple[int, int]:
    """The words of a readable text, and those of them in capitals."""
    return len(_WORD.findall(shown)), len(_SHOUTED.findall(shown))


def _most_in_capitals(words: int, capitals: int) -> bool:
    return words >= 3 and capitals * 2 >= words


def _of_rules(told: Tone, rules: Opinion) -> list[float]:
    return [
        *(float(told.heat is heat) for heat in Heat),
        *(float(rules.danger is source) for source in Danger),
        float(rules.same_day),
        float(told.complaints > 0),
        min(told.complaints, 4) / 4,
        min(told.outrages, 2) / 2,
        float(told.insult),
        float(told.ironic),
        float(told.praise),
        float(told.threat),
        float(told.exposure),
        min(told.points, 6) / 6,
    ]


def _of_marks(shown: str, told: Tone) -> list[float]:
    words, capitals = _counted(shown)
    exclamations = shown.count("!")
    return [
        float(exclamations > 0),
        min(exclamations, 4) / 4,
        float(told.loud),
        float("?" in shown),
        float(_ASKING.search(shown.lower()) is not None),
        float("..." in shown or "…" in shown),
        capitals / words if words else 0.0,
        float(_most_in_capitals(words, capitals)),
        *(float(sign.search(shown) is not None) for sign in (_ANGRY, _MOCKING, _SAD, _GLAD)),
    ]


def _of_words(said: str) -> list[float]:
    length = said.count(" ") + 1
    found = (_WAITED, _TRIED, _STILL, _GREETED, _THANKED, _MINE, _YOURS)
    return [*(float(words.search(said) is not None) for words in found), float(length <= 5), min(length, 60) / 60]
