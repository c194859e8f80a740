"""Whether somebody says that our answer helped, or that it did not: a short message that says nothing else."""

import re

from routing.plain_words import fold

LONGEST = 140
"""Characters of a message that may be nothing but that."""


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


_YES_WORD = "(?:oui|ouais|ui|yes|yep|yeah|yup|absolument|tout a fait|exactement|carrement)"
_AND_SO_ON = _any(
    _YES_WORD,
    "merci|beaucoup|bien|super|parfait|parfaitement|nickel|top|genial|clair|tres|tout|bon|c est|ca|cela",
    "m aide|m a aide|aide|repond|a ma question",
    "svp|stp|s il (?:vous|te) plait|please|volontiers|je veux bien",
    "thanks?|thank you|it|that|does|did|helps?|helped|perfect|great|a lot|so much|very",
)
_YES = re.compile(
    _any(
        rf"{_YES_WORD}(?: {_AND_SO_ON})*",
        "super oui",
        "(?:volontiers|je veux bien|avec plaisir|sure|please do)(?: oui| merci| svp| please| thanks?)*",
        "(?:c est )?parfait(?: merci| oui| c est parfait)*",
        "(?:ca|cela) (?:m aide|m a aide|repond)(?: a ma question)?(?: bien| beaucoup| parfaitement)*(?: merci)?",
        "(?:that|it|this) (?:helps|helped|answers it)(?: a lot)?(?: thanks?| thank you)*",
    )
)
_COURTESY = "(?:merci|svp|thanks?|desolee?|sorry)"
_NO_WORD = _any(
    "non|nan|nn|noon|no|nope|nah|negatif|bof|non plus|du tout|aucunement|not really|not at all",
    "pas (?:du tout|vraiment|trop|tellement)|absolument pas|vraiment pas|toujours pas",
    "malheureusement|helas|unfortunately",
    "(?:oui|ouais|ok|yes|yeah) (?:mais|et|but|and) (?:non|no)|mouais|moyen|moyennement|so so|meh",
    _COURTESY,
)
_NO = re.compile(rf"(?!{_COURTESY}(?: {_COURTESY})*$){_NO_WORD}(?: {_NO_WORD})*")
_HELPS = "(?:aide|sert|repond|reponds|repondu|repondez|avance|convient|aident|repondent|suffit|eclaire)"
_SIGNS = _any(
    rf"{_HELPS}(?: \w+){{0,2}} (?:pas|rien|guere)",
    r"(?:pas|rien|jamais) (?:\w+ )?(?:m )?(?:aide|repondu|servi|compris|avance)",
    r"pas (?:\w+ )?(?:utile|clair|ma question|la (?:bonne )?reponse|une reponse|le sujet|la question|suffisant)",
    r"pas (?:\w+ )?(?:satisfaisant\w*|bon|cela|ca|de ca que je parle|ce qu il me fa\w+)",
    r"pas (?:\w+ )?ce que je (?:\w+ )?(?:demand|cherch|voul|veux|voud|dis)\w*",
    "a cote (?:de la plaque|du sujet)|hors sujet|rien a voir|mauvaise reponse|reponse inutile|sert a rien",
    "je (?:le )?sa(?:is|vais) deja|deja (?:lu|vu|essaye|fait) (?:ca|cela|tout)",
    "vous (?:n )?avez (?:rien|mal|pas) (?:compris|lu|repondu)",
    r"(?:does|did|is|was|do)n? ?(?:t|not) (?:\w+ )?(?:help\w*|answer\w*|what i|useful|my question|the answer)",
    r"not (?:\w+ )?(?:help\w*|useful|what i (?:\w+ )?(?:ask|want|mean|need)\w*|my question|the answer|answering)",
    "no help|unhelpful|useless|wrong (?:answer|question)",
    r"you (?:didn ?t|did not|haven ?t) (?:answer|read|understand)\w*",
    "no (?:it|that) (?:doesn ?t|does not|didn ?t|did not|isn ?t|is not)",
)
_NOT_HELPED = re.compile(rf"\b{_SIGNS}\b")


_UP, _DOWN = frozenset("👍👌✅"), frozenset("👎❌🙁☹😞😠😡")
_SKINS = re.compile("[\\s\ufe0f\U0001f3fb-\U0001f3ff]")
"""What may stand between or behind signs: spaces, the request for a picture, the colours of a skin."""


def _signs(text: str) -> bool | None:
    """What is said with nothing but a thumb or the like."""
    signs = set(_SKINS.sub("", text))
    if not signs or not signs <= _UP | _DOWN or (signs & _UP and signs & _DOWN):
        return None
    return bool(signs & _UP)


def helped(text: str) -> bool | None:
    """True for a yes, False for a no, None for anything else: a longer message is read for what it says."""
    if len(text) > LONGEST:
        return None
    shown = _signs(text)
    if shown is not None:
        return shown
    said = fold(text)
    if _NO.fullmatch(said) or _NOT_HELPED.search(said):
        return False
    return True if _YES.fullmatch(said) else None
