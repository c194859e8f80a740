"""Text as customers type it, brought to one plain form with a bounded length."""

import re
import unicodedata

TEXT_CAP = 2_000
"""Characters of a text that are read at all for its meaning."""

ENCODER_CAP = 1_000
"""Characters of a text that the sentence encoder reads: its time and memory grow with the length."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("“”«»„″", '"') | dict.fromkeys("‐‑‒–—−", "-"))
_NOT_TEXT = re.compile(r"[^\w!-/:-@\[-^{-~€£°…]+")
_REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_SIGN = re.compile(r"([^\w\s])\1+")
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")


def readable(text: str, cap: int = TEXT_CAP) -> str:
    """The first `cap` characters of `text`, compatibility forms folded, without what cannot be encoded.

    Case, line ends and emoji stay: heat and sentences need them. The cap holds before and after folding, because one
    character can fold into eighteen.
    """
    kept = text[:cap].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return unicodedata.normalize("NFKC", kept).translate(_APOSTROPHES)[:cap]


def plain(text: str, cap: int = TEXT_CAP) -> str:
    """`text` for the classifier: lower case, straight apostrophes, no emoji, no letter more than twice in a row."""
    lowered = readable(text, cap).lower()
    lowered = _NOT_TEXT.sub(" ", lowered)
    lowered = _REPEATED_LETTER.sub(r"\1\1", lowered)
    return _REPEATED_SIGN.sub(r"\1", lowered).strip()[:cap]


def without_accents(text: str) -> str:
    """`text` decomposed (NFKD), less its combining marks: what scikit-learn calls strip_accents="unicode"."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def folded(text: str, cap: int = TEXT_CAP) -> str:
    """`text` for the rules: readable, lower case, no accents, single spaces, line ends as full stops."""
    lowered = without_accents(readable(text, cap).replace("\n", " . ").lower())
    return " ".join(lowered.split())[:cap]


def sentences(text: str) -> list[str]:
    """The sentences and lines of a readable text, in order, without the empty ones."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]
