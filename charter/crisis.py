"""When many distinct people are upset at once: what is proposed to a manager, and what holds while it lasts."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from charter.duration import Delay
from charter.faq import Texts


class CrisisRules(BaseModel):
    """From when a crisis is proposed, on distinct contacts in public within `window`.

    `floor`: never on fewer contacts. `factor`: how many robust deviations above the usual of that hour. `share`: or this share
    of them annoyed or worse. Without a decision within `decide_within`, the bot goes quiet in public for `precaution_at_most`.
    `statement` is the holding statement of a declared crisis; `lasts` is its length when the manager names none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    statement: Texts | None = None
    window: Delay = timedelta(hours=1)
    floor: Annotated[int, Field(ge=2, le=10_000)] = 8
    factor: Annotated[float, Field(ge=1, le=100)] = 4.0
    share: Annotated[float, Field(gt=0, le=1)] = 0.6
    decide_within: Delay = timedelta(minutes=20)
    precaution_at_most: Delay = timedelta(hours=4)
    lasts: Delay = timedelta(hours=24)
