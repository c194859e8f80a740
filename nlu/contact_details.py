"""What leads to a person beside their name: addresses, links, pseudonyms, numbers, and the codes of their door."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_W = r"[^\W\d_]"
_CAPITALISED = rf"(?![CJLNQS]['’])[A-ZÀ-ÖØ-Þ](?:(?:['’-]{_W})?[a-zß-öø-ÿœ])(?:{_W}|['’-](?={_W}))*"
_STREET = (
    r"(?:rue|avenue|av\.?|boulevard|bd|bld|place|pl\.?|chemin|ch\.|all[ée]es?|impasse|route|rte|quai|cours|square|passage|"
    r"faubourg|fbg|r[ée]sidence|lotissement|hameau|lieu[- ]dit|villa|voie|sentier|rond[- ]point|cit[ée]|mont[ée]e)"
)
_ROAD = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|way|court|crescent|terrace|square|gardens|place|boulevard|blvd)"
)
_ARTICLES = r"de|du|des|la|le|les|d'|l'|saint|sainte|st|ste|g[ée]n[ée]ral|docteur|dr|mar[ée]chal|pr[ée]sident"
_GAP = r"(?:[ '’-]|(?<=['’])|(?!\w))"
_NUMBER = r"\d{1,4}[ ,]{0,2}(?:bis|ter|quater|[a-d])?[ ,]{1,2}"
_TOP = r"(?:fr|com|net|org|io|me|eu|uk|be|ch)"
_DOMAIN = rf"(?<!\w)[\w-]{{2,40}}(?:\.[\w-]{{2,40}}){{0,2}}\.{_TOP}(?:/\S{{0,200}})?(?!\w)"

# Addresses as they are told: "lea point martin arobase gmail point com", letter by letter too.
_PIECE = r"(?:\w(?: \w){2,20}(?!\w)|[\w-]{1,40})"
_POINT = r"(?: ?\. ?| ?\(?(?:point|dot)\)? )"
_JOINT = r"(?: ?[._-] ?| ?\(?(?:point|dot|tiret(?: du (?:bas|6|8))?|underscore|dash|hyphen)\)? )"
_LOCAL = rf"(?<!\w){_PIECE}(?:{_JOINT}{_PIECE}){{0,5}}"
_AT_ALONE = r" ?(?: ar{1,2}[oa]b{1,2}[aoe]s{1,2}e?|\(at\)|\[at\]|\(a\)|\(@\)|\[@\]|\(arobase\)|\[arobase\]) ?"
_AT_WORD = r" (?:at|@|chez|a|à) | ?@ ?"
_PROVIDER = r"(?:gmail|hotmail|outlook|yahoo|icloud|protonmail|wanadoo|live|laposte|orange|free|sfr|bbox|aol|gmx)"
_SURELY = r"(?:gmail|hotmail|icloud|protonmail|wanadoo)(?!\w)"
_END = rf"{_POINT}{_TOP}(?!\w)"

_DIGIT_WORD = (
    r"(?:z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    r"quarante|cinquante|soixante|oh|one|two|three|four|five|seven|eight|nine|double|\d{1,2})"
)

_DOOR = (
    r"(?:entr[ée]e|porte|portail|portillon|immeuble|b[âa]timent|hall|acc[èe]s|ascenseur|parking|garage|r[ée]sidence|rue|local|"
    r"bo[îi]te(?: [àa] cl[ée]s?)?|alarme|wi-?fi|s[ée]curit[ée]|interphone|pin)"
)
_LOCK = (
    r"(?:digicode|interphone|badge|bo[îi]te [àa] cl[ée]s?|buzzer|intercom|keypad|"
    r"(?:door|gate|entry|access|building|lockbox|alarm) code|"
    rf"code(?: (?:d'|de |du |de la |de l'|pour )?(?:{_DOOR}))?)"
)
_CODE_IS = (
    r"(?: ?(?:est|c'est|sera|is|it's|n°|no|num[ée]ro|number|:|=|le|the|re[çc]u|envoy[ée]|par (?:sms|mail|e-mail))(?!\w)){0,4} ?"
)
_CODE = (
    r"(?P<code>(?:[a-f] (?=\d))?(?=[\w*#-]{0,9}\d)[\w*#-]{2,12}"
    r"(?: ?[a-f] ?\d{1,4}(?!\w)| (?=[a-z]{0,2}\d)[a-z\d]{1,4}(?!\w)){0,3}"
    r"(?:[*#]| [*#a-f](?=[ ]*(?:$|[,.;!?\n])))?)(?!\w| ?[%€])"
)
_NO_SECRET = "".join(
    f"(?<!{said} )" for said in ("promo", "promotion", "promotional", "discount", "coupon", "voucher", "error", "product")
)


class Detail(NamedTuple):
    """Where something of this kind stands in a text."""

    start: int
    end: int
    kind: str


def _patterns(kind: str, *written: str, any_case: bool = True) -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(one, re.IGNORECASE if any_case else 0)) for one in written]


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *_patterns(
        "email",
        r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{1,64}",
        rf"{_LOCAL}{_AT_ALONE}{_PIECE}(?:{_POINT}[\w-]{{1,20}}){{0,2}}",
        rf"{_LOCAL}(?:{_AT_WORD})(?:{_SURELY}(?:{_END})?|{_PIECE}(?:{_POINT}[\w-]{{2,20}})?{_END})",
        rf"{_LOCAL}(?: {_PROVIDER}|{_JOINT}{_PROVIDER}){_END}",
    ),
    *_patterns("link", r"(?:https?://|www\.)\S{1,300}", _DOMAIN, r"(?<!\w)[\w-]{2,40} (?:point|dot) (?:com|fr|net|org)(?!\w)"),
    *_patterns(
        "user",
        r"(?<![\w.])@[\w.]{2,64}",
        r"(?<!\w)(?:pseudo(?:nyme)?|insta(?:gram)?|snap(?:chat)?|twitter|tiktok|telegram|identifiant|login|user ?name|"
        r"handle)(?: ?(?:est|c'est|is|it's|:|=|le|the)(?!\w)){0,2} ?(?P<user>(?=[\w.-]{0,30}[\d_.-]\w)[\w.-]{3,40})",
    ),
    *_patterns(
        "address",
        rf"(?<!\w){_NUMBER}{_STREET}(?:[ '’-]{_W}+){{1,5}}",
        rf"(?<!\w)\d{{1,5}}[a-d]? (?:{_W}+ ){{1,3}}{_ROAD}(?!\w)",
        rf"(?<![\w-])(?:F-?)?\d{{5}} {_W}+(?:-{_W}+){{0,4}}(?: (?:cedex|\d{{1,2}}(?:e|er|[èe]me)))?",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)",
        r"(?<!\w)(?:appartement|appart|appt?\.?|apt\.?|apartment|b[âa]timent|b[âa]t\.?)(?![^\W\d_])"
        r" ?(?:n°|no |num[ée]ro )?(?:\d{1,4}(?:[a-d]| (?-i:[A-D]))?|(?-i:[A-Z])\d{0,3})(?![\w'])",
    ),
    *_patterns(
        "address",
        rf"(?<!\w){_STREET} (?:(?:{_ARTICLES}){_GAP}){{0,3}}(?:{_CAPITALISED}{_GAP}(?:(?:{_ARTICLES}){_GAP}){{0,2}}){{1,4}}",
        rf"(?<!\w)(?:rue|avenue|boulevard|bd|impasse|faubourg) (?:(?:de|du|des|la|le|l'|d'){_GAP}){{1,2}}{_W}+",
        any_case=False,
    ),
    *_patterns("phone", rf"(?<!\w){_DIGIT_WORD}(?:[ -]{_DIGIT_WORD}){{5,20}}(?!\w)"),
    *_patterns("order", r"(?<!\w)(?=(?:[\w./-]*\d){3})(?=[\w./-]{5})[\w./-]*\d[\w/-]*", r"\d(?:[ .\u00a0\u202f-]?\d){4,}"),
    *_patterns("code", rf"(?<!\w){_NO_SECRET}{_LOCK}{_CODE_IS}{_CODE}"),
)


def contact_details(text: str) -> Iterator[Detail]:
    """What is found in a readable text; spans may overlap. A code that is called one of promotion or error is none."""
    for kind, pattern in _PATTERNS:
        named = kind if kind in pattern.groupindex else 0
        for found in pattern.finditer(text):
            yield Detail(*found.span(named), kind)
