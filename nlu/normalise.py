"""Text as customers type it, brought to one plain form with a bounded length."""

import html
import re
import unicodedata
from functools import lru_cache

from nlu.look_alikes import latin
from nlu.repetition import not_over_and_over

TEXT_CAP = 2_000
"""Characters of a text that are read at all for its meaning."""

ENCODER_CAP = 1_000
"""Characters of a text that the sentence encoder reads: its time and memory grow with the length."""

REMEMBERED = 64
"""Texts of which the readable and the folded form are kept: many rules ask for those of the same text."""

_LOOKED_AT = 8
"""So many characters are looked at for each one that is read: a text may hide behind signs without a width, not endlessly."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("“”«»„″", '"') | dict.fromkeys("‐‑‒–—−", "-"))
_NOT_TEXT = re.compile(r"[^\w!-/:-@\[-^{-~€£°…]+")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = frozenset("bcdfglmnprstz")
"""Consonants that are written twice in French or English. A run of another letter means that letter: `sooo`, `nooon`."""
# Signs without a width; marks that make no letter with the one before; what colours a terminal, and other signs of control.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_STRAY_MARK = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_CONTROL = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_REPEATED_SIGN = re.compile(r"([^\w\s])\1+")
# Only what nobody means to say: known tags with their attributes, templates that were not filled in, stand-ins for a file.
_TAG = re.compile(
    r"<(script|style)\b[^<>]{0,300}>.{0,500}?</\1\s*>|<!--.{0,500}?-->|"
    r"</?(?:a|b|blockquote|body|br|button|center|div|em|font|form|h[1-6]|head|hr|html|i|iframe|img|input|li|link|meta|ol|p|pre|s|"
    r"script|small|span|strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE | re.DOTALL,
)
_TEMPLATE = re.compile(r"\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|\$\{[^{}\n]{0,60}\}|\{[\w.-]{1,40}\}")
_KIND = (
    r"(?:photos?|images?|img|vid[ée]os?|audio|vocal|sticker|gif|m[ée]dias?|pictures?|pi[èe]ces? jointes?|attachments?|"
    r"voice|document|fichier|file)"
)
_PLACEHOLDER = re.compile(rf"[\[(<]\s*{_KIND}(?:\s+(?:message|omise?s?|omitted|jointe?s?|vocal|\d+))?\s*[\])>]", re.IGNORECASE)
_FILE_NAME = re.compile(
    rf"(?:(?:{_KIND}|capture|screenshot|scan|whatsapp)[^\n?!]{{0,80}}|\S{{1,80}})\."
    r"(?:jpe?g|png|gif|heic|webp|bmp|tiff?|mp4|mov|avi|webm|opus|ogg|mp3|m4a|wav|aac|pdf|docx?)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_GAP = re.compile(r"(?<=\s\s)\s+")
"""Blanks and empty lines that only push the words out of sight."""


def readable(text: str, cap: int = TEXT_CAP) -> str:
    """The first `cap` characters of `text`, compatibility forms folded, without markup, what cannot be encoded or seen.

    A letter of another script inside a Latin word is the Latin letter that it looks like.

    Nothing is left of a text that only names files ("Photo.jpg", "[photo]"). Case, line ends and emoji stay: heat and
    sentences need them. The cap holds before and after folding, because one character can fold into eighteen.
    """
    shown, whole = _readable(text, min(cap, TEXT_CAP))
    return shown if whole or cap <= TEXT_CAP else _readable(text, cap)[0]


@lru_cache(maxsize=REMEMBERED)
def _readable(text: str, cap: int) -> tuple[str, bool]:
    """The readable text, and whether a higher cap would give the same."""
    kept = UNSEEN.sub("", text.lstrip()[: _LOOKED_AT * cap])
    kept = (_GAP.sub("", kept).lstrip() if len(kept) > TEXT_CAP else kept)[:cap]
    if not kept.isascii():
        kept = kept.encode("utf-8", "ignore").decode("utf-8")
    kept = _CONTROL.sub(" ", html.unescape(kept) if "&" in kept else kept)
    if not kept.isascii():
        kept = UNSEEN.sub("", _STRAY_MARK.sub("", unicodedata.normalize("NFKC", kept)))
    return not_over_and_over(_said(latin(kept.translate(_APOSTROPHES)[:cap]))), max(len(text), len(kept)) <= cap


def plain(text: str, cap: int = TEXT_CAP) -> str:
    """`text` for the classifier: lower case, straight apostrophes, no emoji, no letter more than twice in a row.

    Of a vowel drawn out one is left, of a consonant two, since many words have two: `adooore` is `adore`, `nulll` is `null`.
    """
    return plainly(readable(text, cap))[:cap]


def plainly(shown: str) -> str:
    """As `plain`, of a text or a piece of one that was made readable before."""
    lowered = _less_drawn_out(_NOT_TEXT.sub(" ", shown.lower()))
    return _REPEATED_SIGN.sub(r"\1", lowered).strip()


def without_accents(text: str) -> str:
    """`text` decomposed (NFKD), less its combining marks: what scikit-learn calls strip_accents="unicode"."""
    return text if text.isascii() else text.translate(_BARE)


class _Bare(dict[int, str]):
    """Each character without its marks, learned as it is met: most texts hold the same few."""

    def __missing__(self, code: int) -> str:
        bare = "".join(c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c))
        if len(self) < _CHARACTERS_KEPT:
            self[code] = bare
        return bare


_BARE = _Bare()
_CHARACTERS_KEPT = 4_096


def folded(text: str, cap: int = TEXT_CAP) -> str:
    """`text` for the rules: readable, lower case, no accents, no drawn-out letters, single spaces, line ends as full stops."""
    said, whole = _folded(text, min(cap, TEXT_CAP))
    return said if whole or cap <= TEXT_CAP else _folded(text, cap)[0]


@lru_cache(maxsize=REMEMBERED)
def _folded(text: str, cap: int) -> tuple[str, bool]:
    """The folded text, and whether a higher cap would give the same."""
    shown, whole = _readable(text, cap)
    lowered = without_accents(_less_drawn_out(shown.replace("\n", " . ").lower()))
    said = " ".join(lowered.split())
    return said[:cap], whole and len(said) <= cap


def _less_drawn_out(lowered: str) -> str:
    return _DRAWN_OUT.sub(lambda run: run[1] * (2 if run[1] in _DOUBLED else 1), lowered)


def sentences(text: str) -> list[str]:
    """The sentences and lines of a readable text, in order, without the empty ones."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def _said(text: str) -> str:
    """`text` without tags, unfilled templates and stand-ins for files; never longer than it was."""
    for noise in (_TAG, _TEMPLATE, _PLACEHOLDER):
        text = noise.sub(" ", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "" if lines and all(_FILE_NAME.fullmatch(line) for line in lines) else text
