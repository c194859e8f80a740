"""A text cut where another request may begin: at sentences, list marks, and the words that join two requests."""

import re

from nlu.normalise import TEXT_CAP, plainly, readable, sentences

MOST = 8
"""Clauses that are looked at."""
LEAST_LETTERS = 9
LEAST_WORDS = 3
"""A shorter piece belongs to its neighbour: it asks nothing alone."""

_LIST = re.compile(r"(?:^|(?<=\s))(?:\(?\d{1,2}\s?[).°](?!\d)|[-*•–](?=\s)|[a-d]\))\s*", re.MULTILINE)
_JOINT = re.compile(
    r"\s*;\s*|:\s+|\s+\+\s+|\s*\.{3,}\s*|\s*…\s*|(?<=[!?])\s*(?=\w)|,\s+plus\s+|,?\s+(?:et|and|ainsi que|mais aussi)\s+|"
    r",?\s+(?=(?:puis|sinon|autrement|par ailleurs|d'ailleurs|d'autre part|en plus|en outre|de plus|au passage|accessoirement|"
    r"par contre|tant que j'y suis|également|also|besides|by the way)\s)",
    re.IGNORECASE,
)


def clauses(text: str) -> tuple[str, ...]:
    """The plain clauses of a text, in the order in which they were written; none when nothing asks to cut it."""
    found: list[str] = []
    for line in readable(text, TEXT_CAP).splitlines():
        for item in _LIST.split(line):
            for sentence in sentences(item):
                _add(found, [plainly(piece) for piece in _JOINT.split(sentence)])
    return tuple(found[:MOST]) if len(found) > 1 else ()


def _add(found: list[str], pieces: list[str]) -> None:
    """Short pieces join what stands before them in their sentence, else what follows."""
    own: list[str] = []
    for piece in pieces:
        if own and (_short(piece) or _short(own[-1])):
            own[-1] = f"{own[-1]} {piece}".strip()
        elif piece:
            own.append(piece)
    if len(own) > 1 and _short(own[-1]):
        last = own.pop()
        own[-1] = f"{own[-1]} {last}"
    found.extend(own)


def _short(piece: str) -> bool:
    return sum(sign.isalpha() for sign in piece) < LEAST_LETTERS or len(piece.replace("-", " ").split()) < LEAST_WORDS
