"""What is known before any figure: the program, its channels and its charter; and the label sets that are always present."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from charter.charter import Charter
from conversations.message import Visibility
from conversations.tally import Labels
from conversations.turn import AnsweredBy, Clock
from metrics import families as f
from metrics.understanding import EngineFigures


@dataclass(frozen=True, slots=True)
class Board:
    """What is measured: the program's `version`, the `release` in force with its `charter`, and the known `channels`.

    `refusals` counts the edits of the charter's file that were refused; `troubled`: one waits to be mended. `understanding` is
    how this process reads."""

    version: str
    release: str
    channels: tuple[str, ...]
    charter: Charter
    refusals: int = 0
    troubled: bool = False
    understanding: EngineFigures = field(default_factory=EngineFigures)

    @property
    def departments(self) -> tuple[str, ...]:
        """The department labels: every department of the charter, and nobody."""
        return (*(department.id for department in self.charter.departments), f.NOBODY)

    def present(self, family: f.Family) -> tuple[Labels, ...]:
        """Every label set that `family` shows even when nothing was counted there yet; sorted pairs."""
        return _present(family, self.channels, self.departments)

    def targets(self) -> Iterable[tuple[Labels, float]]:
        """The charter's answer delays in seconds, by department and visibility."""
        for department in self.charter.departments:
            for visibility in Visibility:
                delay = department.delays.public if visibility is Visibility.PUBLIC else department.delays.private
                yield (("department", department.id), ("visibility", visibility.value)), delay.total_seconds()


@lru_cache(maxsize=64)
def _present(family: f.Family, channels: tuple[str, ...], departments: tuple[str, ...]) -> tuple[Labels, ...]:
    values = {
        "answered_by": tuple(by.value for by in AnsweredBy),
        "channel": channels,
        "clock": tuple(clock.value for clock in Clock),
        "department": departments,
        "fact": f.LATE_FACT_KINDS,
        "kind": f.MASKED_KINDS,
        "mention": ("no", "yes"),
        "reason": f.EXCLUSION_REASONS,
        "result": ("met", "missed"),
        "rule": f.NO_ANSWER_RULES,
        "visibility": tuple(visibility.value for visibility in Visibility),
    }
    return tuple(tuple(zip(family.labels, cell, strict=True)) for cell in product(*(values[name] for name in family.labels)))
