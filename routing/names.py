"""Names as the eye reads them: letters that look alike count as the same, and so does one slip in a long name.

The look-alikes are those of the Cyrillic, Greek and Latin alphabets and of figures, after Unicode's own compatibility folding
(NFKC); the principle is that of Unicode Technical Standard 39, "skeleton".
"""

import re
import unicodedata

LONG = 6
"""Letters from which on a name is still the same with one letter more, less or other."""

_ALIKE = str.maketrans(
    dict(zip("абвгдезикмнопрстухѕіјһԁӏԛԝүқѵ", "abbrdeeukmhonpctyxsljhdlqwykv", strict=True))
    | dict(zip("αβγδεηικνορστυχωμζ", "abydenlkvopotuxwuz", strict=True))
    | dict(zip("ıłøđðħŋʟɪɡɑɩi", "llodohnllgall", strict=True))
    | dict(zip("0134578$€@", "oleastbsea", strict=True))
)
_WORD = re.compile(r"[^\W_]+")


def read(name: str) -> tuple[str, ...]:
    """The words of a name as they look, for comparing with others read so, never for showing."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    shown = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    # The sign before a handle is no letter; inside a word it is meant to be read as one.
    looks = re.sub(r"(?<!\w)@", " ", shown).translate(_ALIKE)
    return tuple(_WORD.findall(looks.replace("rn", "m").replace("vv", "w")))


def same(one: str, other: str) -> bool:
    """True for equal names, and for long ones that differ by one letter."""
    if one == other:
        return True
    if min(len(one), len(other)) < LONG or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((place for place, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    rest = shorter[start + 1 :] if len(shorter) == len(longer) else shorter[start:]
    return rest == longer[start + 1 :]
