"""The charter keeps its own tone: what it forbids stands in none of its texts."""

from collections.abc import Iterator, Mapping

from charter.document import Document, Path
from charter.problems import Problem


def check(document: Document) -> Iterator[Problem]:
    """Forbidden phrases in the wordings, the FAQ answers and the web page."""
    phrases = [phrase for _, phrase in document.items("tone", "forbidden") if isinstance(phrase, str) and phrase.strip()]
    for part in ("wordings", "faq", "web_page"):
        for path, text in _texts(document.at((part,)), (part,)):
            for phrase in phrases:
                if _plain(phrase) in _plain(text):
                    yield document.problem(
                        path, f"a text says {phrase!r}, which `tone.forbidden` rules out", "say it otherwise"
                    )


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below a value; training sentences (`variants` of a FAQ entry) are customers' words, not ours."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            if key != "variants":
                yield from _texts(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _texts(below, (*path, number))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
