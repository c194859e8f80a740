"""Spans that identify somebody or something: order number, e-mail, phone, IBAN, card number, date.

They are found in the whole text, not only in the part that is read for its meaning: masking needs all of them.
"""

import re
from collections.abc import Iterator

from conversations.check_digits import iban, luhn
from conversations.understanding import Entity

TEXT_CAP = 100_000
"""Characters that are searched; the patterns take time in proportion."""

_MONTH = (
    r"(?:janv(?:ier|\.)?|f[ée]vr?(?:ier|\.)?|mars|avril|mai|juin|juil(?:let|\.)?|ao[ûu]t|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|"
    r"d[ée]c(?:embre|\.)?|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\dA-Za-z])\d(?:[ .-]?\d){12,18}(?!\d)")
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){7,11}|0[1-9](?:[ .-]?\d{2}){4})(?!\d)"
)
_DATE = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}|"
    rf"(?:1er|\d{{1,2}}(?:st|nd|rd|th)?) {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)(?![\w/])",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?<!\w)(?:comm?[ae]nde?s?|cmde?|cde|order|colis|parcel|dossier|ticket|facture|invoice|r[ée]f(?:[ée]rence|\.)?|suivi|tracking)"
    r"[ \t]{0,3}(?:(?:est|is|num[ée]ro|number|no|num)[ \t]{0,3})?(?:n[°ºo]\.?|#|:|num[ée]ro)?[ \t]{0,3}"
    r"(?P<number>[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,19})(?!\w)",
    re.IGNORECASE,
)
_BARE_ORDER = re.compile(r"(?<![\w.,+-])(?:n[°º] ?|#)(?P<number>[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,19})(?!\w)", re.IGNORECASE)


def entities(text: str) -> tuple[Entity, ...]:
    """The spans in the first 100,000 characters, in order; none overlaps another (the more telling kind wins)."""
    searched = text[:TEXT_CAP]
    taken = bytearray(len(searched))
    kept: list[Entity] = []
    for entity in _candidates(searched):
        if not any(taken[entity.start : entity.end]):
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))


def _candidates(text: str) -> Iterator[Entity]:
    """All spans, the most telling kind first."""
    yield from (Entity("email", *found.span()) for found in _EMAIL.finditer(text))
    yield from (e for found in _IBAN.finditer(text) if (e := _iban(found)))
    for found in _CARD.finditer(text):
        digits = _digits(found.group())
        if luhn(digits) and set(digits) != {"0"}:
            yield Entity("card", *found.span())
    yield from (Entity("phone", *found.span()) for found in _PHONE.finditer(text))
    for found in _ORDER.finditer(text):
        if not _DATE.fullmatch(found["number"]):
            yield Entity("order", *found.span("number"))
    yield from (Entity("date", *found.span()) for found in _DATE.finditer(text))
    yield from (Entity("order", *found.span("number")) for found in _BARE_ORDER.finditer(text))


def _iban(found: re.Match[str]) -> Entity | None:
    """The IBAN in a run of letters and digits: words that follow it may look like its continuation."""
    end = found.end()
    while end - found.start() >= 15:
        bare = re.sub(r"[ -]", "", found.string[found.start() : end])
        if 15 <= len(bare) <= 34 and bare.isascii() and iban(bare):
            return Entity("iban", found.start(), end)
        end = max(found.string.rfind(" ", found.start(), end), found.string.rfind("-", found.start(), end))
    return None


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
