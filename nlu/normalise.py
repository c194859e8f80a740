"""Text as customers type it, brought to one plain form with a bounded length."""

import html
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


def readable(text: str, cap: int = TEXT_CAP) -> str:
    """The first `cap` characters of `text`, compatibility forms folded, without markup and what cannot be encoded.

    Nothing is left of a text that only names files ("Photo.jpg", "[photo]"). Case, line ends and emoji stay: heat and
    sentences need them. The cap holds before and after folding, because one character can fold into eighteen.
    """
    kept = html.unescape(text[:cap].encode("utf-8", "replace").decode("utf-8")).replace("\0", " ")
    return _said(unicodedata.normalize("NFKC", kept).translate(_APOSTROPHES)[:cap])


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


def _said(text: str) -> str:
    """`text` without tags, unfilled templates and stand-ins for files; never longer than it was."""
    for noise in (_TAG, _TEMPLATE, _PLACEHOLDER):
        text = noise.sub(" ", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "" if lines and all(_FILE_NAME.fullmatch(line) for line in lines) else text
