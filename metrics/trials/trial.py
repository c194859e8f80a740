"""What a trial is: short histories of series, and which alerts then fire, or which values are then recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIRES = "fires"
NOT = "does not fire"
QUIET = "no traffic"
RESET = "counter reset"
EXACTLY = "exactly at target"
TWO = "two instances scraped at once"
NAMES = (FIRES, NOT, QUIET, RESET, EXACTLY, TWO)
"""What every alert is tried on."""

EVERY_DAY = "24h"
"""How often rules over days are evaluated in a trial: what they record hangs on no earlier evaluation, and each costs."""

Series = Mapping[str, str]
"""By selector, without instance and job: the values, one a step, as promtool writes them (`1+2x3` is 1 3 5 7)."""


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert that fires: under these labels, its value as people read it."""

    labels: Mapping[str, str] = field(default_factory=dict)
    value: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """At `at`, after the histories `series`, exactly `fired` fire. `instances` export the same; those after the first are
    scraped a step later."""

    name: str
    series: Series
    at: str
    fired: tuple[Fired, ...] = ()
    instances: tuple[str, ...] = ("a",)

    def scraped(self) -> dict[str, str]:
        """The series of all instances."""
        return {
            _of(selector, instance): values if n == 0 else f"_ {values}"
            for n, instance in enumerate(self.instances)
            for selector, values in self.series.items()
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """The cases of the alert of that name. `step` is the time between two samples, `every` that between two evaluations."""

    alert: str
    cases: tuple[Case, ...]
    step: str = "1m"
    every: str = "1m"


@dataclass(frozen=True, slots=True)
class Recorded:
    """At the end of the histories `series`, `expr` is `samples`: by series, the value."""

    name: str
    series: Series
    at: str
    expr: str
    samples: Mapping[str, float]
    instances: tuple[str, ...] = ("a",)
    step: str = "1h"

    def scraped(self) -> dict[str, str]:
        """The series of all instances."""
        return Case(self.name, self.series, self.at, instances=self.instances).scraped()


def _of(selector: str, instance: str) -> str:
    name, _, labels = selector.removesuffix("}").partition("{")
    given = [labels] if labels else []
    return "{name}{{{labels}}}".format(name=name, labels=",".join((*given, f'instance="{instance}"', 'job="recul"')))
