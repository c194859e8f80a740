"""YAML texts written in two languages: the comments of one, the texts of one, a block by its key."""

import re
from collections.abc import Mapping


def comments_in(text: str, language: str) -> str:
    """`text` with its lines that begin with `#fr ` or `#en `: those of `language` without that mark, the others left out."""
    kept = []
    for line in text.splitlines():
        if not line.startswith(("#fr ", "#en ")):
            kept.append(line)
        elif line.startswith(f"#{language} "):
            kept.append(line[4:])
    return "\n".join(kept) + "\n"


def french_alone(text: str) -> str:
    """`text` without its `en:` keys and what stands below them."""
    kept: list[str] = []
    dropped: int | None = None
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if dropped is not None and line.strip() and indent > dropped:
            continue
        dropped = indent if re.match(r"\s*en:(\s|$)", line) else None
        if dropped is None:
            kept.append(line)
    return "\n".join(kept) + "\n"


def block(text: str, key: str) -> str:
    """The lines of a top-level key, without the comments above the next one. Raises ValueError when it is not there."""
    lines = text.splitlines()
    first = lines.index(f"{key}:")
    last = next((n for n, line in enumerate(lines) if n > first and re.match(r"[^\s#]", line)), len(lines))
    while not lines[last - 1].startswith(" "):
        last -= 1
    return "\n".join(lines[first:last]) + "\n"


def replaced(wordings: str, situation: str) -> str:
    """`wordings` with the block of one situation, indented as it is there, in the place of its own."""
    name = situation.split(":", 1)[0].strip()
    return re.sub(rf"^  {name}:\n(?:    .*\n)+", lambda _: situation, wordings, count=1, flags=re.MULTILINE)


def titled(wordings: str, titles: Mapping[str, str]) -> str:
    """`wordings` with the title of each situation for its only comment."""
    plain = re.sub(r"^\s*#.*\n", "", wordings, flags=re.MULTILINE)
    return re.sub(r"^  (\w+):\n", lambda found: f"  # {titles.get(found[1], found[1])}\n{found[0]}", plain, flags=re.MULTILINE)
