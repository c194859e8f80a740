"""What is written differently in two charters, line by line."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff


def written_difference(old: str, old_examples: Mapping[str, str], new: str, new_examples: Mapping[str, str]) -> list[str]:
    """Unified differences of the charter and of each file of examples; empty when nothing differs."""
    olds = {"charter.yaml": old} | {f"examples/{name}": text for name, text in old_examples.items()}
    news = {"charter.yaml": new} | {f"examples/{name}": text for name, text in new_examples.items()}
    return [line for name in sorted({*olds, *news}) for line in _lines(name, olds.get(name, ""), news.get(name, ""))]


def _lines(name: str, old: str, new: str) -> Iterator[str]:
    for line in unified_diff(old.splitlines(), new.splitlines(), f"in force/{name}", f"file/{name}", n=1, lineterm=""):
        yield line.rstrip()
