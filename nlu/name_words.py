"""What a word may be where a name may stand: a name that we know, an ordinary word, or neither.

Names: `phrases/names.txt`; what is none: `phrases/no_names.txt` and `capitals.txt`. Ordinary words are those that our own
training sentences hold in small letters, forms of them, and longer ones with a slip.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from functools import cache
from importlib import resources

from nlu.language import SMALL_WORDS
from nlu.normalise import without_accents
from nlu.short_forms import forms

_SENTENCE = re.compile(r"^ *- (?!intent:)(.+)$", re.MULTILINE)
_SMALL = re.compile(r"(?<![^\W\d_])[^\WA-ZÀ-ÖØ-Þ\d_][^\W\d_]*")
_ENDING = re.compile(r"(?:ements?|ments?|ees?|es?|s|x|er|ez|ait|ais|aient|ant|ants|ent|ons|e?rai[st]?|ing|ed|ly|it|is|ir|i|a)$")
_ONLY_WORDS = re.compile(
    r".{3,}(?:ing|ed|ly|tions?|ement|ables?|ibles?)$|.{4,}(?:istes?|iques?|aires?|euses?|trices?|ous|ful|less)$"
)
_PARTICIPLE = re.compile(r".{3,}(?:ée|isé|qué)s?$")
_STEM = 4
_SLIP = 7
"""Letters of a word that may be another one with a slip: short ones are near to too many."""


class Known(Enum):
    """What a word is known as: a name, a given name or a family name that is a word as well, or no name."""

    NAME = auto()
    GIVEN_AND_WORD = auto()
    FAMILY_AND_WORD = auto()
    NO_NAME = auto()


_SECTIONS = {"~": Known.GIVEN_AND_WORD, "=": Known.FAMILY_AND_WORD}

_ACCENTED = frozenset({"grâce", "grâces", "marié", "mariés", "péter", "pété"})
"""Words that are no names, and would be without their accents."""


def known(said: str) -> Known:
    """As what a word in small letters is known, with its accents or without; one with hyphens by its parts."""
    if "-" not in said:
        return Known.NO_NAME if said in _ACCENTED else _names().get(without_accents(said), Known.NO_NAME)
    parts = [known(part) for part in said.split("-")]
    return Known.NO_NAME if Known.NO_NAME in parts else Known.NAME


def ordinary(said: str) -> bool:
    """Whether a word in small letters is none that only names somebody; one with hyphens by its parts."""
    return all(_PARTICIPLE.match(part) or _ordinary(without_accents(part)) for part in said.split("-"))


def nobodys(bare: str) -> bool:
    """Whether it is none of a name, however it is written: a word without a subject, or what has a capital letter by custom.
    One with hyphens by its parts."""
    return all(part in _without_subject() or part in _customarily_capital() for part in bare.split("-"))


@cache
def _customarily_capital() -> frozenset[str]:
    return frozenset(_listed("capitals"))


@cache
def _without_subject() -> frozenset[str]:
    return frozenset(_listed("no_names"))


@cache
def _ordinary(bare: str) -> bool:
    words = _words()
    if len(bare) < 2 or bare in words or bare in _customarily_capital() or _ONLY_WORDS.match(bare):
        return True
    return _stem(bare) in _stems() or (len(bare) >= _SLIP and any(_one_slip(bare, word) for word in _near(bare)))


def _stem(bare: str) -> str:
    shorter = _ENDING.sub("", bare)
    return shorter if len(shorter) >= _STEM else bare


def _near(bare: str) -> Iterable[str]:
    """Words of nearly this length that begin alike."""
    alike = _by_beginning()
    return (word for length in (-1, 0, 1) for word in alike[bare[:2], len(bare) + length])


def _one_slip(one: str, other: str) -> bool:
    """Whether the words differ by one letter, one more, or two that changed places."""
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, wanted = one[start:], other[start:]
    return rest[1:] in (wanted, wanted[1:]) or rest == wanted[1:] or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])


@cache
def _names() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for line in _lines("names"):
        kind = _SECTIONS.get(line[0], Known.NAME)
        for word in line.lstrip("~= ").split():
            found.setdefault(word, kind)
    return found


@cache
def _words() -> frozenset[str]:
    """Ordinary words: the small letters keep out nearly all names, and those that we know are asked for first."""
    said = (word for text in _sentences() for word in _SMALL.findall(text))
    short = (form for language in ("fr", "en") for form in forms(language))
    return frozenset(map(without_accents, (*said, *short, *SMALL_WORDS, *_without_subject())))


@cache
def _stems() -> frozenset[str]:
    return frozenset(stem for word in _words() if len(stem := _stem(word)) >= _STEM)


@cache
def _by_beginning() -> defaultdict[tuple[str, int], list[str]]:
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in _words():
        if len(word) >= _SLIP - 1:
            found[word[:2], len(word)].append(word)
    return found


def _sentences() -> Iterator[str]:
    for folder in (*(resources.files("nlu") / "examples").iterdir(), resources.files("charter") / "example" / "examples"):
        for file in sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else ():
            if file.name.endswith(".yml"):
                yield from _SENTENCE.findall(file.read_text(encoding="utf-8"))


def _listed(name: str) -> Iterator[str]:
    return (word for line in _lines(name) for word in line.split())


def _lines(name: str) -> Iterator[str]:
    text = (resources.files("nlu") / "phrases" / f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
