"""Many alternatives of a regular expression as one pattern in which those that begin alike stand together.

The engine tries one alternative after the other wherever a word begins; here it drops most of them at their first letter. What
is found, and where, is the same: alternatives change places only where they begin with different letters.
"""

from collections.abc import Sequence

MOST, LONGEST = 40, 1_500
"""So many alternatives and signs may come from one that begins with alternatives itself: more take long to compile."""

_QUANTIFIERS = "?*+{"
_SPECIAL = ".^$*+?{}[]\\|()"


def together(patterns: Sequence[str]) -> str:
    """One pattern that finds what `|` between these finds."""
    return _joined([opened for pattern in patterns for whole in _split(pattern) for opened in _opened(whole)])


def _joined(alternatives: Sequence[str]) -> str:
    """Neighbours that begin with a plain letter are put together by it; any other stays between its neighbours."""
    found: list[str] = []
    by_letter: dict[str, list[str]] = {}
    for alternative in dict.fromkeys(alternatives):
        if _begins_plainly(alternative):
            by_letter.setdefault(alternative[0], []).append(alternative[1:])
        else:
            found.extend(_begun(by_letter))
            by_letter = {}
            found.append(alternative)
    return "|".join([*found, *_begun(by_letter)])


def _begun(by_letter: dict[str, list[str]]) -> list[str]:
    return [letter + (f"(?:{_joined(rests)})" if len(rests) > 1 else rests[0]) for letter, rests in by_letter.items()]


def _begins_plainly(alternative: str) -> bool:
    first, second = alternative[:1], alternative[1:2]
    return first != "" and first not in _SPECIAL and (second == "" or second not in _QUANTIFIERS)


def _opened(alternative: str) -> list[str]:
    """`(?:a|b) c` as `a c` and `b c`, `(?:a )?c` as `a c` and `c`."""
    found = [alternative]
    while len(found) <= MOST and any(_group(one) for one in found):
        found = [cut for one in found for cut in _group(one) or (one,)]
    return found if len(found) <= MOST and sum(map(len, found)) <= LONGEST else [alternative]


def _group(alternative: str) -> list[str]:
    """What the alternative is with each content of the group that it begins with; nothing when it begins otherwise."""
    if not alternative.startswith("(?:"):
        return []
    end = _end_of_group(alternative)
    inside, rest = _split(alternative[3:end]), alternative[end + 1 :]
    if rest[:1] in ("*", "+", "{") or rest[:2] in ("??", "?+"):
        return []
    if rest[:1] == "?":
        inside, rest = [*inside, ""], rest[1:]
    return [own + rest for own in inside]


def _end_of_group(pattern: str) -> int:
    depth = 0
    for place, sign in _signs(pattern):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place
    raise ValueError(f"the group is not closed: {pattern}")


def _split(pattern: str) -> list[str]:
    """The alternatives of a pattern, those inside of its groups left together."""
    depth, start = 0, 0
    found = []
    for place, sign in _signs(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            found.append(pattern[start:place])
            start = place + 1
    return [*found, pattern[start:]]


def _signs(pattern: str) -> list[tuple[int, str]]:
    """Where `(`, `)` and `|` stand that mean what they usually mean: not escaped, and not among the signs of a class."""
    found = []
    place, in_class = 0, False
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            place += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
            place += pattern[place + 1 : place + 2] in ("]", "^")
        elif sign in "()|":
            found.append((place, sign))
        place += 1
    return found
