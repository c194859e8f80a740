"""A frequent question, and what the brand answers to it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Texts = Annotated[dict[str, str], Field(min_length=1)]
"""One text per language code."""


class FaqEntry(BaseModel):
    """A question with its answer per language. `public_answer` replaces it in public, where 280 characters are the limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    title: Texts
    variants: tuple[str, ...] = ()
    answer: Texts
    public_answer: Texts | None = None
    owner: str | None = None
    department: Id | None = None
    review_by: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """True when the entry may be used on that day."""
        return not (self.valid_from and day < self.valid_from) and not (self.valid_until and day > self.valid_until)
