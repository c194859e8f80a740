"""Where a text names somebody: who introduces or signs, who is greeted, has a title or a role, and names that we know.

Capitals tell only where not everything has them. Where it is doubtful whether a word names somebody, it does.
"""

import re
from collections.abc import Container, Iterator, Sequence

from nlu.introductions import INTRODUCTIONS, Likely, Word, begins, called, goes_on
from nlu.name_words import Known, known
from nlu.normalise import without_accents

_TOKEN = re.compile(r"(?<!\w)[^\W\d_]++(?:-[^\W\d_]++)*+(?!\w)")
_WITH_DIGITS = re.compile(r"(?<!\w)(?P<letters>[^\W\d_]{3,40})[\d_]\w{0,40}")
_ONLY_IN_NAMES = frozenset(
    {"al", "ben", "bin", "da", "del", "della", "der", "di", "dos", "el", "m", "n", "o", "ould", "van", "von"}
)
_PARTICLES = _ONLY_IN_NAMES | {"d", "de", "des", "do", "du", "l", "la", "le", "saint", "st"}
_SAINTS = frozenset({"saint", "sainte", "ste"})
_MARRYING = frozenset({"me", "te", "se"})
_INSIDE = re.compile(r" |-|\. ?|'")
"""What may stand between two words of one name."""
_MOST = 4
"""Words of one name, without particles."""
_SOME = 4
"""So few words may all begin with a capital letter, and it tells something."""
# The first of two names does not begin the sentence: there everything has a capital.
_CAPITALISED = r"(?:(?<![^\W_])[A-ZÀ-ÖØ-Þ]'|(?![CJLNQS]'))[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿœ]+(?:['-][^\W\d_]+)*"
_WRITTEN_AS_NAMES = (
    re.compile(rf"(?<=[^\W\d_,;)] )(?P<name>{_CAPITALISED}(?:[ -]{_CAPITALISED}){{1,3}})"),
    re.compile(r"(?<!\w)(?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'-]+ [A-ZÀ-ÖØ-Þ]{2,}(?:-[A-ZÀ-ÖØ-Þ]+)?)(?!\w)"),
    re.compile(rf"\n\s*(?P<name>{_CAPITALISED}(?:[ -]{_CAPITALISED}){{0,3}})[ .,!]*(?=\n|$)"),
    re.compile(rf"[.!?]\s*(?P<name>{_CAPITALISED}(?:[ -]{_CAPITALISED}){{0,3}})[\s.!]*$"),
)


def people(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody is named in a readable text, beginning and end; these places may overlap."""
    words = _words(text)
    at = {word.start: number for number, word in enumerate(words)}
    for introduction in INTRODUCTIONS:
        for found in introduction.words.finditer(text):
            name = _name(text, words, at.get(found.end()), introduction.likely)
            if name is not None and introduction.ends.match(text, name[1]):
                yield name
    for pattern in _WRITTEN_AS_NAMES:
        for found in pattern.finditer(text):
            abbreviated = found["name"].split()[-1].isupper()
            if _a_name(_words(found["name"]), abbreviated):
                yield found.span("name")
    for found in _WITH_DIGITS.finditer(text):
        if known(found["letters"].lower()) is Known.NAME:
            yield found.span()
    for number, word in enumerate(words):
        before = words[number - 1].bare if number else ""
        if before in _SAINTS or (before in _MARRYING and word.bare == "marie"):
            continue
        if word.name or (word.named_too and word.capital and not word.nobodys and _within(text, word)):
            yield _with_those_before(text, words, number)


def _a_name(words: Sequence[Word], abbreviated: bool) -> bool:
    """Whether words with capitals, wherever they stand, are a name; `abbreviated`: the last may be one, as in "Mon GSM"."""
    if all(word.nobodys for word in words) or (abbreviated and words[0].nobodys and not words[-1].name):
        return False
    return any(begins(word) for word in words) or (len(words) > 1 and not any(word.nobodys for word in words))


def _words(text: str) -> Sequence[Word]:
    found = [(token.start(), token.end(), token.group()) for token in _TOKEN.finditer(text)]
    capitals = sum(written[0].isupper() for _, _, written in found)
    tells = len(found) <= _SOME or capitals * 10 <= len(found) * 6
    return [_word(*token, tells) for token in found]


def _word(start: int, end: int, written: str, capitals_tell: bool) -> Word:
    said = written.lower()
    capital = capitals_tell and written[0].isupper() and not written.isupper()
    return Word(start, end, said, without_accents(said), capital)


def _name(text: str, words: Sequence[Word], first: int | None, likely: Likely) -> tuple[int, int] | None:
    """The name that begins with word number `first`, if that or what follows its particles is likely to be one."""
    if first is None:
        return None
    here = first
    leading = _PARTICLES if likely is called else _ONLY_IN_NAMES
    while here + 1 < len(words) and _leads(text, words[here], leading) and _joined(text, words[here], words[here + 1]):
        here += 1
    if not (likely(words[here]) or _two_names(text, words, here)) or (here > first and not goes_on(words[here])):
        return None
    return words[first].start, words[_last(text, words, here)].end


def _two_names(text: str, words: Sequence[Word], here: int) -> bool:
    """Whether two names stand here that are words as well: "rose petit"."""
    if here + 1 == len(words) or not words[here].named_too or not _joined(text, words[here], words[here + 1]):
        return False
    kinds = {known(words[here].said), known(words[here + 1].said)}
    return kinds == {Known.GIVEN_AND_WORD, Known.FAMILY_AND_WORD}


def _leads(text: str, word: Word, particles: Container[str]) -> bool:
    return word.bare in particles or (_initial(text, word) and text[word.end : word.end + 1] == ".")


def _last(text: str, words: Sequence[Word], here: int) -> int:
    """The number of the last word of a name of which number `here` is one."""
    last, taken, ahead = here, 1, here + 1
    while ahead < len(words) and taken < _MOST and _joined(text, words[ahead - 1], words[ahead]):
        word = words[ahead]
        if goes_on(word) or _initial(text, word):
            last, taken = ahead, taken + 1
        elif word.bare not in _PARTICLES:
            break
        ahead += 1
    return last


def _with_those_before(text: str, words: Sequence[Word], number: int) -> tuple[int, int]:
    """A name with a word or two that stand before it and are no words."""
    first = number
    while first > max(0, number - 2) and _joined(text, words[first - 1], words[first]):
        if not (words[first - 1].strange or _initial(text, words[first - 1])):
            break
        first -= 1
    return words[first].start, words[_last(text, words, number)].end


def _initial(text: str, word: Word) -> bool:
    return word.end - word.start == 1 and text[word.start].isupper() and text[word.end : word.end + 1] in (".", "", "\n")


def _joined(text: str, one: Word, other: Word) -> bool:
    between = text[one.end : other.start]
    if between == "'":
        return one.bare in _PARTICLES
    dotted = between.startswith(".")
    return _INSIDE.fullmatch(between) is not None and (not dotted or one.end - one.start == 1)


def _within(text: str, word: Word) -> bool:
    """Whether the word stands inside a sentence, where a capital letter tells most."""
    before = text[: word.start].rstrip(" \"'(")[-1:]
    return before != "" and before not in ".!?:;\n-"
