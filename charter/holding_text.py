"""Does a text only ask for patience? Sent as an answer it would stop the answer clock, and the customer would wait unseen."""

import re

from charter import tone_words as w
from charter.folded import folded

_ENDS = re.compile(r"[.!?;:,…\n()]|\s[-–—]\s|(?<!\w)(?:et|puis|and|then|mais|but)(?!\w)")

_LOOKING = re.compile(
    r"(?<!\w)(?:"
    # French
    r"(?:nous|on|je|j')(?: |')?(?:y |la |le |l'|les )?(?:regard|verifi|etudi|examin|transmet|transfer|cherch|consult)\w*|"
    r"(?:nous|on|je) (?:nous|se|me) (?:renseign|penchons|penche|occup)\w*|"
    r"(?:nous|on|je) (?:faisons|fait|fais|revenons|revient|reviens) (?:le |un )?(?:necessaire|point|tour)|"
    r"(?:nous|on|je) (?:l'|la |le )?(?:avons|a|ai) (?:bien |bien )?(?:recu|note|transmis|pris en compte|transfere|prevenu)\w*|"
    r"(?:bien|bonne) (?:recu|note|reception)e?|"
    r"votre (?:demande|message|dossier|question|reclamation|courrier|mail) (?:est|a ete|nous est|sera) \w+(?: \w+){0,4}|"
    r"(?:c'est|cela est|c est) (?:bien )?(?:note|transmis|en cours|entre de bonnes mains)|"
    r"(?:une|mon|notre) (?:collegue|equipe) (?:s'en occupe|regarde|verifie|prend le relais|revient)|"
    r"en cours (?:de traitement|d'analyse|d'examen)|"
    r"(?:pouvez-vous|pourriez-vous|merci de|veuillez|je vous laisse|je vous prie de) (?:bien |vouloir )*(?:patienter|attendre)|"
    r"(?:encore )?un (?:petit )?(?:instant|moment)|un peu de patience|"
    # English
    r"(?:we|i)(?: are|'re| am|'m) (?:currently )?(?:looking|checking|investigating|asking|finding out|on it)(?: into| up)?|"
    r"(?:we|i)(?:'ll| will) (?:look|check|ask|find out|investigate)(?: into)?|"
    r"(?:we|i)(?: have|'ve)? (?:received|noted|forwarded|passed)|"
    r"your (?:request|message|case|question|complaint|e-?mail) (?:is|has been|was) \w+(?: \w+){0,4}|"
    r"(?:a colleague|our team|my colleague) (?:is|will)|"
    r"(?:please )?(?:wait|hold on|bear with (?:me|us))|(?:just )?(?:a|one) (?:moment|minute)"
    r")"
)
"""We look, we have passed it on: nothing that the customer asked for."""

_COURTESY = re.compile(
    r"^(?:"
    r"(?:re)?bonjour|bonsoir|merci|encore merci|avec nos excuses|(?:veuillez )?nous (?:vous prions|excuser)|"
    r"(?:nous|je) (?:vous )?(?:regrett|compren|present|remerci|somm?e?s? (?:sincerement )?(?:desole|navre)|suis (?:vraiment )?"
    r"(?:desole|navre)|nous excus|m'excuse)\w*|"
    r"desole|navre|toutes nos excuses|(?:bien )?cordialement|bien a vous|(?:tres )?(?:bonne|belle) (?:journee|soiree|fin)|"
    r"a (?:bientot|tres bientot|tres vite|demain|vous)|n'hesitez pas|votre patience|en attendant|"
    r"hello|hi|hey|dear|good (?:morning|afternoon|evening)|thanks?|thank you|sorry|"
    r"(?:we|i)(?: are|'re| am|'m)? (?:very |really |so )?(?:sorry|apologi[sz]e|understand|regret)|our apologies|"
    r"(?:best|kind|warm)(?: regards| wishes)?|regards|have a|(?:your|for your) (?:patience|message)|please bear|bear with"
    r")(?!\w)"
)
"""What is said around a message; said alone, it answers nothing either."""

_COMING = re.compile(
    r"(?:re)?(?:viens|vient|venons|viendrons|viendrai) vers vous|"
    r"(?:qui |elle |il )?vous (?:tien|ten|repond|recontact|rappel)\w*|"
    r"(?:come|get) back to you|let you know|keep you|(?:who )?will (?:get back|answer|call|write)"
)
"""The same promise in the second half of a sentence, which has its subject in the first."""

_WORD = re.compile(r"\w[\w'-]*")
_ABOUT_TIME = re.compile(
    r"(?<!\w)(?:au|a|avant|apres|d'ici|dans|des|de|le|la|les|en|pour|plus tard|plus tot|que possible|"
    r"by|before|on|in|at|the|end of|day|soon|as|possible)(?!\w)"
)
_NOTED = re.compile(r"(?:c'est )?(?:d'accord|entendu|note|compris)|ok(?:ay)?|(?:all )?right|noted|understood|got it|sure")
_ANSWER = re.compile(
    r"(?<!\w)(?:oui|non|si|yes|no|bien sur|tout a fait|exactement|gratuite?|jamais|voici|voila|here|\d+)(?!\w)"
)
"""A word that may be all of an answer."""

_FEW = 2
"""Words without any promise that may stand by themselves: a name, « à vous »."""


def only_holds(text: str) -> bool:
    """True when nothing is answered in `text`: every piece of it is courtesy or asks for patience."""
    pieces = [piece for piece in (part.strip(" \"'«»") for part in _ENDS.split(folded(text))) if piece]
    if any(_holds(piece) for piece in pieces):
        return all(_holds(piece) or _says_little(piece) for piece in pieces)
    # Of greetings alone the last piece may be a name. A word or a time by itself may well be the answer.
    *before, last = pieces or [""]
    return all(_is_courtesy(piece) for piece in before) and (_is_courtesy(last) or (bool(before) and _is_name(last)))


def _holds(piece: str) -> bool:
    return bool(w.COMING_BACK.search(piece) or _LOOKING.search(piece) or _COMING.match(piece))


def _says_little(piece: str) -> bool:
    """Courtesy, a time, or a word or two such as a name."""
    if _is_courtesy(piece):
        return True
    left = _WORD.findall(_ABOUT_TIME.sub(" ", w.TIME.sub(" ", piece)))
    return len(left) <= _FEW and not any(word.isdigit() for word in left)


def _is_courtesy(piece: str) -> bool:
    return bool(_COURTESY.match(piece) or _NOTED.fullmatch(piece))


def _is_name(piece: str) -> bool:
    return len(_WORD.findall(piece)) <= _FEW and not _ANSWER.search(piece) and not w.TIME.search(piece)
