"""A charter as it is written: its text and those of its examples, wherever they are kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

EXAMPLES = "examples"
"""The folder of examples, beside the charter file."""


@dataclass(frozen=True, slots=True)
class Source:
    """`examples` are texts by file name. `file` is what problems call the charter: its path, or a version's name."""

    text: str
    examples: Mapping[str, str]
    file: str

    @property
    def folder(self) -> PurePath:
        """Where the examples are, for people."""
        return PurePath(self.file).parent / EXAMPLES

    @property
    def digest(self) -> str:
        """Changes with any byte of the charter or of its examples, and with the names of their files."""
        return digest([self.text, *(part for name in sorted(self.examples) for part in (name, self.examples[name]))])


def digest(texts: Sequence[str]) -> str:
    """A hash of texts in their order; where one ends counts."""
    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()
