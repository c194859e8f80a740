"""Words of this brand that must not wait: beside what every brand's customers say of danger, urgency and threats."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from charter.faq import Id


class Trigger(BaseModel):
    """`phrases` that make a message a danger, urgent, or a threat; `department` takes it (None: as usual).

    Phrases are compared without case, accents and punctuation, as whole words.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["danger", "urgent", "threat"]
    phrases: tuple[str, ...]
    department: Id | None = None
