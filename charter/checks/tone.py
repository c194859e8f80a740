"""The charter keeps its own tone: what it forbids stands in none of its texts."""

from collections.abc import Iterator, Mapping

from charter.document import Document, Path
from charter.problems import Problem


def check(document: Document) -> Iterator[Problem]:
    """Forbidden phrases in the wordings, the FAQ answers and the web page."""
    phrases = [phrase for _, phrase in document.items("tone", "forbidden") if isinstance(phrase, str) and phrase.strip()]
    for part in ("wordings", "faq", "web_page", "crisis"):
        for path, text in texts_of(document.at((part,)), (part,)):
            for phrase in phrases:
                if _plain(phrase) in _plain(text):
                    yield document.problem(
                        path, f"a text says {phrase!r}, which `tone.forbidden` rules out", "say it otherwise"
                    )


def texts_of(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below a value; training sentences (`variants` of a FAQ entry) are customers' words, not ours."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            if key != "variants":
                yield from texts_of(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from texts_of(below, (*path, number))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
