"""In which language the page speaks, pure."""

from collections.abc import Sequence

from bot.channels.web.words import WORDS


def chosen(asked: str | None, kept: str | None, accept: str, offered: Sequence[str]) -> str:
    """The page's language: what was just asked, else what was kept, else the browser's wish; the brand's first otherwise."""
    spoken = [language for language in offered if language in WORDS] or ["fr"]
    wished = [wish for wish in (asked, kept, *_wishes(accept)) if wish is not None and wish in spoken]
    return next(iter(wished), spoken[0])


def _wishes(accept: str) -> list[str]:
    """The languages of an Accept-Language header, the best liked first."""
    weighed = []
    for part in accept[:500].split(","):
        name, _, weight = part.partition(";q=")
        weighed.append((-_number(weight), name.strip().lower().split("-")[0]))
    return [name for weight, name in sorted(weighed, key=lambda one: one[0]) if weight < 0]


def _number(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
