"""What is wrong with a charter: where, what was found, what to write instead."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic_core import PydanticCustomError

REFUSAL = "charter"
"""The type of the validation errors that bring their own sentence."""


class Problem(NamedTuple):
    """One thing to mend. `line` counts from 1; sorting puts problems in reading order."""

    file: str
    line: int
    found: str
    write: str

    def __str__(self) -> str:
        """`file:line: found — write`, on one line."""
        return f"{self.file}:{self.line}: {self.found} — {self.write}"


class CharterProblems(Exception):
    """A charter that cannot be used, with all that is wrong with it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def refusal(found: str, write: str) -> PydanticCustomError:
    """The error that a validator raises to say in its own words what it found and what to write."""
    return PydanticCustomError(REFUSAL, "{found}", {"found": found, "write": write})
