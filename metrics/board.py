"""What is known before any figure: the program and its charter, what this process does; and the label sets always present."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from charter.charter import Charter
from conversations.message import Visibility
from conversations.tally import Labels
from conversations.turn import Clock
from metrics import families as f
from metrics.sending import SendingFigures
from metrics.understanding import EngineFigures


@dataclass(frozen=True, slots=True)
class Board:
    """What is measured: the program's `version`, and the `release` in force with its `charter`.

    `refusals` counts the edits of the charter's file that were refused; `troubled`: one waits to be mended. `understanding` is
    how this process reads, `sending` how it reaches its channels."""

    version: str
    release: str
    charter: Charter
    refusals: int = 0
    troubled: bool = False
    understanding: EngineFigures = field(default_factory=EngineFigures)
    sending: SendingFigures = field(default_factory=SendingFigures)

    @property
    def departments(self) -> tuple[str, ...]:
        """The department labels: every department of the charter, and nobody."""
        return (*(department.id for department in self.charter.departments), f.NOBODY)

    def present(self, family: f.Family) -> tuple[Labels, ...]:
        """Every label set that `family` shows even when nothing was counted there yet; sorted pairs."""
        return _present(family, self.departments)

    def targets(self) -> Iterable[tuple[Labels, float]]:
        """By when an answer is wanted, in seconds: by the customers from all, by the charter from each department."""
        for visibility in Visibility:
            yield _target(Clock.EXPECTED, f.ALL, visibility), self.charter.expected_delay.total_seconds()
            for department in self.charter.departments:
                delay = department.delays.public if visibility is Visibility.PUBLIC else department.delays.private
                yield _target(Clock.TARGET, department.id, visibility), delay.total_seconds()


def _target(clock: Clock, department: str, visibility: Visibility) -> Labels:
    return (("clock", clock.value), ("department", department), ("visibility", visibility.value))


@lru_cache(maxsize=256)
def _present(family: f.Family, departments: tuple[str, ...]) -> tuple[Labels, ...]:
    values = (departments if label.values is None else label.values for label in family.by)
    return tuple(tuple(zip(family.labels, cell, strict=True)) for cell in product(*values))
