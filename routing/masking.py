"""Secrets never reach the store: card numbers, card codes and passwords are taken out of what a customer writes.

Better one number too many than a card: whatever has 13 to 19 digits and the check digit of a card is masked, be it an order
number. Telephone numbers with their country and IBANs with the right check digits are left alone.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from charter.folded import composed
from routing import card_numbers
from routing.passwords import passwords
from routing.secret_spans import Span, merged

_MARKS = {
    "fr": {"card": "[numéro de carte masqué]", "cvv": "[cryptogramme masqué]", "password": "[mot de passe masqué]"},
    "en": {"card": "[card number masked]", "cvv": "[card code masked]", "password": "[password masked]"},
}
_WHAT = {
    "fr": {"card": "un numéro de carte", "cvv": "un cryptogramme", "password": "un mot de passe"},
    "en": {"card": "a card number", "cvv": "a card code", "password": "a password"},
}
_AND = {"fr": "et", "en": "and"}
KINDS = tuple(_WHAT["fr"])
"""What is masked, in the order in which it is told."""


class Masked(NamedTuple):
    """A text without its secrets, and the kinds of what was taken out, in the order of `KINDS`."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str, language: str, lately: Iterable[str] = ()) -> Masked:
    """The text with a mark in place of each secret, in `language` (French for one that we do not speak).

    `lately`: what was masked just before in the same breath; three digits alone, behind a card number, are its code.
    """
    text = composed(text)  # else an accent that is a sign of its own would hide a word
    spans = merged(_secrets(text, after_card="card" in lately))
    marks = _MARKS.get(language, _MARKS["fr"])
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], marks[span.kind]]
        end = span.end
    found = {span.kind for span in spans}
    return Masked("".join([*pieces, text[end:]]), tuple(kind for kind in KINDS if kind in found))


def unmarked(text: str) -> str:
    """The text with blanks in place of the marks: what is left of it to be understood, each word where it stands."""
    for marks in _MARKS.values():
        for mark in marks.values():
            text = text.replace(mark, " " * len(mark))
    return text


def said(kinds: Iterable[str], language: str) -> str:
    """What was masked, in words: "un numéro de carte et un mot de passe"."""
    words = _WHAT.get(language, _WHAT["fr"])
    named = [words[kind] for kind in KINDS if kind in set(kinds)]
    *others, last = named
    return f"{', '.join(others)} {_AND.get(language, 'et')} {last}" if others else last


def _secrets(text: str, after_card: bool) -> Iterator[Span]:
    yield from passwords(text)
    cards = card_numbers.cards(text)
    yield from cards
    yield from card_numbers.codes(text, cards)
    if after_card:
        yield from card_numbers.code_alone(text)
