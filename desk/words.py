"""The desk's own sentences, French and English, from one catalogue: a TOML file per language under `desk/sentences/`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import Request

LANGUAGES = ("fr", "en")
COOKIE = "recul_language"
_FRENCH_SPACE = re.compile(r" (?=[:;?!»%])|(?<=«) ")
"""Where French wants a space that never ends a line."""
_FOLDER = Path(__file__).parent / "sentences"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of a language by dotted key (`queue.title`)."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        sentences = dict(_flat(tomllib.load(file), ""))
    return {key: _FRENCH_SPACE.sub("\u00a0", text) for key, text in sentences.items()} if language == "fr" else sentences


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language: `words("queue.title")`, with values for the places in braces."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of `key`. Raises KeyError when there is none: a missing sentence is a mistake of ours."""
        return catalogue(self.language)[key].format(**values)

    def has(self, key: str) -> bool:
        """True when the catalogue knows `key`."""
        return key in catalogue(self.language)

    def count(self, key: str, n: int) -> str:
        """The sentence for `n` things: `<key>.one` or `<key>.many` (French says zero in the singular)."""
        one = n < 2 if self.language == "fr" else n == 1
        return self(f"{key}.one" if one else f"{key}.many", n=n)

    def either(self, key: str, otherwise: str) -> str:
        """The sentence of `key`, or `otherwise` when the catalogue has none (names that others may add to)."""
        return self(key) if self.has(key) else otherwise


def words_for(request: Request) -> Words:
    """The words of the language that the person chose, else that their browser prefers, else French."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return Words(chosen)
    return Words(preferred(request.headers.get("accept-language", "")))


def preferred(accept_language: str) -> str:
    """The first of our languages in an `Accept-Language` header, by weight."""
    ranked = sorted((_ranked(part) for part in accept_language.split(",")), key=lambda pair: -pair[1])
    return next((language for language, weight in ranked if language in LANGUAGES and weight > 0), LANGUAGES[0])


def _ranked(part: str) -> tuple[str, float]:
    name, _, weight = part.strip().partition(";q=")
    try:
        return name.split("-")[0].lower(), float(weight or 1)
    except ValueError:
        return name.split("-")[0].lower(), 0.0
