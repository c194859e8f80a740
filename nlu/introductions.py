"""Words after which somebody is named, and which words may begin or go on with a name there."""

import re
from collections.abc import Callable
from typing import NamedTuple

from nlu.name_words import Known, known, nobodys, ordinary

_BOUND = r"(?<![^\W_])"
_ISOLATED = r"(?:(?<=[.,!?:;\n] )|(?<=[.,!?:;\n])|^|(?<=bonjour )|(?<=bonsoir )|(?<=salut )|(?<=hello )|(?<=allo ))"

_CALLED = (
    r"j(?:e|')? ?m[' ]{0,2}ap+el+e?s?|je (?:me|m') ?(?:nomme|pr[ée]nomme)|on m'appelle|"
    r"(?:mon|son|leur) (?:nom|pr[ée]nom)s?(?: de famille| complet)?(?: est| c'? ?est)|(?:nom|pr[ée]nom|name) ?[:=]|"
    r"(?:my|his|her) (?:first |last |full |given |family |sur)?name(?:'?s| is)|i(?:'m| am| was) called|"
    r"(?:au|aux|sous le) noms? (?:de|d')|(?:in|under) the name(?: of)?|de la part (?:de|d')|on behalf of"
)
_TITLE = r"(?:mrs?\.?|mmes?\.?|mlles?\.?|melles?|dr\.?|messrs\.?|ms\.|pr\.|m\.)"
_TITLE_WORD = (
    r"(?:monsieur|madame|mademoiselle|messieurs|mesdames|msieur|ma[îi]tre|docteur|doctor|professeure?|professor|mister|miss|"
    r"sir|lady)"
)
_AM = (
    r"(?:(?:je|j') ?suis|jsuis|chuis|chui|i'?m|i am|moi,? (?:c'?est|c est|je suis)|c'?est moi|"
    r"(?:appelez|appelle|nommez)[- ]moi|call me|sign[ée](?: par)?|signed(?: by)?)"
)
_IS = r"(?:(?:c'|c ?)(?:est|[ée]tait)(?: encore| toujours| bien| aussi)?|voici|this is|it'?s|it is|here is|here's)"
_ROLE = (
    r"(?:livreu(?:r|se)|facteur|factrice|conseill[eè]re?|vendeu(?:r|se)|coll[èe]gue|voisine?|mari|femme|[ée]poux|[ée]pouse|fils|fille|"
    r"m[èe]re|p[èe]re|maman|papa|fr[èe]re|s(?:oe|œ)ur|cousine?|oncle|tante|grand-m[èe]re|grand-p[èe]re|mamie|papi|amie?|cop(?:ain|ine)|"
    r"compagn(?:e|on)|conjointe?|g[ée]rante?|responsable|directeur|directrice|employ[ée]e?|technicien(?:ne)?|chauffeur|caissi[eè]re?|"
    r"manageu?r|agente?|interlocut(?:eur|rice)|op[ée]rat(?:eur|rice)|assistante?|h[ôo]tesse|serveu(?:r|se)|stagiaire|patron(?:ne)?|"
    r"chef(?:fe)?|nomm[ée]e?|appel[ée]e?|pr[ée]nomm[ée]e?|certaine?|cliente?|gardien(?:ne)?|concierge|avocate?|notaire|"
    r"driver|courier|postman|delivery (?:man|guy|woman)|advis[eo]r|colleague|neighbou?r|husband|wife|son|daughter|"
    r"mother|father|brother|sister|mum|mom|dad|friend|partner|boss|named|called|cashier|waiter|waitress|customer|clerk|lawyer|rep|agent)"
)
_AT_THEIR_DOOR = r"(?:interphone|sonne[rz]?|sonnette|buzzer|intercom|doorbell)(?: (?:au nom de|nom|name|chez|[àa]))?(?: ?:)?"
_LEFT_WITH = (
    r"(?:bo[îi]te aux lettres|bo[îi]te|letterbox|mailbox|remis|left|d[ée]pos[ée])(?: (?:au nom de|chez|[àa]|with))?(?: ?:)?"
)
_CLOSING = (
    r"(?:cordialement|cdt|cdlt|bien [àa] vous|sinc[èe]rement|salutations(?: distingu[ée]es)?|(?:kind |best )?regards|sincerely)"
)
_THANKS = r"(?:merci(?: d'avance| beaucoup| bien)?|bonne (?:journ[ée]e|soir[ée]e)|best|cheers|thanks(?: in advance)?|thank you)"
_GREETING = r"(?:bonjour|bonsoir|salut|coucou|merci|ch[eè]re?|hello|hi|hey|dear|thanks|thank you)"


class Word(NamedTuple):
    """A word of a text, `said` in small letters, `bare` without accents too. `capital`: it begins with one where that tells
    something."""

    start: int
    end: int
    said: str
    bare: str
    capital: bool

    @property
    def nobodys(self) -> bool:
        """Whether it is none of a name, however it is written."""
        return nobodys(self.bare)

    @property
    def name(self) -> bool:
        """Whether we know it as a name and as nothing else."""
        return known(self.said) is Known.NAME

    @property
    def named_too(self) -> bool:
        """Whether we know it as a name and as a word."""
        return known(self.said) in (Known.GIVEN_AND_WORD, Known.FAMILY_AND_WORD)

    @property
    def strange(self) -> bool:
        """Whether it is neither a name that we know nor a word."""
        return len(self.bare) > 1 and not self.nobodys and not ordinary(self.said)


Likely = Callable[[Word], bool]
"""Whether a word begins a name, after what stands before it."""


def goes_on(word: Word) -> bool:
    """Whether it may follow another word of a name."""
    return word.name or word.named_too or (not word.nobodys and (word.capital or word.strange))


def called(word: Word) -> bool:
    """Whether it is a name where nothing else may stand: any word but one without a subject."""
    return not word.nobodys


def _am(word: Word) -> bool:
    return _shown(word) or (known(word.said) is Known.GIVEN_AND_WORD and not word.nobodys)


def _shown(word: Word) -> bool:
    return word.name or (word.named_too and not ordinary(word.said)) or (not word.nobodys and (word.capital or word.strange))


def begins(word: Word) -> bool:
    """Whether it is likely to begin a name, where also other words may have a capital letter."""
    return word.name or (not word.nobodys and (word.strange or (word.named_too and (word.capital or not ordinary(word.said)))))


def _greeted(word: Word) -> bool:
    return word.name or (word.capital and not word.nobodys and (word.named_too or word.strange))


def _signs(word: Word) -> bool:
    return begins(word) or word.named_too


class Introduction(NamedTuple):
    """Words after which somebody may be named, which word may begin the name, and what must follow it."""

    words: re.Pattern[str]
    likely: Likely
    ends: re.Pattern[str]


def _after(words: str, likely: Likely, ends: str = "", any_case: bool = True) -> Introduction:
    return Introduction(re.compile(rf"{words}(?=[^\W\d_])", re.IGNORECASE if any_case else 0), likely, re.compile(ends))


_AT_THE_END = r"\W*$"
_PAUSE = r" ?(?:[,.!?;:\n]|$)"
_SIGN = r"\s{0,2}[,.!:;\n-][\s,.!-]{0,4}"
INTRODUCTIONS = (
    _after(rf"{_BOUND}(?:{_CALLED}) ?:? ?", called),
    _after(rf"{_BOUND}{_TITLE} ?", called),
    _after(rf"{_BOUND}{_TITLE_WORD} ", _signs),
    _after(rf"{_BOUND}(?:M|Me|Ms|MM) ", _greeted, any_case=False),
    _after(rf"{_BOUND}{_AM} ", _am),
    _after(rf"{_ISOLATED}ici ", _am),
    _after(rf"{_BOUND}{_IS} ", _shown),
    _after(rf"{_BOUND}{_IS} ", _am, r" (?:qui|de|du|chez|who|from)(?!\w)"),
    _after(rf"{_BOUND}{_ROLE} ", _am),
    _after(rf"{_BOUND}{_AT_THEIR_DOOR} ", _signs),
    _after(rf"{_BOUND}{_LEFT_WITH} ", _shown),
    _after(rf"{_BOUND}{_GREETING},? ", _greeted),
    _after(rf"{_BOUND}{_GREETING},? ", begins, _PAUSE),
    _after(rf"{_BOUND}{_CLOSING}{_SIGN}", called, _AT_THE_END),
    _after(rf"{_BOUND}(?:{_CLOSING} |{_THANKS}(?: |{_SIGN}))", _signs, _AT_THE_END),
    _after(r"[.!?,;\n] {0,2}", begins, _AT_THE_END),
    _after(r"\n\s{0,9}", begins, r"[ .,!]*\n"),
)
