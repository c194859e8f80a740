"""How promises are bounded and kept, when the bot may begin to speak, and what gets a second look."""

from datetime import time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from charter.duration import Delay, Pause


class Promising(BaseModel):
    """Bounds of a promise: at most `cap` times the department's delay; the team is reminded `remind_before` it (open time).

    `per_half_hour`: how many promises may fall at the same half hour while a department's usual output is not known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cap: Annotated[float, Field(ge=1, le=10)] = 2.0
    remind_before: Delay = timedelta(hours=1)
    per_half_hour: Annotated[int, Field(ge=1, le=1000)] = 6


class Courtesy(BaseModel):
    """The hours in which the bot may write first (delay notices, satisfaction), Monday to Saturday, never on a holiday."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: time = time(8)
    end: time = time(20)


class SecondLook(BaseModel):
    """How long a staff reply can be taken back: `undo` always, `cooling_off` in public to somebody who is angry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    undo: Pause = timedelta(0)
    cooling_off: Delay = timedelta(minutes=2)


class Loyalty(BaseModel):
    """Who counts as a loyal customer: so many thanks or praises within so many days, and no threat since."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    praises: Annotated[int, Field(ge=1, le=1000)] = 2
    within_days: Annotated[int, Field(ge=1, le=3650)] = 365
