"""How people reply to a question with choices: a label, its number, an ordinal, some of its words, or that nothing fits."""

import re
from collections.abc import Sequence

from routing.plain_words import fold

NONE = "none"
ALL = "all"
"""What a reply can mean beside one of the choices (by its place, from 0)."""

_FILLERS = (
    "svp stp s il te vous plait please pls merci thanks thank you bonjour hello alors plutot rather donc oui yes c est ce "
    "cest serait pour pr concerne sur a propos de du des d l le la les un une the it is its about for i mean je veux "
    "voudrais dire parle parler question choix option choice numero number no n reponse celle celui one ma mon mes my un "
    "une cela ca"
)
_POLITE = frozenset(_FILLERS.split())
_ORDINALS = (
    "1 1er 1ere 1re premier premiere first 1st",
    "2 2e 2eme 2nd 2nde deux deuxieme second seconde 2de",
    "3 3e 3eme 3rd trois troisieme third",
)
_LAST = frozenset({"dernier", "derniere", "last"})
_NONE = re.compile(
    r"(?:non|no|nope|nan)|(?:non |no )?aucune?(?: d entre eux| d elles| des (?:deux|trois|2|3)| de (?:ces|ca|tout ca)\b.*)?"
    r"|ni l une? ni l autre|rien de tout (?:ca|cela)|rien de ca|(?:non )?(?:c est |ce n est )?(?:pas|ni) ca(?: non plus)?"
    r"|(?:non )?(?:c est |plutot )?(?:tout )?autre chose|(?:non )?une? autre(?: sujet| question| probleme| raison)?"
    r"|(?:no )?none(?: of (?:these|those|them|the above|this|it))?|(?:no )?neither(?: of (?:these|those|them))?"
    r"|(?:no )?(?:it s |its )?something else|(?:no )?not (?:that|these|those|this)|nothing (?:fits|of (?:that|these))"
    r"|rien ne (?:convient|va|correspond)|aucun choix"
)
_ALL = re.compile(r"(?:les (?:deux|trois|2|3)|both|all(?: of (?:them|these))?|l une? et l autre|tout|all three|tous)")
_COURTESY = frozenset({"svp", "stp", "please", "pls", "merci", "thanks", "s", "il", "vous", "te", "plait"})
_SHORT = 60
"""Characters up to which a reply is nothing but a choice."""


def meant(text: str, labels: Sequence[Sequence[str]]) -> int | str | None:
    """The choice that `text` picks; NONE, ALL, or None when it says something else. `labels`: each choice's names."""
    said = fold(text)
    if not said or len(said) > _SHORT:
        return None
    core = _without(said, _COURTESY)
    if _NONE.fullmatch(core):
        return NONE
    if _ALL.fullmatch(core):
        return ALL
    ordinal = _ordinal(said.split(), len(labels))
    return ordinal if ordinal is not None else _by_words(said.split(), labels)


def _ordinal(words: Sequence[str], count: int) -> int | None:
    left = [word for word in words if word not in _POLITE]
    if len(left) != 1:
        return None
    if left[0] in _LAST:
        return count - 1
    return next((place for place, names in enumerate(_ORDINALS[:count]) if left[0] in names.split()), None)


def _by_words(words: Sequence[str], labels: Sequence[Sequence[str]]) -> int | None:
    """The only choice whose names hold all the words that say something."""
    telling = [word for word in words if word not in _POLITE]
    named = [{word for name in names for word in fold(name).replace("_", " ").split()} for names in labels]
    fitting = [place for place, own in enumerate(named) if telling and all(_like(word, own) for word in telling)]
    return fitting[0] if len(fitting) == 1 else None


def _like(word: str, own: set[str]) -> bool:
    """True for the word itself, and for another form of a long word (`retours`, `livraisons`, `livrer` for `livraison`)."""
    return word in own or (len(word) >= 5 and any(word[:5] == other[:5] for other in own if len(other) >= 5))


def _without(said: str, words: frozenset[str]) -> str:
    return " ".join(word for word in said.split() if word not in words)
