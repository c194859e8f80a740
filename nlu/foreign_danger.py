"""Danger told in another script than ours: a few plain words in the languages that most people write.

Whoever writes so is read by a person anyway; this only lets staff see which message cannot wait. It wakes nobody.
"""

import re
from importlib import resources

from conversations.understanding import Danger
from nlu.normalise import readable


def _read() -> tuple[tuple[Danger, re.Pattern[str]], ...]:
    lines = (resources.files("nlu") / "phrases" / "foreign_danger.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" = ", 1) for line in lines if line and not line.startswith("#")]
    words = {source: [own for named, own in pairs if named == source] for source, _ in pairs}
    return tuple((Danger(source), re.compile("|".join(words[source]))) for source in words)


_WORDS = _read()


def foreign_danger(text: str) -> Danger | None:
    """The danger of which the text (its first 2,000 characters) holds a word in another script, if it does."""
    said = readable(text).lower()
    return next((source for source, words in _WORDS if words.search(said)), None)
