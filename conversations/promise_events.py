"""The events of a word given and kept: promises with their reasons, reminders, delay notices, legal acts with their dates."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: the name of a rule, and the figures or ids it looked at. Never text."""

    rule: str
    figures: dict[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promised:
    """A customer was told by when they hear from us. `reasons`: what made it so late; `capped`: the cap of the charter bit.

    `held`: in a reply that has not left; it is a promise once that reply arrives.
    """

    at: datetime
    turn: str
    by: datetime
    reasons: tuple[Reason, ...] = ()
    capped: bool = False
    held: bool = False
    kind: Literal["promised"] = "promised"


@dataclass(frozen=True, slots=True)
class Reminded:
    """The team was reminded of a promise that comes due."""

    at: datetime
    turn: str
    kind: Literal["reminded"] = "reminded"


@dataclass(frozen=True, slots=True)
class DelayNoticed:
    """A promise passed without an answer, and the customer is told so, for the `number`th time (1 or 2)."""

    at: datetime
    turn: str
    number: int
    kind: Literal["delay_noticed"] = "delay_noticed"


@dataclass(frozen=True, slots=True)
class DatedActDeclared:
    """A customer declared a legal act (withdrawal, mediator…). `legal_by`: by when it must be dealt with, if fixed."""

    at: datetime
    turn: str
    act: str
    reference: str
    legal_by: datetime | None = None
    kind: Literal["dated_act_declared"] = "dated_act_declared"
