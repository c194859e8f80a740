"""Spans that identify somebody or something: order number, e-mail, phone, IBAN, card number, date, product.

They are found in the whole text, not only in the part that is read for its meaning: masking needs all of them. Signs without
a width, full-width digits and unusual blanks hide nothing.
"""

import re
from collections.abc import Iterator, Sequence

from conversations.check_digits import iban, luhn
from conversations.understanding import Entity
from nlu.normalise import UNSEEN
from nlu.products import NO_PRODUCTS, Products

TEXT_CAP = 100_000
"""Characters that are searched; the patterns take time in proportion."""

_USUAL = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
    | dict.fromkeys("‐‑‒–—−", "-")
)
"""Full-width signs, unusual blanks and dashes: one character each, so that places stay."""

_MONTH = (
    r"(?:janv(?:ier|\.)?|f[ée]vr?(?:ier|\.)?|mars|avril|mai|juin|juil(?:let|\.)?|ao[ûu]t|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|"
    r"d[ée]c(?:embre|\.)?|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\dA-Za-z])\d(?:[ .-]?\d){12,18}(?!\d)")
# A number with its country (+33 (0)6…, 0032…, +352…); ten digits as in France, for Belgian mobiles and in Switzerland; nine, in
# groups, as Belgian lines have them. Nine digits in a row may be anything.
_PHONE = re.compile(
    r"(?<![\w+/.-])(?:(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0\)[ ./-]?)?\d(?:[ ./-]?\d){6,11}"
    r"|\(?0[1-9]\)?(?:[ ./-]?\d{2}){4}|0[1-9]\d[ ./-]?\d{3}(?:[ ./-]?\d{2}){2}|0[1-9]\d{2}[ ./-]\d{2,3}(?:[ ./-]?\d{2,3}){2}"
    r"|0[1-9]\d?[ ./-]\d{2,3}(?:[ ./-]\d{2}){2})(?!\d)"
)
_DATE = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}|"
    rf"(?:1er|\d{{1,2}}(?:st|nd|rd|th)?) {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)(?![\w/])",
    re.IGNORECASE,
)
_TO_A_DATE = re.compile(
    r"\b(?:le|du|au|d[eè]s|depuis|avant|apr[eè]s|pour|command[eé]e?|livr[eé]e?|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|"
    r"on|the|by|since|from|until|before|after|dated?|due|\w+day) (?:le |the )?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_ORDER = re.compile(
    r"(?<!\w)(?:comm?[ae]nde?s?|cmde?|cde|order|colis|parcel|dossier|ticket|facture|invoice|r[ée]f(?:[ée]rence|\.)?|suivi|tracking)"
    r"[ \t]{0,3}(?:(?:est|is|num[ée]ro|number|no|num)[ \t]{0,3})?(?:n[°ºo]\.?|#|:|num[ée]ro)?[ \t]{0,3}"
    r"(?P<number>[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,19})(?!\w)",
    re.IGNORECASE,
)
_BARE_ORDER = re.compile(r"(?<![\w.,+-])(?:n[°º] ?|#)(?P<number>[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,19})(?!\w)", re.IGNORECASE)


def entities(text: str, products: Products = NO_PRODUCTS) -> tuple[Entity, ...]:
    """The spans in the first 100,000 characters, in order; none overlaps another (the more telling kind wins)."""
    searched, places = _seen(text[:TEXT_CAP])
    taken = bytearray(len(searched))
    kept: list[Entity] = []
    for entity in _candidates(searched, products):
        if not any(taken[entity.start : entity.end]):
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            kept.append(entity)
    ordered = sorted(kept, key=lambda entity: entity.start)
    return tuple(ordered if places is None else (Entity(e.kind, places[e.start], places[e.end - 1] + 1) for e in ordered))


def _seen(text: str) -> tuple[str, Sequence[int] | None]:
    """The text without what has no width, digits and blanks being the usual ones; and the place of each character, None for
    where it stands."""
    usual = text if text.isascii() else text.translate(_USUAL)
    if text.isascii() or not UNSEEN.search(usual):
        return usual, None
    places = [place for place, character in enumerate(usual) if not UNSEEN.match(character)]
    return "".join(usual[place] for place in places), places


def _candidates(text: str, products: Products) -> Iterator[Entity]:
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
    yield from (
        Entity("date", *found.span()) for found in _DATE.finditer(text) if _is_date(found.group()) and not _is_mark(found)
    )
    yield from (Entity("order", *found.span("number")) for found in _BARE_ORDER.finditer(text))
    yield from products.find(text)


def _is_date(text: str) -> bool:
    """Whether numbers between slashes, dots or dashes can be a day and a month, in either order; "24/7" is none."""
    if text == "24/7":
        return False
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if _LETTER.search(text):
        return numbers[0] <= 31
    first, second = (numbers[1], numbers[2]) if numbers[0] >= 1900 else (numbers[0], numbers[1])
    return 1 <= min(first, second) <= 12 and max(first, second) <= 31


def _is_mark(found: re.Match[str]) -> bool:
    """Whether "10/10" or "5/5" is full marks rather than the tenth of October: no word before it leads to a date."""
    return found.group() in ("5/5", "10/10") and not _TO_A_DATE.search(found.string, max(0, found.start() - 20), found.start())


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
