"""A text without what says whose it is: marks stand for addresses, numbers, dates and names.

Rather a word too many than a name. What is found here is made for sentences of customers in French and English; whoever
reviews a suggestion sees the text with its marks, and nothing of what was there.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nlu.entities import entities
from nlu.normalise import readable, without_accents

_MARKS = {
    "fr": {
        "address": "[adresse]",
        "card": "[carte]",
        "date": "[date]",
        "email": "[e-mail]",
        "iban": "[IBAN]",
        "link": "[lien]",
        "name": "[nom]",
        "order": "[numéro]",
        "phone": "[téléphone]",
        "user": "[pseudo]",
    },
    "en": {
        "address": "[address]",
        "card": "[card]",
        "date": "[date]",
        "email": "[email]",
        "iban": "[IBAN]",
        "link": "[link]",
        "name": "[name]",
        "order": "[number]",
        "phone": "[phone]",
        "user": "[user]",
    },
}
MARK = re.compile("|".join(sorted({re.escape(mark) for marks in _MARKS.values() for mark in marks.values()})))
"""Any mark, in either language."""

_W = r"[^\W\d_]"
# Who shouts writes everything in capitals: that names nobody.
_CAPITALISED = rf"(?![CJLNQS]['’])[A-ZÀ-ÖØ-Þ](?:(?:['’-]{_W})?[a-zß-öø-ÿœ])(?:{_W}|['’-](?={_W}))*"
_NAMES = rf"{_CAPITALISED}(?:[ -]{_CAPITALISED}){{0,3}}"
_ANY_NAMES = rf"{_W}[\w'’-]*(?:[ ](?!(?:et|and|je|i|mon|ma|my|de la|pour|for|avec)\b){_W}[\w'’-]*){{0,2}}"
_STREET = (
    r"(?:rue|avenue|av\.?|boulevard|bd|bld|place|pl\.?|chemin|ch\.|all[ée]es?|impasse|route|rte|quai|cours|square|passage|"
    r"faubourg|fbg|r[ée]sidence|lotissement|hameau|lieu[- ]dit|villa|voie|sentier|rond[- ]point|cit[ée]|mont[ée]e)"
)
_ROAD = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|way|court|crescent|terrace|square|gardens|place|boulevard|blvd)"
)

_ARTICLES = r"de|du|des|la|le|les|d'|l'|saint|sainte|st|ste|g[ée]n[ée]ral|docteur|dr|mar[ée]chal|pr[ée]sident"
_NUMBER = r"\d{1,4}[ ,]{0,2}(?:bis|ter|quater|[a-d])?[ ,]{1,2}"
_DOMAIN = r"(?<!\w)[\w-]{2,40}(?:\.[\w-]{2,40}){0,2}\.(?:fr|com|net|org|io|me|eu|uk|be|ch)(?:/\S{0,200})?(?!\w)"
_TITLE = r"(?:[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|MONSIEUR|MADAME|M\.|Mr\.?|Mme\.?|Mlle\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Ma[îi]tre)"
_GREETING = r"(?:[Bb]onjour|[Bb]onsoir|[Ss]alut|[Mm]erci|[Cc]h[eè]re?|[Hh]ello|[Hh]i|[Dd]ear|[Tt]hanks)"
_CALLED = (
    r"je m['’ ]?appelle|jm['’ ]?appelle|mon (?:nom|pr[ée]nom)(?: de famille)? (?:est|c['’]est)|(?:nom|pr[ée]nom|name) ?:|"
    r"my (?:first |last |full )?name(?:['’]s| is)|i am called|(?:c['’]est|ici|moi) (?:m(?:onsieur|adame|me|r)?\.? )|"
    r"au nom de|in the name of|signé"
)
_CLOSING = (
    r"(?:cordialement|bien [àa] vous|sinc[èe]rement|salutations(?: distingu[ée]es)?|"
    r"merci(?: d['’]avance| beaucoup| bien)?|bonne (?:journ[ée]e|soir[ée]e)|(?:kind |best )?regards|sincerely|best|cheers|"
    r"thanks(?: in advance)?|thank you)"
)


def _patterns(kind: str, *written: str, any_case: bool = True) -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(one, re.IGNORECASE if any_case else 0)) for one in written]


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *_patterns("email", r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{1,64}"),
    *_patterns("link", r"(?:https?://|www\.)\S{1,300}", _DOMAIN),
    *_patterns("user", r"(?<![\w.])@[\w.]{2,64}"),
    *_patterns(
        "address",
        rf"(?<!\w){_NUMBER}{_STREET}(?:[ '’-]{_W}+){{1,5}}",
        rf"(?<!\w)\d{{1,5}}[a-d]? (?:{_W}+ ){{1,3}}{_ROAD}(?!\w)",
        rf"(?<![\w-])(?:F-?)?\d{{5}} {_W}+(?:-{_W}+){{0,4}}(?: (?:cedex|\d{{1,2}}(?:e|er|[èe]me)))?",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)",
    ),
    *_patterns("address", rf"(?<!\w){_STREET} (?:(?:{_ARTICLES}|{_CAPITALISED})[ '’-]?){{1,6}}", any_case=False),
    *_patterns("order", r"(?<!\w)(?=(?:[\w./-]*\d){3})(?=[\w./-]{5})[\w./-]*\d[\w/-]*", r"\d(?:[ .\u00a0\u202f-]?\d){4,}"),
    *_patterns(
        "name",
        rf"(?:{_CALLED})[ ]{{0,2}}(?P<name>{_ANY_NAMES})",
        rf"{_CLOSING} {{0,2}}[,.!:;\n-][\s,.!-]{{0,4}}(?P<name>{_W}[\w'’.-]*(?: {_W}[\w'’.-]*){{0,3}})[\s.!]*$",
    ),
    *_patterns(
        "name",
        rf"(?<!\w){_TITLE} (?P<name>{_NAMES})",
        rf"(?<!\w)(?:[Mm]oi c['’]est|[Cc]['’]est|[Ii]ci|I['’]m|I am|[Tt]his is) (?P<name>{_NAMES})(?!\w)",
        rf"(?<!\w){_GREETING},? (?P<name>{_NAMES})",
        rf"(?<=[^\W\d_,;)] )(?P<name>{_CAPITALISED}(?:[ -]{_CAPITALISED}){{1,3}})",
        r"(?<!\w)(?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]+ [A-ZÀ-ÖØ-Þ]{2,}(?:-[A-ZÀ-ÖØ-Þ]+)?)(?!\w)",
        rf"[.!?\n]\s*(?P<name>{_NAMES})[\s.!]*$",
        rf"\n\s*(?P<name>{_NAMES})[ .,!]*(?=\n)",
        rf"(?:[Cc]ordialement|[Rr]egards|[Ss]incerely|[Bb]ien à vous) (?P<name>{_NAMES})",
        any_case=False,
    ),
)
_COURTESIES = frozenset(
    {
        *(
            "a",
            "au",
            "avance",
            "beaucoup",
            "bien",
            "bonjour",
            "bonne",
            "bonsoir",
            "bye",
            "cordialement",
            "coucou",
            "d",
            "hello",
        ),
        *("hey", "hi", "journee", "merci", "no", "non", "oui", "please", "regards", "revoir", "salut", "salutations"),
        *("sincerement", "soiree", "stp", "svp", "thank", "thanks", "urgent", "vous", "yes", "you"),
        *(
            "are",
            "avez",
            "c",
            "can",
            "ce",
            "cela",
            "comment",
            "could",
            "do",
            "does",
            "elle",
            "est",
            "how",
            "i",
            "il",
            "is",
            "j",
        ),
        *("je", "l", "la", "le", "les", "madame", "ma", "mes", "mon", "monsieur", "my", "nous", "on", "ou", "pouvez", "pour"),
        *("pourquoi", "quand", "que", "quel", "quelle", "qui", "the", "tous", "tout", "un", "une", "we", "what", "when"),
        *("where", "why", "your", "votre", "vos"),
    }
)
"""Words that follow a greeting or stand at the end of a message, and are nobody's name."""
_PARTICLES = frozenset(
    {"al", "ben", "bin", "da", "de", "del", "der", "des", "di", "du", "el", "et", "la", "le", "les", "of", "the", "van", "von"}
)
"""Parts of names that stand in every sentence."""


class _Span(NamedTuple):
    start: int
    end: int
    kind: str


def anonymous(text: str, language: str = "fr", names: Iterable[str] = ()) -> str:
    """The text, made readable, with a mark in `language` (French for one that we do not speak) for each thing that says whose
    it is. `names` are what the person is known to be called."""
    said = " ".join(readable(text).split(" ")).strip()
    marks = _MARKS.get(language, _MARKS["fr"])
    pieces, end = [], 0
    for span in _merged(_spans(said, names), said):
        pieces += [said[end : span.start], marks[span.kind]]
        end = span.end
    return re.sub(r"\s+", " ", "".join([*pieces, said[end:]])).strip()


def unmarked(text: str) -> str:
    """What is left of an anonymous text without its marks: the words that were said."""
    left = re.sub(r"\bn[°ºo]\s*(?=\[)", "", text)
    left = re.sub(r"\s+", " ", MARK.sub(" ", left))
    return re.sub(r"(?:\s*,)+(?=\s*[,.?!])|\s+(?=[,.])", "", left).strip(" ,")


def _spans(text: str, names: Iterable[str]) -> Iterator[_Span]:
    yield from (_Span(e.start, e.end, e.kind) for e in entities(text) if e.kind in _MARKS["fr"])
    for kind, pattern in _PATTERNS:
        named = "name" in pattern.groupindex
        for found in pattern.finditer(text):
            start, end = found.span("name") if named else found.span()
            if kind != "name" or not _courteous(found["name"]):
                yield _Span(start, end, kind)
    yield from _known_names(text, names)


def _courteous(name: str) -> bool:
    return all(word in _COURTESIES for word in re.findall(r"\w+", without_accents(name).lower()))


def _known_names(text: str, names: Iterable[str]) -> Iterator[_Span]:
    """Each word of the names that are known, wherever it stands alone, however it is written."""
    known = {part for name in names for part in re.findall(r"[^\W_]{2,}", without_accents(name).lower())} - _PARTICLES
    for found in re.finditer(r"[^\W_]+", text):
        if without_accents(found.group()).lower() in known:
            yield _Span(*found.span(), "name")


def _telling(span: _Span) -> tuple[bool, int]:
    return span.kind != "order", span.end - span.start


def _merged(spans: Iterable[_Span], text: str) -> Iterator[_Span]:
    """The spans in order, what overlaps joined; of which kind it is then, the longest says that knows more than "a number"."""
    joined: list[_Span] = []
    for span in sorted(set(spans)):
        if not joined or span.start >= joined[-1].end:
            joined.append(span)
            continue
        last = joined[-1]
        joined[-1] = _Span(last.start, max(last.end, span.end), max(last, span, key=_telling).kind)
    for span in joined:
        kept = text[span.start : span.end].rstrip(" ,-'’")
        yield span._replace(end=span.start + len(kept))
