"""Text as Telegram measures it: in UTF-16 units, of which an emoji outside the basic plane takes two."""

LONGEST_TEXT = 4096
"""UTF-16 units of one message at most."""

_ENDS = ("\n\n", "\n", ". ", " ")


def length(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(_units(text)) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of `text` that begins at `offset` and is `length` long, both in UTF-16 units."""
    return _units(text)[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """`text` without what no database keeps: lone surrogates and NUL become U+FFFD. No offset moves."""
    return _units(text).decode("utf-16-le", "replace").replace("\x00", "\ufffd")


def split(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """`text` in pieces of at most `limit` units, cut after a paragraph, line, sentence or word where one ends late enough.

    Only white space at the cuts is lost. A blank text has no pieces.
    """
    pieces = []
    rest = clean(text).strip()
    while length(rest) > limit:
        piece = _first(rest, limit)
        pieces.append(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    return [*pieces, rest] if rest else pieces


def _first(text: str, limit: int) -> str:
    whole = _whole(text, limit)
    for end in _ENDS:
        at = whole.rfind(end, len(whole) // 2)
        if at > 0:
            return whole[: at + len(end)]
    return whole


def _whole(text: str, limit: int) -> str:
    """The first `limit` units, or one less where the last would be half a character."""
    units = _units(text)[: limit * 2]
    half = 0xD8 <= units[-1] <= 0xDB
    return (units[:-2] if half else units).decode("utf-16-le")


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
