"""A text without what says whose it is: marks stand for addresses, numbers, dates and names.

Rather a word too many than a name. What is found here is made for sentences of customers in French and English; whoever
reviews a suggestion sees the text with its marks, and nothing of what was there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from nlu.contact_details import contact_details
from nlu.entities import entities
from nlu.normalise import readable, without_accents
from nlu.people import people

_MARKS = {
    "fr": {
        "address": "[adresse]",
        "card": "[carte]",
        "code": "[code]",
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
        "code": "[code]",
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
_KIND_OF = {mark: kind for marks in _MARKS.values() for kind, mark in marks.items()}

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
    it is. `names` are what the person is known to be called. What is anonymous stays as it is."""
    marks, names = _MARKS.get(language, _MARKS["fr"]), tuple(names)
    said, before = _on_one_line(_marked(_lines(text), marks, names)), None
    # What stood on two lines stands together now, and what stood beside something else may stand alone.
    while said != before:
        before, said = said, _on_one_line(_marked(_lines(said), marks, names))
    return said


def unmarked(text: str) -> str:
    """What is left of an anonymous text without its marks: the words that were said."""
    left = re.sub(r"\bn[°ºo]\s*(?=\[)", "", text)
    left = re.sub(r"\s+", " ", MARK.sub(" ", left))
    return re.sub(r"(?:\s*,)+(?=\s*[,.?!])|\s+(?=[,.])", "", left).strip(" ,")


def _lines(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", readable(text)).strip()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _marked(said: str, marks: Mapping[str, str], names: Iterable[str]) -> str:
    """The text with a mark for each thing that is found in it; marks that it has already stay or are put in other words."""
    pieces, end = [], 0
    for span in _merged(_spans(said, names), said):
        pieces += [said[end : span.start], marks[span.kind]]
        end = span.end
    return "".join([*pieces, said[end:]])


def _spans(text: str, names: Iterable[str]) -> Iterator[_Span]:
    yield from (_Span(*found.span(), _KIND_OF[found.group()]) for found in MARK.finditer(text))
    yield from (_Span(e.start, e.end, e.kind) for e in entities(text) if e.kind in _MARKS["fr"])
    yield from (_Span(*detail) for detail in contact_details(text))
    yield from (_Span(*place, "name") for place in people(text))
    yield from _known_names(text, names)


def _known_names(text: str, names: Iterable[str]) -> Iterator[_Span]:
    """Each word of the names that are known, wherever it stands alone, however it is written."""
    known = {part for name in names for part in re.findall(r"[^\W_]{2,}", without_accents(name).lower())} - _PARTICLES
    for found in re.finditer(r"[^\W_]+", text):
        if without_accents(found.group()).lower() in known:
            yield _Span(*found.span(), "name")


def _beside(one: _Span, other: _Span, text: str) -> bool:
    return one.kind == other.kind == "name" and not text[one.end : other.start].strip(" -")


def _telling(span: _Span) -> tuple[bool, int, bool]:
    return span.kind != "order", span.end - span.start, span.kind != "name"


def _merged(spans: Iterable[_Span], text: str) -> Iterator[_Span]:
    """The spans in order, what overlaps and names side by side joined; of which kind it is then, the longest says that knows
    more than "a number"."""
    joined: list[_Span] = []
    for span in sorted(set(spans)):
        if not joined or (span.start >= joined[-1].end and not _beside(joined[-1], span, text)):
            joined.append(span)
            continue
        last = joined[-1]
        joined[-1] = _Span(last.start, max(last.end, span.end), max(last, span, key=_telling).kind)
    for span in joined:
        kept = text[span.start : span.end].rstrip(" ,-'’")
        yield span._replace(end=span.start + len(kept))
