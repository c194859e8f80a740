"""The charter's own words that must not wait: they make a message a danger, urgent or a threat, and name who takes it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from charter.charter import Charter
from charter.triggers import Trigger
from conversations.events import Reason
from conversations.understanding import Danger, Heat, Understanding
from routing.plain_words import fold, said_in

GRAVITY = ("danger", "threat", "urgent")
"""The kinds, the gravest first."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A trigger that a text has pulled, with its place in the charter (from 1)."""

    number: int
    trigger: Trigger

    @property
    def reason(self) -> Reason:
        """Which trigger it was; never the words."""
        return Reason("trigger", {"number": self.number, "kind": self.trigger.kind})


def pulled(text: str, charter: Charter) -> tuple[Pulled, ...]:
    """The triggers whose phrases stand in `text`, the gravest first."""
    return tuple(sorted(_pulled(text, charter), key=lambda found: GRAVITY.index(found.trigger.kind)))


def pressing(text: str, charter: Charter) -> bool:
    """True when `text` must be decided on at once."""
    return bool(pulled(text, charter))


def heeded(understanding: Understanding, text: str, charter: Charter) -> Understanding:
    """The understanding, made as grave as the charter's words in `text` say."""
    for found in pulled(text, charter):
        understanding = _graver(understanding, found.trigger, charter)
    return understanding


def _pulled(text: str, charter: Charter) -> Iterator[Pulled]:
    folded = fold(text) if charter.triggers else ""
    for number, trigger in enumerate(charter.triggers, 1):
        if any(said_in(phrase, folded) for phrase in trigger.phrases):
            yield Pulled(number, trigger)


def _graver(u: Understanding, trigger: Trigger, charter: Charter) -> Understanding:
    match trigger.kind:
        case "danger":
            return replace(u, danger=u.danger or _source(trigger, charter), suspected=None, urgent=True)
        case "threat":
            return replace(u, heat=Heat.THREAT)
        case _:
            return replace(u, urgent=True)


def _source(trigger: Trigger, charter: Charter) -> Danger:
    """A brand's words of danger are about what it sells, unless it gives them to another team than that of its products."""
    return Danger.PRODUCT if trigger.department in (None, charter.danger_department) else Danger.OTHER
