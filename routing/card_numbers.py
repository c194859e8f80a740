"""Card numbers and their codes in a text: told by the number of their digits, and by their check digit."""

import re
from collections.abc import Iterator
from itertools import accumulate

from conversations.check_digits import iban, luhn
from routing.secret_spans import Span, merged

SHORTEST, LONGEST = 13, 19
"""Digits of a card number."""

_NEAR = 60
"""Characters behind a card number in which its code is looked for."""

_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0f\u20e3\ufeff"
_BETWEEN = rf"[\s.\-‐-―−_/·{_UNSEEN}]{{0,3}}"
_RUN = re.compile(rf"\d(?:{_BETWEEN}\d){{12,}}")
_APART = r"(?:%[0-9A-Fa-f]{2}|[\W_]){1,8}"
_PRINTED = re.compile(
    rf"(?<!\d)(?=[3-6]|2[2-7])\d{{4}}(?:(?:{_APART}\d{{4}}){{3}}(?:{_APART}\d{{1,3}})?|{_APART}\d{{6}}{_APART}\d{{5}})(?!\d)"
)
"""As it is printed on the card, in groups, whatever stands between them: commas, blanks of an address, brackets."""
_GROUP = re.compile(r"\d+")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_PHONE = re.compile(r"00[1-9]")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")

_CODE = (
    r"(?<!\[)(?:\b(?:cvv|cvc|csc|cvn|c\.v\.[vc]\.?)\s?2?(?!\w)|\b(?:3|trois)\s+(?:derniers\s+)?chiffres\s+(?:au|du)\s+(?:dos|verso)\b"
    r"|\bcode\s+(?:de\s+)?(?:la\s+|ma\s+)?(?:carte(?!\s+cadeau)|cb|bancaire)\b|\bcrypto(?:gramme)?s?(?:\s+visuel)?\b|\bcode\s+(?:de\s+)?s[ée]curit[ée]\b|\bsecurity\s+code\b"
    r"|\bcard\s+(?:verification\s+)?code\b)"
)
_CODE_FIRST = re.compile(rf"{_CODE}[^\d\n]{{0,30}}(?:\n[^\d\n]{{0,5}})?(?P<secret>\d(?:[ .\-]?\d){{2,3}})(?!\d)", re.IGNORECASE)
_CODE_LAST = re.compile(rf"(?<![\d/])(?!20\d\d)(?P<secret>\d{{3,4}})(?!\d)[^\d\n]{{0,20}}{_CODE}", re.IGNORECASE)
_BARE_CODE = re.compile(
    r"(?<![\d/.,:+\-])(?P<secret>\d{3,4})(?![\d/:]|[.,]\d|\s?(?:€|\$|£|%|eur|usd|gbp|h\b|km|kg|ans\b))", re.IGNORECASE
)
_ALONE = re.compile(r"\D{0,20}\d{3,4}\D{0,5}")
_YEAR = re.compile(r"20\d\d")


def cards(text: str) -> list[Span]:
    """The card numbers, also where their digits stand apart; none inside an IBAN."""
    ibans = list(_ibans(text))
    found = merged([*_cards(text), *_printed(text)])
    return [card for card in found if not any(card.start < end and start < card.end for start, end in ibans)]


def codes(text: str, cards: list[Span]) -> Iterator[Span]:
    """The codes of cards: beside their name, or alone not far behind a card number."""
    for pattern in (_CODE_FIRST, _CODE_LAST):
        yield from (Span(*found.span("secret"), "cvv") for found in pattern.finditer(text))
    for card in cards:
        yield from _code_near(text, card.end)


def code_alone(text: str) -> Iterator[Span]:
    """The code of a card that was written in the message before: three or four digits and hardly anything else."""
    if _ALONE.fullmatch(text):
        yield from _code_near(text, 0)


def _code_near(text: str, start: int) -> Iterator[Span]:
    for found in _BARE_CODE.finditer(text, start, start + _NEAR):
        if not _YEAR.fullmatch(found["secret"]):
            yield Span(*found.span("secret"), "cvv")
            return


def _cards(text: str) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        yield from _cards_among(_Row(text, run.start(), run.end()))


def _printed(text: str) -> Iterator[Span]:
    for found in _PRINTED.finditer(text):
        digits = re.sub(r"%[0-9A-Fa-f]{2}|\D", "", found.group())
        if luhn(digits):
            yield Span(*found.span(), "card")


class _Row:
    """Groups of digits with little between them. `edges[n]` is where group n begins among the digits alone."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.groups = [found.span() for found in _GROUP.finditer(text, start, end)]
        self.edges = list(accumulate((end - start for start, end in self.groups), initial=0))
        digits = [int(digit) for start, end in self.groups for digit in text[start:end]]
        # The sum of check digits between two places, without adding it up for each pair of them.
        self._sums = [list(accumulate(_weights(digits, odd), initial=0)) for odd in (0, 1)]

    def is_card(self, first: int, last: int) -> bool:
        """True when groups `first` to `last` together have the length and the check digit of a card number."""
        start, end = self.edges[first], self.edges[last + 1]
        sums = self._sums[end % 2]
        right = SHORTEST <= end - start <= LONGEST and (sums[end] - sums[start]) % 10 == 0
        return right and not (end - start <= 15 and self._is_phone(first))

    def _is_phone(self, first: int) -> bool:
        start = self.groups[first][0]
        return self.text[max(start - 1, 0) : start] == "+" or _PHONE.match(self.text, start) is not None


def _weights(digits: list[int], odd: int) -> Iterator[int]:
    """The digits, those at places of one parity doubled as Luhn doubles them."""
    return (_DOUBLED[digit] if place % 2 == odd else digit for place, digit in enumerate(digits))


def _cards_among(row: _Row) -> Iterator[Span]:
    """The longest row of whole groups, from each group on, that is a card number."""
    first = 0
    while first < len(row.groups):
        last = _last_of_card(row, first)
        if last is not None:
            yield Span(row.groups[first][0], row.groups[last][1], "card")
            first = last
        elif _glued(row.text[slice(*row.groups[first])]):
            yield Span(*row.groups[first], "card")
        first += 1


def _last_of_card(row: _Row, first: int) -> int | None:
    found = None
    for last in range(first, len(row.groups)):
        if row.edges[last + 1] - row.edges[first] > LONGEST:
            break
        if row.is_card(first, last):
            found = last
    return found


def _glued(digits: str) -> bool:
    """True for a card number with its date or code written on without a blank."""
    sizes = {"4": 16, "5": 16, "2": 16, "6": 16, "3": 15}
    size = sizes.get(digits[0])
    return size is not None and size < len(digits) <= size + 7 and luhn(digits[:size])


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for found in _IBAN.finditer(text):
        end = found.end()
        while end - found.start() >= 15:
            bare = re.sub(r"[ -]", "", text[found.start() : end])
            if 15 <= len(bare) <= 34 and bare.isascii() and iban(bare):
                yield found.start(), end
                break
            end = max(text.rfind(" ", found.start(), end), text.rfind("-", found.start(), end))
