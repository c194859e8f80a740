"""What simulated people say beside the charter's own examples (`sentences.toml`): reproaches, thanks, withdrawals; and what
the staff reply."""

import tomllib
from pathlib import Path

Texts = dict[str, list[str]]
"""Sentences by language; the French ones stand for those that are missing."""

_READ = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))

NAMES: list[str] = _READ["names"]
STAFF: list[str] = _READ["staff"]
NOTES: list[str] = _READ["notes"]
WHY_ALONE: str = _READ["why_alone"]
REPROACHES: dict[str, Texts] = _READ["reproaches"]


def of(subject: str, language: str) -> list[str]:
    """The sentences of that table in that language."""
    return among(_READ[subject], language)


def among(texts: Texts, language: str) -> list[str]:
    """Those in that language."""
    return texts.get(language) or texts["fr"]
